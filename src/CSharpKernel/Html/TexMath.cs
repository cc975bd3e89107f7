using System.Text;
using CSharpKernel.Formatting;

namespace CSharpKernel.Html;

/// <summary>
/// Turns the TeX of formulas into MathML, which browsers draw by themselves: letters, scripts, fractions, roots, sums, accents,
/// alphabets, fences and aligned lines. A command that it does not know is shown by its name.
/// </summary>
public static class TexMath
{
    /// <summary>The formula as a MathML element.</summary>
    /// <param name="tex">TeX, without the dollar signs.</param>
    /// <param name="block">Whether the formula has a line of its own.</param>
    public static string ToMathMl(string tex, bool block)
    {
        var parser = new Parser(tex, block);
        string body = parser.Row(static _ => false);
        string display = block ? " display=\"block\"" : "";
        return $"<math{display}><semantics><mrow>{body}</mrow><annotation encoding=\"application/x-tex\">{HtmlText.Encode(tex.Trim())}</annotation></semantics></math>";
    }

    private sealed class Parser(string tex, bool block)
    {
        private int _at;

        // Everything up to a token that ends the row; that token is left to the caller.
        public string Row(Func<string, bool> ends)
        {
            var row = new StringBuilder();
            while (Peek() is { } token && !ends(token)) row.Append(Scripted());
            return row.ToString();
        }

        private string Scripted()
        {
            bool limits = Peek() is { } ahead && ahead[0] == '\\' && (ahead != @"\int" && TexSymbols.Large.ContainsKey(ahead[1..]) && block || TexSymbols.Limits.Contains(ahead[1..]));
            string body = Atom();
            string? below = null, above = null;
            while (Peek() is "_" or "^" or "'")
            {
                string mark = Next();
                if (mark == "'") above = $"{above}<mo>′</mo>";
                else if (mark == "_") below = Group();
                else above = $"{above}{Group()}";
            }

            if (above is not null) above = $"<mrow>{above}</mrow>";
            return (below, above, limits) switch
            {
                (null, null, _) => body,
                (_, null, false) => $"<msub>{body}{below}</msub>",
                (null, _, false) => $"<msup>{body}{above}</msup>",
                (_, _, false) => $"<msubsup>{body}{below}{above}</msubsup>",
                (_, null, true) => $"<munder>{body}{below}</munder>",
                (null, _, true) => $"<mover>{body}{above}</mover>",
                _ => $"<munderover>{body}{below}{above}</munderover>",
            };
        }

        private string Atom()
        {
            string token = Next();
            return token[0] switch
            {
                '\\' => Command(token[1..]),
                '{' => Braced(),
                '&' or '}' => "",
                '-' => "<mo>−</mo>",
                '*' => "<mo>∗</mo>",
                '~' => Space("0.25"),
                '_' or '^' => $"<mo>{token}</mo>",
                var c when char.IsDigit(c) => $"<mn>{token}</mn>",
                var c when char.IsLetter(c) => $"<mi>{token}</mi>",
                // A bar is as often "given" as a fence, so it must not stretch.
                '|' or '(' or ')' or '[' or ']' or '/' => $"<mo stretchy=\"false\">{token}</mo>",
                _ => $"<mo>{HtmlText.Encode(token)}</mo>",
            };
        }

        private string Command(string name)
        {
            if (TexSymbols.Letters.TryGetValue(name, out string? letter)) return $"<mi>{letter}</mi>";
            if (TexSymbols.Large.TryGetValue(name, out string? large)) return $"<mo>{large}</mo>";
            if (TexSymbols.Operators.TryGetValue(name, out string? sign)) return $"<mo stretchy=\"false\">{HtmlText.Encode(sign)}</mo>";
            if (TexSymbols.Functions.Contains(name)) return Function(name);
            if (TexSymbols.Spaces.TryGetValue(name, out string? width)) return Space(width);
            if (TexSymbols.Accents.TryGetValue(name, out string? accent)) return $"<mover accent=\"true\">{Group()}<mo stretchy=\"false\">{accent}</mo></mover>";
            switch (name)
            {
                case " ":
                    return Space("0.25");
                case "frac" or "dfrac" or "tfrac":
                    return $"<mfrac>{Group()}{Group()}</mfrac>";
                case "binom":
                    return $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{Group()}{Group()}</mfrac><mo>)</mo></mrow>";
                case "sqrt":
                    if (Peek() != "[") return $"<msqrt>{Group()}</msqrt>";
                    Next();
                    string index = Row(static token => token == "]");
                    Next();
                    return $"<mroot>{Group()}<mrow>{index}</mrow></mroot>";
                case "text" or "textrm" or "mbox" or "textbf" or "textit":
                    return $"<mtext>{HtmlText.Encode(RawGroup().Replace(' ', '\u00A0'))}</mtext>";
                case "operatorname" or "mathrm" or "mathsf" or "mathtt":
                    return Function(RawGroup());
                case "mathbb" or "mathcal" or "mathscr" or "mathbf" or "mathfrak" or "boldsymbol" or "bm":
                    return Peek() is "{" or { Length: 1 } && RawGroup() is var letters && !letters.Contains('\\')
                        ? $"<mi mathvariant=\"normal\">{HtmlText.Encode(TexSymbols.Style(name, letters))}</mi>"
                        : Group();
                case "left":
                    string open = Fence();
                    string inside = Row(static token => token == @"\right");
                    if (Peek() is not null) Next();
                    return $"<mrow>{open}{inside}{Fence()}</mrow>";
                case "begin":
                    return Lines(RawGroup());
                case "underbrace" or "overbrace":
                    string brace = name == "underbrace" ? "munder" : "mover";
                    return $"<{brace}>{Group()}<mo>{(brace == "munder" ? "⏟" : "⏞")}</mo></{brace}>";
                case "big" or "Big" or "bigg" or "Bigg" or "bigl" or "bigr" or "Bigl" or "Bigr" or "displaystyle" or "textstyle" or "limits" or "nolimits" or @"\":
                    return "";
                default:
                    return $"<mtext>\\{HtmlText.Encode(name)}</mtext>";
            }
        }

        // Aligned equations, cases and matrices: rows of cells.
        private string Lines(string environment)
        {
            var (open, close, align, display) = environment switch
            {
                "cases" => ("{", "", "left left", false),
                "pmatrix" => ("(", ")", "center", false),
                "bmatrix" => ("[", "]", "center", false),
                "vmatrix" => ("|", "|", "center", false),
                "aligned" or "align" or "align*" or "split" => ("", "", "right left", true),
                _ => ("", "", "center", true),
            };
            string[] columns = align.Split(' ');
            var table = new StringBuilder();
            while (Peek() is { } token && token != @"\end")
            {
                table.Append("<mtr>");
                for (int column = 0; column == 0 || Peek() == "&"; column++)
                {
                    if (column > 0) Next();
                    table.Append($"<mtd style=\"text-align: {columns[column % columns.Length]}\">{Row(static t => t is "&" or @"\\" or @"\end")}</mtd>");
                }

                if (Peek() == @"\\") Next();
                table.Append("</mtr>");
            }

            if (Peek() is not null)
            {
                Next();
                RawGroup();
            }

            return $"<mrow>{Stretchy(open)}<mtable{(display ? " displaystyle=\"true\"" : "")}>{table}</mtable>{Stretchy(close)}</mrow>";
        }

        private string Fence()
        {
            if (Peek() is null) return "";
            string token = Next();
            return Stretchy(token == "." ? "" : token[0] == '\\' ? TexSymbols.Operators.GetValueOrDefault(token[1..], "") : token);
        }

        private static string Stretchy(string sign) => sign.Length == 0 ? "" : $"<mo stretchy=\"true\">{HtmlText.Encode(sign)}</mo>";

        // An operator, for the thin space on either side that it keeps when it carries scripts.
        private static string Function(string name) => $"<mo movablelimits=\"false\" lspace=\"0.167em\" rspace=\"0.167em\">{HtmlText.Encode(name)}</mo>";

        private static string Space(string width) => $"<mspace width=\"{width}em\"></mspace>";

        // The argument of a command: one element, whatever it holds. Of a number it is the first digit.
        private string Group()
        {
            if (Peek() is not { } token) return "<mrow></mrow>";
            if (!char.IsDigit(token[0]) || token.Length == 1) return Atom();
            Next();
            _at -= token.Length - 1;
            return $"<mn>{token[0]}</mn>";
        }

        private string Braced()
        {
            string body = Row(static token => token == "}");
            if (Peek() is not null) Next();
            return $"<mrow>{body}</mrow>";
        }

        // The argument of a command as it is written.
        private string RawGroup()
        {
            if (Peek() != "{") return Peek() is null ? "" : Next();
            Next();
            int start = _at, depth = 1;
            for (; _at < tex.Length && depth > 0; _at++) depth += tex[_at] switch { '{' => 1, '}' => -1, _ => 0 };
            return tex[start..(depth == 0 ? _at - 1 : _at)];
        }

        private string? Peek()
        {
            int before = _at;
            string? token = Read();
            _at = before;
            return token;
        }

        private string Next() => Read()!;

        // A command with its backslash, a number, or one character.
        private string? Read()
        {
            while (_at < tex.Length && char.IsWhiteSpace(tex[_at])) _at++;
            if (_at == tex.Length) return null;
            int start = _at++;
            if (tex[start] == '\\' && _at < tex.Length)
            {
                if (!char.IsAsciiLetter(tex[_at++])) return tex[start.._at];
                while (_at < tex.Length && char.IsAsciiLetter(tex[_at])) _at++;
            }
            else if (char.IsDigit(tex[start]))
            {
                while (_at < tex.Length && (char.IsDigit(tex[_at]) || tex[_at] == '.' && _at + 1 < tex.Length && char.IsDigit(tex[_at + 1]))) _at++;
            }
            else if (char.IsHighSurrogate(tex[start]) && _at < tex.Length)
            {
                _at++;
            }

            return tex[start.._at];
        }
    }
}
