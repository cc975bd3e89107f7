using System.Numerics;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

[Flags]
internal enum PointStyle { Lines = 1, Markers = 2 }

// Points, joined or marked or both, with a band around them if there is one.
internal sealed record PointTrace(double[] X, double[] Y, PointStyle Style) : LinearTrace
{
    private const double BandOpacity = 0.2, MarkerOpacity = 0.85;

    public double[]? Lower { get; init; }

    public double[]? Upper { get; init; }

    public override string Summary => $"{(IsLine ? "line" : "scatter")}, {X.Length} points{(Lower is null ? "" : " with band")}";

    private bool IsLine => Style.HasFlag(PointStyle.Lines);

    private bool IsMarked => Style.HasFlag(PointStyle.Markers);

    private double Radius => IsLine || X.Length > 500 ? 2.5 : 3.5;

    public static PointTrace Of<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> y, PointStyle style) where TX : INumberBase<TX> where TY : INumberBase<TY>
    {
        var (xs, ys) = (Doubles(x), Doubles(y));
        if (xs.Length != ys.Length) throw new ArgumentException($"x and y must be equally long (got {xs.Length} and {ys.Length}).");
        return new PointTrace(xs, ys, style);
    }

    public static double[] Doubles<T>(IEnumerable<T> values) where T : INumberBase<T> => [.. values.Select(double.CreateChecked)];

    public PointTrace WithBand(double[] lower, double[] upper) => lower.Length == X.Length && upper.Length == X.Length
        ? this with { Lower = lower, Upper = upper }
        : throw new ArgumentException($"a band must have as many lower and upper ends as its line has points ({X.Length}; got {lower.Length} and {upper.Length}).");

    public override Reach XReach(bool log) => Reach.Of(X, log, padded: !IsLine);

    public override Reach YReach(bool log) => Reach.Of([.. Y, .. Lower ?? [], .. Upper ?? []], log, padded: true);

    public override void Draw(SvgWriter svg, PanelLayout panel)
    {
        foreach (var ring in BandRings(panel)) svg.Polygon(ring.Select(p => (panel.X.At(p.X), panel.Y.At(p.Y))), Paint, BandOpacity);
        var points = X.Zip(Y, (x, y) => (X: panel.X.At(x), Y: panel.Y.At(y))).ToArray();
        if (IsLine)
        {
            foreach (var run in Runs(points.Length, i => double.IsFinite(points[i].X + points[i].Y)))
                svg.Polyline(Thin(points[run]), Paint, Width, IsDashed);
        }
        if (!IsMarked) return;
        foreach (var (x, y) in points.Where(p => double.IsFinite(p.X + p.Y))) svg.Dot(x, y, Radius, Paint, MarkerOpacity);
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
        if (Lower is not null) svg.Polygon([(box.Left, box.Top), (box.Right, box.Top), (box.Right, box.Bottom), (box.Left, box.Bottom)], Paint, BandOpacity);
        if (IsLine) base.DrawKey(svg, box);
        if (IsMarked) svg.Dot(box.Left + box.Width / 2, box.Top + box.Height / 2, 3.5, Paint, MarkerOpacity);
    }

    public override IEnumerable<JsonObject> ToPlotly(PanelLayout panel)
    {
        var trace = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = IsLine ? (IsMarked ? "lines+markers" : "lines") : "markers",
            ["x"] = PlotlyJson.Numbers(X),
            ["y"] = PlotlyJson.Numbers(Y),
        };
        if (IsLine) trace["line"] = PlotlyLine;
        if (IsMarked) trace["marker"] = new JsonObject { ["color"] = Paint, ["size"] = 2 * Radius, ["opacity"] = MarkerOpacity };
        yield return trace;

        var ring = BandRings(panel).SelectMany((points, i) => i == 0 ? points : [(double.NaN, double.NaN), .. points]).ToArray();
        if (ring.Length == 0) yield break;
        yield return new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "none",
            ["x"] = PlotlyJson.Numbers(ring.Select(p => p.X)),
            ["y"] = PlotlyJson.Numbers(ring.Select(p => p.Y)),
            ["fill"] = "toself",
            ["fillcolor"] = Paint,
            ["opacity"] = BandOpacity,
            ["hoverinfo"] = "skip",
        };
    }

    // Closed outlines of the band in the data's units, one for each stretch without gaps. On a logarithmic axis an end at or below 0 is cut at the axis.
    private IEnumerable<(double X, double Y)[]> BandRings(PanelLayout panel)
    {
        if (Lower is null || Upper is null) yield break;
        double[] lower = panel.Y.Log ? [.. Lower.Select(v => v <= 0 ? panel.Y.Min : v)] : Lower;
        foreach (var run in Runs(X.Length, i => double.IsFinite(panel.X.At(X[i]) + panel.Y.At(lower[i]) + panel.Y.At(Upper[i]))))
            yield return [.. X[run].Zip(Upper[run]), .. X[run].Zip(lower[run]).Reverse()];
    }

    private static IEnumerable<Range> Runs(int length, Func<int, bool> good)
    {
        for (int start = 0, end; start < length; start = end + 1)
        {
            for (end = start; end < length && good(end);) end++;
            if (end > start) yield return start..end;
        }
    }

    // A long curve has many points in one column of pixels: its first, lowest, highest and last draw the same picture.
    private static IEnumerable<(double X, double Y)> Thin((double X, double Y)[] points)
    {
        if (points.Length <= 2000) return points;
        return points.Select((p, i) => (p, i)).GroupAdjacent(q => Math.Floor(q.p.X)).SelectMany(column =>
            new[] { column[0], column.MinBy(q => q.p.Y), column.MaxBy(q => q.p.Y), column[^1] }.DistinctBy(q => q.i).OrderBy(q => q.i).Select(q => q.p));
    }
}

internal static class Adjacent
{
    public static IEnumerable<List<T>> GroupAdjacent<T>(this IEnumerable<T> items, Func<T, double> key)
    {
        List<T> group = [];
        foreach (var item in items)
        {
            if (group.Count > 0 && key(group[^1]) != key(item))
            {
                yield return group;
                group = [];
            }
            group.Add(item);
        }
        if (group.Count > 0) yield return group;
    }
}
