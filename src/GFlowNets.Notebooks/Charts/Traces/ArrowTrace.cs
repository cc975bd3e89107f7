using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Arrows whose thickness and darkness follow their weight, in a few steps so that each step is one Plotly trace.
internal sealed record ArrowTrace : FlatTrace
{
    private const int Steps = 6;
    private const double HeadLength = 9, HeadWidth = 7;
    private readonly double[] _x0, _y0, _x1, _y1, _weights;

    public ArrowTrace(double[] x0, double[] y0, double[] x1, double[] y1, double[]? weights)
    {
        (_x0, _y0, _x1, _y1) = (x0, y0, x1, y1);
        _weights = weights ?? [.. x0.Select(_ => 1.0)];
        if (new[] { y0, x1, y1, _weights }.Any(v => v.Length != x0.Length))
            throw new ArgumentException($"arrows need equally many tails, heads and weights (got {x0.Length}, {y0.Length}, {x1.Length}, {y1.Length} coordinates and {_weights.Length} weights).");
        if (_weights.Any(w => !double.IsFinite(w) || w < 0))
            throw new ArgumentException($"the weights of arrows must be finite and at least 0 (got {_weights.First(w => !double.IsFinite(w) || w < 0)}).");
    }

    public override bool TakesPaletteColor => false;

    public override string Summary => $"{_x0.Length} arrows";

    public override Reach XReach(bool log) => Reach.Of([.. _x0, .. _x1], log, padded: true);

    public override Reach YReach(bool log) => Reach.Of([.. _y0, .. _y1], log, padded: true);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        foreach (var (strength, arrows) in Levels(panel))
        {
            foreach (var (tail, neck, left, head, right) in arrows)
            {
                svg.Line(tail.X, tail.Y, neck.X, neck.Y, Paint, Thickness(strength), opacity: Opacity(strength));
                svg.Polygon([left, head, right], Paint, Opacity(strength));
            }
        }
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
        double middle = box.Top + box.Height / 2;
        svg.Line(box.Left, middle, box.Right - HeadLength, middle, Paint, 2);
        svg.Polygon([(box.Right - HeadLength, middle - HeadWidth / 2), (box.Right, middle), (box.Right - HeadLength, middle + HeadWidth / 2)], Paint, 1);
    }

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        foreach (var (strength, arrows) in Levels(panel))
        {
            // Tail to neck and around the head, with a gap before the next arrow.
            (double X, double Y)[] path = [.. arrows.SelectMany(a => new[] { a.Tail, a.Neck, a.Left, a.Head, a.Right, a.Neck, (double.NaN, double.NaN) })];
            yield return new JsonObject
            {
                ["type"] = "scatter",
                ["mode"] = "lines",
                ["x"] = PlotlyJson.Numbers(path.Select(p => panel.X.ValueAt(p.X))),
                ["y"] = PlotlyJson.Numbers(path.Select(p => panel.Y.ValueAt(p.Y))),
                ["fill"] = "toself",
                ["fillcolor"] = Paint,
                ["line"] = new JsonObject { ["color"] = Paint, ["width"] = Thickness(strength) },
                ["opacity"] = Opacity(strength),
                ["hoverinfo"] = "skip",
            };
        }
    }

    private static double Thickness(double strength) => 0.75 + 2.5 * strength;

    private static double Opacity(double strength) => 0.3 + 0.7 * strength;

    // Shapes in pixels, light to heavy, by strength in (0, 1].
    private IEnumerable<(double Strength, Shape[] Arrows)> Levels(FlatPanel panel)
    {
        double heaviest = _weights.DefaultIfEmpty(0).Max();
        return Enumerable.Range(0, _weights.Length).Where(i => _weights[i] > 0)
            .GroupBy(i => Math.Ceiling(_weights[i] / heaviest * Steps) / Steps)
            .OrderBy(level => level.Key)
            .Select(level => (level.Key, level.Select(i => Arrow(panel, i, level.Key)).OfType<Shape>().ToArray()))
            .Where(level => level.Item2.Length > 0);
    }

    private Shape? Arrow(FlatPanel panel, int i, double strength)
    {
        var (x0, y0, x1, y1) = (panel.X.At(_x0[i]), panel.Y.At(_y0[i]), panel.X.At(_x1[i]), panel.Y.At(_y1[i]));
        double length = Math.Sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
        if (!double.IsFinite(length) || length == 0) return null;
        var (dx, dy) = ((x1 - x0) / length, (y1 - y0) / length);
        double reach = Math.Min(length / 2, HeadLength * (0.6 + 0.4 * strength)), half = reach * HeadWidth / HeadLength / 2;
        var (neckX, neckY) = (x1 - reach * dx, y1 - reach * dy);
        return new Shape((x0, y0), (neckX, neckY), (neckX - half * dy, neckY + half * dx), (x1, y1), (neckX + half * dy, neckY - half * dx));
    }

    private sealed record Shape((double X, double Y) Tail, (double X, double Y) Neck, (double X, double Y) Left, (double X, double Y) Head, (double X, double Y) Right);
}
