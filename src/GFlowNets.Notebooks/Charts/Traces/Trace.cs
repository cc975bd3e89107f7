using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// One series of a chart. A new kind of chart is a new trace: how far it reaches, how it is drawn, what Plotly calls it.
internal abstract record Trace
{
    public string? Name { get; init; }

    public string? Color { get; init; }

    // How often the palette has been used up before this series: 0 for the first round of colours.
    public int Variant { get; init; }

    // How values become colours, for a series that is coloured by value.
    public ColorMap? Map { get; init; }

    // A line of the author's for each point, shown under the pointer.
    public string[]? Hover { get; init; }

    public virtual bool TakesPaletteColor => true;

    public virtual bool InLegend => Name is not null;

    public string? ColorBarTitle => Map?.Title ?? (InLegend ? null : Name);

    // Where a value lies on the colour scale.
    public virtual double ColorPosition(double value) => Map!.Position(value);

    // How many points an author's hover texts are for; none where they make no sense.
    public virtual int? HoverPoints => null;

    // What it is, in a few words, for the textual form of a chart.
    public abstract string Summary { get; }

    public abstract void DrawKey(SvgWriter svg, Box box);

    // What stands under the pointer, line by line.
    public abstract IEnumerable<string> HoverLines(Chart chart);

    // Where Plotly keeps the colour scale of this series.
    public virtual JsonObject ColorTarget(JsonObject json) => json;

    // The colour after a figure has dealt out its palette.
    protected string Paint => Color ?? ChartTheme.Light.Ink;

    protected DashKind VariantDash => (DashKind)(Variant % Dashes.Count);

    protected MarkerShape VariantShape => (MarkerShape)(Variant % MarkerShapes.Count);
}

// A series over a horizontal and a vertical axis.
internal abstract record FlatTrace : Trace
{
    public abstract Reach XReach(bool log);

    public abstract Reach YReach(bool log);

    public abstract void Draw(SvgWriter svg, FlatPanel panel);

    // Whether it numbers cells, so that its axes have ticks at whole numbers only.
    public virtual bool Counts => false;

    // Whether a unit along the one axis must be as long as along the other.
    public virtual bool IsSquare => false;

    // Plotly's traces for this series, without names and axes; the first one is what the legend shows.
    public abstract IEnumerable<JsonObject> ToPlotly(FlatPanel panel);

    public override IEnumerable<string> HoverLines(Chart chart) => [HoverText.Line(chart.Horizontal, "x", "x"), HoverText.Line(chart.Vertical, "y", "y")];
}

// A series that is drawn as a line.
internal abstract record LinearTrace : FlatTrace
{
    public const double Width = 2;

    public DashKind? AskedDash { get; init; }

    protected DashKind Dash => AskedDash ?? VariantDash;

    public override void DrawKey(SvgWriter svg, Box box) =>
        svg.Line(box.Left, box.Top + box.Height / 2, box.Right, box.Top + box.Height / 2, Paint, Width, Dash);

    protected JsonObject PlotlyLine => new() { ["color"] = Paint, ["width"] = Width, ["dash"] = Dash.ToPlotly() };
}
