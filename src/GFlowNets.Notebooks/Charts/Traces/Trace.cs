using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// One series of a chart. A new kind of chart is a new trace: how far it reaches, how it is drawn, what Plotly calls it.
internal abstract record Trace
{
    public string? Name { get; init; }

    public string? Color { get; init; }

    public virtual bool TakesPaletteColor => true;

    public virtual bool InLegend => Name is not null;

    // What it is, in a few words, for the textual form of a chart.
    public abstract string Summary { get; }

    public abstract Reach XReach(bool log);

    public abstract Reach YReach(bool log);

    public abstract void Draw(SvgWriter svg, PanelLayout panel);

    public abstract void DrawKey(SvgWriter svg, Box box);

    // Plotly's traces for this series, without names and axes; the first one is what the legend shows.
    public abstract IEnumerable<JsonObject> ToPlotly(PanelLayout panel);

    // The colour after a figure has dealt out its palette.
    protected string Paint => Color ?? SvgWriter.Ink;
}

// A series that is drawn as a line.
internal abstract record LinearTrace : Trace
{
    public const double Width = 2;

    public bool IsDashed { get; init; }

    public override void DrawKey(SvgWriter svg, Box box) =>
        svg.Line(box.Left, box.Top + box.Height / 2, box.Right, box.Top + box.Height / 2, Paint, Width, IsDashed);

    protected JsonObject PlotlyLine => new() { ["color"] = Paint, ["width"] = Width, ["dash"] = IsDashed ? "dash" : "solid" };
}
