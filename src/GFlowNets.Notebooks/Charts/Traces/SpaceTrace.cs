using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A series over three axes.
internal abstract record SpaceTrace : Trace
{
    // All its coordinates along an axis: 0 the first, 1 the second, 2 upwards.
    public abstract IEnumerable<double> Coordinates(int axis);

    public abstract void Draw(SvgWriter svg, SpacePanel panel);

    public abstract JsonObject ToPlotly(SpacePanel panel);

    public override IEnumerable<string> HoverLines(Chart chart) =>
        [HoverText.Line(chart.Horizontal, "x", "x"), HoverText.Line(chart.Vertical, "y", "y"), HoverText.Line(chart.Upright, "z", "z")];
}
