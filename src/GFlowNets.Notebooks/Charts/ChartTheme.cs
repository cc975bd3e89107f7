namespace GFlowNets.Notebooks;

/// <summary>What a figure wears: its colours, its font and the palette of its series. Set one on a figure, or once for all as <see cref="Default"/>.</summary>
/// <param name="Name">The name, for people.</param>
/// <param name="Background">Colour behind everything.</param>
/// <param name="Ink">Colour of texts and of series without a palette colour.</param>
/// <param name="Grid">Colour of grid lines.</param>
/// <param name="Frame">Colour of frames and ticks.</param>
/// <param name="Font">Font families, as CSS lists them.</param>
/// <param name="Colors">Colours that series take in turn, at least one, each as #rrggbb.</param>
public sealed record ChartTheme(string Name, string Background, string Ink, string Grid, string Frame, string Font, IReadOnlyList<string> Colors)
{
    private const string SansSerif = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";
    private static ChartTheme? s_default;

    /// <summary>Dark on white with a pale grid.</summary>
    public static ChartTheme Light { get; } = new("light", "#ffffff", "#333333", "#e5e5e5", "#8a8a8a", SansSerif, Palette.Colors);

    /// <summary>Light on near-black, with a palette of Okabe and Ito's lighter colours.</summary>
    public static ChartTheme Dark { get; } = new("dark", "#16191d", "#dde1e6", "#31363d", "#6b737d", SansSerif,
        ["#56b4e9", "#e69f00", "#2dbf95", "#e08fbd", "#f0e442", "#ee7733", "#c4c9d0"]);

    /// <summary>For print: black on white in a serif font, without a grid.</summary>
    public static ChartTheme Paper { get; } = new("paper", "#ffffff", "#000000", "#ffffff", "#000000", "Times New Roman, Liberation Serif, DejaVu Serif, serif", Palette.Colors);

    /// <summary>The theme of every figure that names none; light unless a notebook sets another.</summary>
    /// <exception cref="ArgumentNullException">It is set to null.</exception>
    public static ChartTheme Default
    {
        get => s_default ?? Light;
        set => s_default = value ?? throw new ArgumentNullException(nameof(value), "the default theme must be a theme, such as ChartTheme.Light (got null).");
    }

    /// <summary>Colours that series take in turn, at least one, each as #rrggbb.</summary>
    public IReadOnlyList<string> Colors { get; init; } =
        Colors.Count > 0 ? Colors : throw new ArgumentException("a theme needs at least 1 colour for its series (got 0).", nameof(Colors));
}
