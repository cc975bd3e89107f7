using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A bar for each place.
internal sealed record BarTrace : SlottedTrace, IErrorBars
{
    public BarTrace(string[]? names, double[] places, double[] values) : base("bars", names, places, values.Length) => Values = values;

    public double[] Values { get; }

    // Where the bars of a stack begin; the axis where there is no stack.
    public double[]? Bases { get; init; }

    public ErrorEnds? Errors { get; init; }

    public override string Summary => $"{Values.Length} bars{(Errors is null ? "" : " with error bars")}";

    public Trace WithErrors(double[] lower, double[] upper) => this with { Errors = ErrorEnds.For(Values.Length, lower, upper) };

    // Bars stand on the axis, so the air is above them only.
    public override Reach YReach(bool log)
    {
        var reach = Reach.Of([.. Values.Select((v, i) => Base(i) + v), .. Lifted?.Ends ?? [], .. log ? Array.Empty<double>() : [0.0]], log, padded: false);
        if (reach.Min > reach.Max) return reach;
        if (log) return reach with { Min = reach.Min / 2, Max = reach.Max * 1.3 };
        double air = 0.05 * (reach.Max - reach.Min);
        return reach with { Min = reach.Min < 0 ? reach.Min - air : 0, Max = reach.Max > 0 ? reach.Max + air : 0 };
    }

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        for (int i = 0; i < Values.Length; i++)
        {
            double foot = panel.Y.AtOrBelow(Base(i)), head = panel.Y.At(Base(i) + Values[i]);
            var (left, right) = (panel.X.At(Middle(i) - SlotWidth / 2), panel.X.At(Middle(i) + SlotWidth / 2));
            if (!double.IsFinite(left + right + foot + head)) continue;
            svg.Rectangle(new Box(left, Math.Min(foot, head), right - left, Math.Abs(head - foot)), Paint, Paint, FillOpacity);
        }
        Lifted?.Draw(svg, panel, [.. Values.Select((_, i) => Middle(i))], panel.Theme.Ink);
    }

    public override IEnumerable<string> HoverLines(Chart chart) =>
    [
        PlaceLine(chart),
        HoverText.Line(chart.Vertical, "y", "customdata[1]"),
        .. Errors is null ? Array.Empty<string>() : [HoverText.Interval(2)],
    ];

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        var trace = new JsonObject
        {
            ["type"] = "bar",
            ["x"] = PlotlyJson.Numbers(Values.Select((_, i) => Middle(i))),
            ["y"] = PlotlyJson.Numbers(Values.Select(v => panel.Y.Log && Bases is null && v <= 0 ? double.NaN : v)),
            ["width"] = SlotWidth,
            ["marker"] = new JsonObject { ["color"] = PlotlyJson.Translucent(Paint, FillOpacity), ["line"] = new JsonObject { ["color"] = Paint, ["width"] = 1 } },
        };
        if (Bases is not null) trace["base"] = PlotlyJson.Numbers(Bases);
        Errors?.Write(trace, Values, panel.Theme.Ink);
        trace["customdata"] = new JsonArray([.. Values.Select((value, i) => new JsonArray([PlaceData(i), .. PlotlyJson.Numbers([value, .. Errors is null ? Array.Empty<double>() : [Errors.Lower[i], Errors.Upper[i]]]).Select(n => n?.DeepClone())]))]);
        yield return trace;
    }

    // Error bars in a stack stand where their bar ends.
    private ErrorEnds? Lifted => Errors is null ? null : new ErrorEnds([.. Errors.Lower.Select((v, i) => v + Base(i))], [.. Errors.Upper.Select((v, i) => v + Base(i))]);

    private double Base(int place) => Bases?[place] ?? 0;
}
