namespace CSharpKernel.Html;

// What TeX's commands for single signs stand for.
internal static class TexSymbols
{
    // Letters, set as identifiers.
    public static readonly Dictionary<string, string> Letters = Table("""
        alpha α   beta β   gamma γ   delta δ   epsilon ϵ   varepsilon ε   zeta ζ   eta η   theta θ   vartheta ϑ   iota ι
        kappa κ   lambda λ   mu μ   nu ν   xi ξ   pi π   rho ρ   sigma σ   tau τ   upsilon υ   phi ϕ   varphi φ   chi χ   psi ψ
        omega ω   Gamma Γ   Delta Δ   Theta Θ   Lambda Λ   Xi Ξ   Pi Π   Sigma Σ   Upsilon Υ   Phi Φ   Psi Ψ   Omega Ω   ell ℓ
        hbar ℏ   infty ∞   emptyset ∅   varnothing ∅   nabla ∇   partial ∂   top ⊤   bot ⊥
        """);

    // Signs, set as operators.
    public static readonly Dictionary<string, string> Operators = Table("""
        to →   rightarrow →   longrightarrow ⟶   leftarrow ←   gets ←   leftrightarrow ↔   Rightarrow ⇒   implies ⟹   iff ⟺
        mapsto ↦   uparrow ↑   downarrow ↓   le ≤   leq ≤   ge ≥   geq ≥   ne ≠   neq ≠   ll ≪   gg ≫   approx ≈   equiv ≡
        sim ∼   simeq ≃   propto ∝   in ∈   notin ∉   ni ∋   subset ⊂   subseteq ⊆   supset ⊃   cup ∪   cap ∩   setminus ∖
        cdot ⋅   times ×   div ÷   pm ±   mp ∓   circ ∘   ast ∗   star ⋆   oplus ⊕   otimes ⊗   odot ⊙   dots …   ldots …
        cdots ⋯   vdots ⋮   ddots ⋱   forall ∀   exists ∃   neg ¬   land ∧   wedge ∧   lor ∨   vee ∨   mid ∣   parallel ∥
        perp ⊥   prime ′   langle ⟨   rangle ⟩   lfloor ⌊   rfloor ⌋   lceil ⌈   rceil ⌉   lVert ‖   rVert ‖   lvert |   rvert |
        vert |   Vert ‖   | ‖   { {   } }   % %   # #   & &   _ _   $ $   colon :   triangleq ≜   coloneqq ≔   lbrace {
        rbrace }
        """);

    // Large operators, whose limits stand below and above when the formula has a line of its own.
    public static readonly Dictionary<string, string> Large = Table("""
        sum ∑   prod ∏   int ∫   bigcup ⋃   bigcap ⋂   bigoplus ⨁   coprod ∐
        """);

    // Functions whose limits stand below.
    public static readonly HashSet<string> Limits = ["max", "min", "sup", "inf", "lim", "argmax", "argmin"];

    // Functions, set upright.
    public static readonly HashSet<string> Functions =
        ["log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "det", "dim", "ker", "deg", "gcd", "Pr", .. Limits];

    // Widths in em.
    public static readonly Dictionary<string, string> Spaces = Table("""
        , 0.167   : 0.222   > 0.222   ; 0.278   ! -0.167   quad 1   qquad 2
        """);

    public static readonly Dictionary<string, string> Accents = Table("""
        hat ^   widehat ^   bar ¯   overline ¯   tilde ~   widetilde ~   vec →   dot ˙   ddot ¨
        """);

    // A name and its sign, pair after pair.
    private static Dictionary<string, string> Table(string pairs) =>
        pairs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    // Alphabets: the letters have code points of their own, but for those that were there before.
    public static string Style(string command, string letters) => string.Concat(letters.Select(c => command switch
    {
        "mathbb" => Styled(c, 0x1D538, 0x1D552, 0x1D7D8, "CℂHℍNℕPℙQℚRℝZℤ"),
        "mathcal" or "mathscr" => Styled(c, 0x1D49C, 0x1D4B6, null, "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ"),
        "mathbf" or "boldsymbol" or "bm" => Styled(c, 0x1D400, 0x1D41A, 0x1D7CE, ""),
        "mathfrak" => Styled(c, 0x1D504, 0x1D51E, null, "CℭHℌIℑRℜZℨ"),
        _ => c.ToString(),
    }));

    private static string Styled(char c, int upper, int lower, int? digit, string exceptions)
    {
        int exception = exceptions.IndexOf(c, StringComparison.Ordinal);
        if (exception >= 0 && exception % 2 == 0) return exceptions[exception + 1].ToString();
        return c switch
        {
            >= 'A' and <= 'Z' => char.ConvertFromUtf32(upper + c - 'A'),
            >= 'a' and <= 'z' => char.ConvertFromUtf32(lower + c - 'a'),
            >= '0' and <= '9' when digit is { } zero => char.ConvertFromUtf32(zero + c - '0'),
            _ => c.ToString(),
        };
    }
}
