using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A box for each sample: quartiles, median, whiskers to the last values within one and a half box lengths (Tukey 1977), and the values beyond.
internal sealed record BoxTrace : SlottedTrace
{
    private readonly Summary5[] _boxes;

    public BoxTrace(string[]? names, double[] places, double[][] samples) : base("boxes", names, places, samples.Length) =>
        _boxes = [.. samples.Select(s => new Summary5([.. s.Where(double.IsFinite).Order()]))];

    public override string Summary => $"{_boxes.Length} boxes of {_boxes.Sum(b => b.Sorted.Length)} values";

    public override int? HoverPoints => null;

    public override Reach YReach(bool log) => Reach.Of(_boxes.SelectMany(b => b.Sorted), log, padded: true);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        for (int i = 0; i < _boxes.Length; i++)
        {
            var box = _boxes[i];
            if (box.Sorted.Length == 0) continue;
            var (left, middle, right) = (panel.X.At(Middle(i) - SlotWidth / 2), panel.X.At(Middle(i)), panel.X.At(Middle(i) + SlotWidth / 2));
            double[] heights = [.. new[] { box.LowFence, box.Q1, box.Median, box.Q3, box.HighFence }.Select(panel.Y.AtOrBelow)];
            if (!double.IsFinite(left + right + heights.Sum())) continue;
            double cap = (right - left) / 4;
            svg.Line(middle, heights[0], middle, heights[1], Paint, 1.5);
            svg.Line(middle, heights[3], middle, heights[4], Paint, 1.5);
            svg.Line(middle - cap, heights[0], middle + cap, heights[0], Paint, 1.5);
            svg.Line(middle - cap, heights[4], middle + cap, heights[4], Paint, 1.5);
            svg.Rectangle(new Box(left, heights[3], right - left, heights[1] - heights[3]), Paint, Paint, 0.45 * FillOpacity, 1.5);
            svg.Line(left, heights[2], right, heights[2], Paint, 2.5);
            foreach (double value in box.Outliers.Where(v => double.IsFinite(panel.Y.At(v)))) svg.Marker(middle, panel.Y.At(value), 2.5, Paint, 0.8);
        }
    }

    // Plotly writes the five numbers beside a box by itself.
    public override IEnumerable<string> HoverLines(Chart chart) => [];

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        int[] full = [.. Enumerable.Range(0, _boxes.Length).Where(i => _boxes[i].Sorted.Length > 0)];
        yield return new JsonObject
        {
            ["type"] = "box",
            ["x"] = PlotlyJson.Numbers(full.Select(Middle)),
            ["q1"] = PlotlyJson.Numbers(full.Select(i => _boxes[i].Q1)),
            ["median"] = PlotlyJson.Numbers(full.Select(i => _boxes[i].Median)),
            ["q3"] = PlotlyJson.Numbers(full.Select(i => _boxes[i].Q3)),
            ["lowerfence"] = PlotlyJson.Numbers(full.Select(i => _boxes[i].LowFence)),
            ["upperfence"] = PlotlyJson.Numbers(full.Select(i => _boxes[i].HighFence)),
            ["y"] = new JsonArray([.. full.Select(i => PlotlyJson.Numbers(_boxes[i].Outliers))]),
            ["boxpoints"] = "outliers",
            ["width"] = SlotWidth,
            ["fillcolor"] = PlotlyJson.Translucent(Paint, 0.45 * FillOpacity),
            ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1.5 },
            ["marker"] = new JsonObject { ["color"] = Paint, ["size"] = 5 },
            ["hoverinfo"] = "y+name",
        };
    }
}

// A sorted sample in five numbers.
internal sealed record Summary5(double[] Sorted)
{
    private const double Reach = 1.5;

    public double Q1 => Quantiles.At(Sorted, 0.25);

    public double Median => Quantiles.At(Sorted, 0.5);

    public double Q3 => Quantiles.At(Sorted, 0.75);

    public double LowFence => Sorted.First(v => v >= Q1 - Reach * (Q3 - Q1));

    public double HighFence => Sorted.Last(v => v <= Q3 + Reach * (Q3 - Q1));

    public IEnumerable<double> Outliers => Sorted.Length == 0 ? [] : Sorted.Where(v => v < LowFence || v > HighFence);
}
