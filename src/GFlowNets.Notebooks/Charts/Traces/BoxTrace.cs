using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A box for each sample: quartiles, median, whiskers to the last values within one and a half box lengths (Tukey 1977), and the values beyond.
internal sealed record BoxTrace : SlottedTrace
{
    private readonly double[][] _samples;

    public BoxTrace(string[]? names, double[] places, double[][] samples) : base("boxes", names, places, samples.Length) =>
        _samples = [.. samples.Select(s => s.Where(double.IsFinite).Order().ToArray())];

    public override string Summary => $"{_samples.Length} boxes of {_samples.Sum(s => s.Length)} values";

    public override int? HoverPoints => null;

    public override Reach YReach(bool log) => Reach.Of(_samples.SelectMany(s => s), log, padded: true);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        var boxes = Boxes(panel.Y.Log);
        for (int i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            if (box.Sorted.Length == 0) continue;
            var (left, middle, right) = (panel.X.At(Middle(i) - SlotWidth / 2), panel.X.At(Middle(i)), panel.X.At(Middle(i) + SlotWidth / 2));
            double[] heights = [.. new[] { box.LowFence, box.Q1, box.Median, box.Q3, box.HighFence }.Select(panel.Y.At)];
            if (!double.IsFinite(left + right + heights.Sum())) continue;
            double cap = (right - left) / 4;
            svg.Line(middle, heights[0], middle, heights[1], Paint, 1.5);
            svg.Line(middle, heights[3], middle, heights[4], Paint, 1.5);
            svg.Line(middle - cap, heights[0], middle + cap, heights[0], Paint, 1.5);
            svg.Line(middle - cap, heights[4], middle + cap, heights[4], Paint, 1.5);
            svg.Rectangle(new Box(left, heights[3], right - left, heights[1] - heights[3]), Paint, Paint, 0.45 * FillOpacity, 1.5);
            svg.Line(left, heights[2], right, heights[2], Paint, 2.5);
            foreach (double value in box.Outliers) svg.Marker(middle, panel.Y.At(value), 2.5, Paint, 0.8);
        }
    }

    // Plotly writes the five numbers beside a box by itself.
    public override IEnumerable<string> HoverLines(Chart chart) => [];

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        var boxes = Boxes(panel.Y.Log);
        int[] full = [.. Enumerable.Range(0, boxes.Length).Where(i => boxes[i].Sorted.Length > 0)];
        bool beyond = full.Any(i => boxes[i].Outliers.Any());
        var trace = new JsonObject
        {
            ["type"] = "box",
            ["x"] = PlotlyJson.Numbers(full.Select(Middle)),
            ["q1"] = PlotlyJson.Numbers(full.Select(i => boxes[i].Q1)),
            ["median"] = PlotlyJson.Numbers(full.Select(i => boxes[i].Median)),
            ["q3"] = PlotlyJson.Numbers(full.Select(i => boxes[i].Q3)),
            ["lowerfence"] = PlotlyJson.Numbers(full.Select(i => boxes[i].LowFence)),
            ["upperfence"] = PlotlyJson.Numbers(full.Select(i => boxes[i].HighFence)),
            ["boxpoints"] = beyond ? "outliers" : false,
            ["width"] = SlotWidth,
            ["fillcolor"] = PlotlyJson.Translucent(Paint, 0.45 * FillOpacity),
            ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1.5 },
            ["marker"] = new JsonObject { ["color"] = Paint, ["size"] = 5 },
            ["hoverinfo"] = "y+name",
        };
        // Plotly draws nothing where the points of a box are an empty list.
        if (beyond) trace["y"] = new JsonArray([.. full.Select(i => PlotlyJson.Numbers(boxes[i].Outliers.DefaultIfEmpty(double.NaN)))]);
        yield return trace;
    }

    // A logarithmic axis has no place for values at or below 0, so they do not count there.
    private Summary5[] Boxes(bool log) => [.. _samples.Select(s => new Summary5(log ? [.. s.Where(v => v > 0)] : s))];
}

// A sorted sample in five numbers.
internal sealed record Summary5(double[] Sorted)
{
    private const double Reach = 1.5;

    public double Q1 => Quantiles.At(Sorted, 0.25);

    public double Median => Quantiles.At(Sorted, 0.5);

    public double Q3 => Quantiles.At(Sorted, 0.75);

    // Where all values between lie within the box, the whisker ends with it.
    public double LowFence => Math.Min(Q1, Sorted.First(v => v >= Q1 - Reach * (Q3 - Q1)));

    public double HighFence => Math.Max(Q3, Sorted.Last(v => v <= Q3 + Reach * (Q3 - Q1)));

    public IEnumerable<double> Outliers => Sorted.Length == 0 ? [] : Sorted.Where(v => v < LowFence || v > HighFence);
}
