using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Points in space, joined or marked.
internal sealed record SpacePointTrace : SpaceTrace
{
    private const double Radius = 3, Opacity = 0.85;
    private readonly double[] _x, _y, _z;
    private readonly bool _isLine;

    public SpacePointTrace(double[] x, double[] y, double[] z, bool isLine)
    {
        if (x.Length != y.Length || y.Length != z.Length) throw new ArgumentException($"x, y and z must be equally long (got {x.Length}, {y.Length} and {z.Length}).");
        (_x, _y, _z, _isLine) = (x, y, z, isLine);
    }

    // The values behind the colours, where points are coloured by value.
    public double[]? Values { get; init; }

    public override string Summary => $"{(_isLine ? "line" : "scatter")} in space, {_x.Length} points";

    public override bool InLegend => base.InLegend && Values is null;

    public override int? HoverPoints => _x.Length;

    public SpacePointTrace ColoredBy(double[] values, string? title) => values.Length == _x.Length
        ? this with { Values = values, Map = new ColorMap(values) { Title = title } }
        : throw new ArgumentException($"ColorBy needs one value for each of the {_x.Length} points (got {values.Length}).");

    public override IEnumerable<double> Coordinates(int axis) => axis switch { 0 => _x, 1 => _y, _ => _z };

    // Far points first, so that near ones cover them.
    public override void Draw(SvgWriter svg, SpacePanel panel)
    {
        var points = _x.Select((x, i) => (Index: i, At: panel.At(x, _y[i], _z[i]))).ToArray();
        if (_isLine)
        {
            foreach (var run in points.GroupAdjacent(p => Seen(p.At) ? 1 : 0))
            {
                if (Seen(run[0].At)) svg.Polyline(run.Select(p => (p.At.X, p.At.Y)), Paint, LinearTrace.Width, VariantDash);
            }
            if (Values is null) return;
        }
        foreach (var (i, at) in points.Where(p => Seen(p.At)).OrderBy(p => p.At.Near))
            svg.Marker(at.X, at.Y, Radius, Values is null ? Paint : Map!.ColorOf(Values[i]), Opacity, VariantShape);

        static bool Seen((double X, double Y, double Near) at) => double.IsFinite(at.X + at.Y + at.Near);
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
        double middle = box.Top + box.Height / 2;
        if (_isLine) svg.Line(box.Left, middle, box.Right, middle, Paint, LinearTrace.Width, VariantDash);
        else svg.Marker(box.Left + box.Width / 2, middle, 3.5, Paint, Opacity, VariantShape);
    }

    public override JsonObject ColorTarget(JsonObject json) => json["marker"]!.AsObject();

    public override IEnumerable<string> HoverLines(Chart chart) =>
        Values is null ? base.HoverLines(chart) : [.. base.HoverLines(chart), HoverText.Line(ColorBarTitle ?? "value", "marker.color")];

    public override JsonObject ToPlotly(SpacePanel panel)
    {
        var trace = new JsonObject
        {
            ["type"] = "scatter3d",
            ["mode"] = !_isLine ? "markers" : Values is null ? "lines" : "lines+markers",
            ["x"] = PlotlyJson.Numbers(_x),
            ["y"] = PlotlyJson.Numbers(_y),
            ["z"] = PlotlyJson.Numbers(_z),
        };
        // Plotly's lines in space know solid, dot, dash, dashdot and longdash as its flat ones do.
        if (_isLine) trace["line"] = new JsonObject { ["color"] = Paint, ["width"] = 2 * LinearTrace.Width, ["dash"] = VariantDash.ToPlotly() };
        if (_isLine && Values is null) return trace;
        // In space there are no triangles.
        var shape = VariantShape == MarkerShape.Triangle ? MarkerShape.Cross : VariantShape;
        var marker = new JsonObject { ["color"] = Paint, ["size"] = Radius, ["opacity"] = Opacity, ["symbol"] = shape.ToPlotly() };
        if (Values is not null)
        {
            marker["color"] = PlotlyJson.Numbers(Values);
            Map!.Write(marker, 'c');
        }
        trace["marker"] = marker;
        return trace;
    }
}
