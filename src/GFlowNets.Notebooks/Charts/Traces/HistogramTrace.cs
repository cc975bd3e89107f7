using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// How many values fall into each bin, or their density.
internal sealed record HistogramTrace : FlatTrace
{
    private const double FillOpacity = 0.55;
    private const int FewestBins = 5, MostBins = 100;
    private readonly double[] _edges, _heights;
    private readonly int _counted;

    public HistogramTrace(double[] values, int? bins, double[]? edges, bool density)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        if (bins < 1) throw new ArgumentOutOfRangeException(nameof(bins), $"a histogram needs at least 1 bin (got {bins}).");
        if (edges is null && finite.Length == 0)
            throw new ArgumentException($"a histogram needs at least 1 finite value (got none among {values.Length}), or edges of its bins.", nameof(values));
        _edges = edges ?? Even(finite, bins ?? Wanted(finite));
        if (_edges.Length < 2 || _edges.Any(e => !double.IsFinite(e)) || _edges.Zip(_edges.Skip(1)).Any(e => e.Second <= e.First))
            throw new ArgumentException($"the edges of bins must be finite and ascend, at least 2 of them (got {_edges.Length}).", nameof(edges));

        double[] counts = new double[_edges.Length - 1];
        foreach (double value in finite)
        {
            int place = Array.BinarySearch(_edges, value);
            int bin = place >= 0 ? Math.Min(place, value == _edges[^1] ? counts.Length - 1 : place) : ~place - 1;
            if (bin >= 0 && bin < counts.Length) counts[bin]++;
        }
        _counted = (int)counts.Sum();
        _heights = density ? [.. counts.Select((c, i) => c / Math.Max(1, _counted) / (_edges[i + 1] - _edges[i]))] : counts;
    }

    public override string Summary => $"histogram of {_counted} values in {_heights.Length} bins";

    public override Reach XReach(bool log) => Reach.Of(_edges, log, padded: false);

    public override Reach YReach(bool log)
    {
        var reach = Reach.Of([.. _heights, .. log ? Array.Empty<double>() : [0.0]], log, padded: false);
        return log ? reach with { Min = reach.Min / 2, Max = reach.Max * 1.3 } : reach with { Max = 1.05 * reach.Max };
    }

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        var outline = Outline(panel).Select(p => (panel.X.At(p.X), panel.Y.AtOrBelow(p.Y))).Where(p => double.IsFinite(p.Item1 + p.Item2)).ToArray();
        if (outline.Length == 0) return;
        svg.Polygon(outline, Paint, FillOpacity);
        svg.Polyline(outline, Paint, 1.25, VariantDash);
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
        svg.Rectangle(box with { Left = box.Left + 5, Width = box.Width - 10 }, Paint, Paint, FillOpacity);
    }

    public override IEnumerable<string> HoverLines(Chart chart) => [HoverText.Interval(0), HoverText.Line(chart.Vertical, "y", "y")];

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        // Plotly's bars have no width along a logarithmic axis, but their outline has.
        if (panel.X.Log)
        {
            var outline = Outline(panel).Where(p => p.X > 0).ToArray();
            yield return new JsonObject
            {
                ["type"] = "scatter",
                ["mode"] = "lines",
                ["x"] = PlotlyJson.Numbers(outline.Select(p => p.X)),
                ["y"] = PlotlyJson.Numbers(outline.Select(p => p.Y)),
                ["fill"] = "toself",
                ["fillcolor"] = PlotlyJson.Translucent(Paint, FillOpacity),
                ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1.25 },
                ["hoverinfo"] = "skip",
            };
            yield break;
        }
        yield return new JsonObject
        {
            ["type"] = "bar",
            ["x"] = PlotlyJson.Numbers(_heights.Select((_, i) => (_edges[i] + _edges[i + 1]) / 2)),
            ["y"] = PlotlyJson.Numbers(_heights.Select(h => panel.Y.Log && h <= 0 ? double.NaN : h)),
            ["width"] = PlotlyJson.Numbers(_heights.Select((_, i) => _edges[i + 1] - _edges[i])),
            ["marker"] = new JsonObject { ["color"] = PlotlyJson.Translucent(Paint, FillOpacity), ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1 } },
            ["customdata"] = new JsonArray([.. _heights.Select((_, i) => PlotlyJson.Numbers([_edges[i], _edges[i + 1]]))]),
        };
    }

    // Up from the axis, over the bins, and down again.
    private IEnumerable<(double X, double Y)> Outline(FlatPanel panel)
    {
        double floor = panel.Y.Log ? panel.Y.Min : 0;
        yield return (_edges[0], floor);
        for (int i = 0; i < _heights.Length; i++)
        {
            double height = panel.Y.Log ? Math.Max(floor, _heights[i]) : _heights[i];
            yield return (_edges[i], height);
            yield return (_edges[i + 1], height);
        }
        yield return (_edges[^1], floor);
    }

    private static double[] Even(double[] sorted, int bins)
    {
        var (low, high) = (sorted[0], sorted[^1]);
        if (!(high > low)) (low, high) = (low - 0.5, low + 0.5);
        return [.. Enumerable.Range(0, bins + 1).Select(i => i == bins ? high : low + (high - low) * i / bins)];
    }

    // Bins twice the interquartile range wide, over the cube root of the count (Freedman and Diaconis 1981).
    private static int Wanted(double[] sorted)
    {
        double width = 2 * (Quantiles.At(sorted, 0.75) - Quantiles.At(sorted, 0.25)) / Math.Cbrt(sorted.Length);
        double bins = width > 0 ? Math.Ceiling((sorted[^1] - sorted[0]) / width) : Math.Sqrt(sorted.Length);
        return (int)Math.Clamp(bins, FewestBins, MostBins);
    }
}
