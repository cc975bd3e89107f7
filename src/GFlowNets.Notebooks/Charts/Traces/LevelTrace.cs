using System.Globalization;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A horizontal line from edge to edge.
internal sealed record LevelTrace(double Y) : LinearTrace
{
    public override string Summary => string.Create(CultureInfo.InvariantCulture, $"level at {Y:G4}");

    public override Reach XReach(bool log) => new(1, 0, true);

    public override Reach YReach(bool log) => Reach.Of([Y], log, padded: true);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        double y = panel.Y.At(Y);
        if (double.IsFinite(y)) svg.Line(panel.Plot.Left, y, panel.Plot.Right, y, Paint, Width, Dash);
    }

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel) =>
    [
        new()
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["x"] = PlotlyJson.Numbers([panel.X.Min, panel.X.Max]),
            ["y"] = PlotlyJson.Numbers([Y, Y]),
            ["line"] = PlotlyLine,
        },
    ];
}
