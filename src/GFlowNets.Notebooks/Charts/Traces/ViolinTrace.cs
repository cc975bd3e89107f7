using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A violin for each sample: its density, smoothed with a Gaussian kernel and mirrored, about a thin box of its quartiles.
internal sealed record ViolinTrace : SlottedTrace
{
    private const int Steps = 64;

    // Plotly smooths the values themselves; of a large sample its quantiles draw the same shape.
    private const int MostKept = 1000;
    private readonly double[][] _samples;

    public ViolinTrace(string[]? names, double[] places, double[][] samples) : base("violins", names, places, samples.Length) =>
        _samples = [.. samples.Select(s => s.Where(double.IsFinite).Order().ToArray())];

    public override string Summary => $"{_samples.Length} violins of {_samples.Sum(s => s.Length)} values";

    public override int? HoverPoints => null;

    public override Reach YReach(bool log) => Reach.Of(_samples.SelectMany(s => s), log, padded: true);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        for (int i = 0; i < _samples.Length; i++)
        {
            double[] sample = Along(_samples[i], panel.Y.Log);
            if (sample.Length == 0) continue;
            double middle = panel.X.At(Middle(i));
            (double X, double Y)[] outline = [.. Outline(sample).Select(p => (panel.X.At(Middle(i) + p.Aside), Height(p.Along)))];
            svg.Polygon(outline, Paint, 0.45 * FillOpacity);
            svg.Polyline([.. outline, outline[0]], Paint, 1.5);

            var box = new Summary5(sample);
            svg.Line(middle, Height(box.LowFence), middle, Height(box.HighFence), Paint, 1.5);
            svg.Rectangle(new Box(middle - 4, Height(box.Q3), 8, Height(box.Q1) - Height(box.Q3)), Paint);
            svg.Marker(middle, Height(box.Median), 3, panel.Theme.Background, 1);
        }

        double Height(double along) => panel.Y.At(panel.Y.Log ? Math.Pow(10, along) : along);
    }

    public override IEnumerable<string> HoverLines(Chart chart) => [];

    // One trace for each violin, since the width of the kernel belongs to the trace. Plotly smooths before it takes logarithms, so on a
    // logarithmic axis it is given the outline.
    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        for (int i = 0; i < _samples.Length; i++)
        {
            double[] sample = Along(_samples[i], panel.Y.Log);
            if (sample.Length == 0) continue;
            if (panel.Y.Log)
            {
                var outline = Outline(sample);
                yield return new JsonObject
                {
                    ["type"] = "scatter",
                    ["mode"] = "lines",
                    ["x"] = PlotlyJson.Numbers(outline.Append(outline[0]).Select(p => Middle(i) + p.Aside)),
                    ["y"] = PlotlyJson.Numbers(outline.Append(outline[0]).Select(p => Math.Pow(10, p.Along))),
                    ["fill"] = "toself",
                    ["fillcolor"] = PlotlyJson.Translucent(Paint, 0.45 * FillOpacity),
                    ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1.5 },
                    ["hoverinfo"] = "name",
                };
                continue;
            }
            double[] kept = sample.Length <= MostKept ? sample : [.. Enumerable.Range(0, MostKept).Select(k => Quantiles.At(sample, k / (MostKept - 1.0)))];
            yield return new JsonObject
            {
                ["type"] = "violin",
                ["x0"] = Middle(i),
                ["y"] = PlotlyJson.Numbers(kept, digits: 4),
                ["width"] = SlotWidth,
                ["scalemode"] = "width",
                ["bandwidth"] = Bandwidth(sample),
                ["spanmode"] = "hard",
                ["points"] = false,
                ["box"] = new JsonObject { ["visible"] = true, ["width"] = 0.12, ["fillcolor"] = Paint, ["line"] = new JsonObject { ["color"] = panel.Theme.Background, ["width"] = 1 } },
                ["fillcolor"] = PlotlyJson.Translucent(Paint, 0.45 * FillOpacity),
                ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1.5 },
                ["hoveron"] = "violins",
                ["hoverinfo"] = "y+name",
            };
        }
    }

    // Up the right side and down the left one: how far from the middle, and where along the axis, by powers of ten if it is logarithmic.
    private (double Aside, double Along)[] Outline(double[] sample)
    {
        var shape = Density(sample);
        double densest = shape.Max(p => p.Density);
        var right = shape.Select(p => (Aside: SlotWidth / 2 * p.Density / densest, Along: p.Value)).ToArray();
        return [.. right, .. right.Reverse().Select(p => (-p.Aside, p.Along))];
    }

    private static double[] Along(double[] sorted, bool log) => log ? [.. sorted.Where(v => v > 0).Select(Math.Log10)] : sorted;

    private static IReadOnlyList<(double Value, double Density)> Density(double[] sorted)
    {
        double bandwidth = Bandwidth(sorted);
        double span = sorted[^1] - sorted[0];
        return [.. Enumerable.Range(0, Steps).Select(i => sorted[0] + span * i / (Steps - 1)).Select(v => (v, sorted.Sum(s => Math.Exp(-0.5 * (s - v) * (s - v) / (bandwidth * bandwidth)))))];
    }

    // Silverman's rule of thumb (1986, equation 3.31), which outliers do not widen.
    private static double Bandwidth(double[] sorted)
    {
        if (sorted.Length < 2 || sorted[^1] == sorted[0]) return Math.Max(1e-9, 1e-3 * Math.Abs(sorted[0]));
        double deviation = Statistics.StandardDeviation(sorted), quartiles = (Quantiles.At(sorted, 0.75) - Quantiles.At(sorted, 0.25)) / 1.34;
        return 0.9 * (quartiles > 0 ? Math.Min(deviation, quartiles) : deviation) * Math.Pow(sorted.Length, -0.2);
    }
}
