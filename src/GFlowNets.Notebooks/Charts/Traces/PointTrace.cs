using System.Numerics;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

[Flags]
internal enum PointStyle { Lines = 1, Markers = 2 }

// Points, joined or marked or both, with a band around them or error bars through them if there are any.
internal sealed record PointTrace(double[] X, double[] Y, PointStyle Style) : LinearTrace, IErrorBars
{
    private const double BandOpacity = 0.2, MarkerOpacity = 0.85;

    // Beyond this a line is thinned, in the picture to some points a pixel and for Plotly to several times as many.
    private const int Many = 2000;

    public double[]? Lower { get; init; }

    public double[]? Upper { get; init; }

    public ErrorEnds? Errors { get; init; }

    // The values behind the colours, where points are coloured by value.
    public double[]? Values { get; init; }

    public override string Summary => $"{(IsLine ? "line" : "scatter")}, {X.Length} points{(Lower is null ? "" : " with band")}{(Errors is null ? "" : " with error bars")}";

    public override bool InLegend => base.InLegend && Values is null;

    public override int? HoverPoints => X.Length;

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

    public Trace WithErrors(double[] lower, double[] upper) => this with { Errors = ErrorEnds.For(Y.Length, lower, upper) };

    public PointTrace ColoredBy(double[] values, string? title) => values.Length == X.Length
        ? this with { Values = values, Map = new ColorMap(values) { Title = title }, Style = Style | PointStyle.Markers }
        : throw new ArgumentException($"ColorBy needs one value for each of the {X.Length} points (got {values.Length}).");

    public override Reach XReach(bool log) => Reach.Of(X, log, padded: !IsLine);

    public override Reach YReach(bool log) => Reach.Of([.. Y, .. Lower ?? [], .. Upper ?? [], .. Errors?.Ends ?? []], log, padded: true);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        foreach (var ring in BandRings(panel)) svg.Polygon(ring.Select(p => (panel.X.At(p.X), panel.Y.At(p.Y))), Paint, BandOpacity);
        var points = X.Zip(Y, (x, y) => (X: panel.X.At(x), Y: panel.Y.At(y))).ToArray();
        if (IsLine)
        {
            foreach (var run in Runs(points.Length, i => double.IsFinite(points[i].X + points[i].Y)))
                svg.Polyline(Thin(points, run, perPixel: 1).Select(i => points[i]), Paint, Width, Dash);
        }
        Errors?.Draw(svg, panel, X, Paint);
        if (!IsMarked) return;
        for (int i = 0; i < points.Length; i++)
        {
            var (x, y) = points[i];
            if (double.IsFinite(x + y)) svg.Marker(x, y, Radius, ColorAt(i), MarkerOpacity, VariantShape);
        }
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
        if (Lower is not null) svg.Polygon([(box.Left, box.Top), (box.Right, box.Top), (box.Right, box.Bottom), (box.Left, box.Bottom)], Paint, BandOpacity);
        if (IsLine) base.DrawKey(svg, box);
        if (IsMarked) svg.Marker(box.Left + box.Width / 2, box.Top + box.Height / 2, 3.5, Paint, MarkerOpacity, VariantShape);
    }

    public override JsonObject ColorTarget(JsonObject json) => json["marker"]!.AsObject();

    public override IEnumerable<string> HoverLines(Chart chart) =>
    [
        .. base.HoverLines(chart),
        .. Errors is null ? Array.Empty<string>() : [HoverText.Interval(0)],
        .. Values is null ? Array.Empty<string>() : [HoverText.Line(ColorBarTitle ?? "value", "marker.color")],
    ];

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        int[] kept = Kept(panel);
        var trace = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = IsLine ? (IsMarked ? "lines+markers" : "lines") : "markers",
            ["x"] = PlotlyJson.Numbers(kept.Select(i => X[i])),
            ["y"] = PlotlyJson.Numbers(kept.Select(i => Y[i])),
        };
        if (IsLine) trace["line"] = PlotlyLine;
        if (IsMarked) trace["marker"] = PlotlyMarker();
        Errors?.Write(trace, Y, Paint);
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

    private string ColorAt(int point) => Values is null ? Paint : Map!.ColorOf(Values[point]);

    private JsonObject PlotlyMarker()
    {
        var marker = new JsonObject { ["color"] = Paint, ["size"] = 2 * Radius, ["opacity"] = MarkerOpacity };
        if (VariantShape != MarkerShape.Circle) marker["symbol"] = VariantShape.ToPlotly();
        if (Values is null) return marker;
        marker["color"] = PlotlyJson.Numbers(Values);
        Map!.Write(marker, 'c');
        return marker;
    }

    // What Plotly is given of a line: all, or of a very long one what could be told apart when it is drawn four times as wide.
    private int[] Kept(FlatPanel panel)
    {
        int[] all = [.. Enumerable.Range(0, X.Length)];
        if (!IsLine || IsMarked || Errors is not null || Hover is not null || X.Length <= 4 * Many) return all;
        var points = X.Zip(Y, (x, y) => (X: panel.X.At(x), Y: panel.Y.At(y))).ToArray();
        var kept = new List<int>();
        foreach (var run in Runs(points.Length, i => double.IsFinite(points[i].X + points[i].Y)))
        {
            // A point that is no number keeps the gap before the next stretch.
            if (run.Start.Value > 0) kept.Add(run.Start.Value - 1);
            kept.AddRange(Thin(points, run, perPixel: 4));
        }
        return [.. kept];
    }

    // Closed outlines of the band in the data's units, one for each stretch without gaps. On a logarithmic axis an end at or below 0 is cut at the axis.
    private IEnumerable<(double X, double Y)[]> BandRings(FlatPanel panel)
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
    private static IEnumerable<int> Thin((double X, double Y)[] points, Range run, int perPixel)
    {
        var all = Enumerable.Range(run.Start.Value, run.End.Value - run.Start.Value);
        if (run.End.Value - run.Start.Value <= Many) return all;
        return all.GroupAdjacent(i => Math.Floor(points[i].X * perPixel)).SelectMany(column =>
            new[] { column[0], column.MinBy(i => points[i].Y), column.MaxBy(i => points[i].Y), column[^1] }.Distinct().Order());
    }
}
