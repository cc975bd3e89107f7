using System.Collections.Immutable;

namespace GFlowNets.Notebooks;

/// <summary>
/// What a notebook shows as a picture: a <see cref="Chart"/>, a <see cref="ChartGrid"/>, a <see cref="SliderFigure"/> or an <see cref="AnimationFigure"/>. It is a Plotly figure where plotly.js runs
/// and the same figure as a static SVG picture everywhere else.
/// </summary>
[TypeFormatterSource(typeof(RichFormatterSource))]
public abstract record Figure : IRichOutput
{
    private protected Figure()
    {
    }

    internal abstract ImmutableArray<Chart> Panels { get; }

    internal virtual int Columns => 1;

    internal string? Heading { get; init; }

    internal (int Width, int Height)? Pixels { get; init; }

    internal ChartTheme? Dress { get; init; }

    internal LegendPlace? LegendAt { get; init; }

    internal virtual FigureLayout Arrange() => FigureLayout.Arrange(this);

    internal virtual System.Text.Json.Nodes.JsonObject ToPlotly(FigureLayout layout) => PlotlyFigure.Write(layout);

    /// <summary>The figure as a static SVG document: shapes, text and embedded pictures with plain attributes, without style sheets, scripts or references.</summary>
    public string ToSvg() => SvgFigure.Draw(Arrange());

    /// <summary>The figure in Plotly's JSON schema: an object with data, layout and config. Values that are not finite become null.</summary>
    public string ToJson() => ToPlotly(Arrange()).ToJsonString();

    /// <summary>
    /// The figure as an HTML fragment: the static picture, and a script that puts the interactive figure in its place where plotly.js can be loaded.
    /// The environment variable GFN_CHARTS chooses: interactive (the default) or static (the picture alone).
    /// </summary>
    /// <exception cref="InvalidOperationException">GFN_CHARTS holds another value.</exception>
    public string ToHtml() => HtmlFigure.Write(this, HtmlFigure.InteractiveByEnvironment());

    /// <summary>A one-line summary: title, axes, series.</summary>
    public string ToText() => string.Join(" | ", new[] { Columns < Panels.Length || Panels.Length > 1 ? Heading : null }.OfType<string>().Concat(Panels.Select(Summary)));

    /// <summary>Writes the static SVG picture to a file, over whatever it held.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public void SaveSvg(string path) => File.WriteAllText(path, ToSvg());

    private protected static (int, int) CheckSize(int width, int height) =>
        width is >= 120 and <= 4000 && height is >= 120 and <= 4000
            ? (width, height)
            : throw new ArgumentOutOfRangeException(nameof(width), $"a figure must have 120 to 4000 pixels a side (got {width} by {height}).");

    private static string Summary(Chart chart) =>
        $"{chart.Heading ?? "chart"}: {string.Join(", ", chart.Traces.Select(t => t.Name is null ? t.Summary : $"{t.Name} ({t.Summary})"))}"
        + Axis(" over ", chart.Horizontal) + (chart.IsSpace ? Axis(" and ", chart.Vertical) + Axis(" showing ", chart.Upright) : Axis(" showing ", chart.Vertical));

    private static string Axis(string lead, Axis axis) => axis.Title is null ? "" : lead + axis.Label + (axis.Log ? " (log scale)" : "");
}
