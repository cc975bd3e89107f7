using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// A series that can carry error bars.
internal interface IErrorBars
{
    Trace WithErrors(double[] lower, double[] upper);
}

// Where error bars end, in the units of the vertical axis; a bar with an end that is not a number is left out.
internal sealed record ErrorEnds(double[] Lower, double[] Upper)
{
    private const double Thickness = 1.5, Cap = 4;

    // An unbounded interval, such as one value has, is no reach.
    public IEnumerable<double> Ends => Lower.Zip(Upper).Where(e => double.IsFinite(e.First + e.Second)).SelectMany(e => new[] { e.First, e.Second });

    public static ErrorEnds For(int count, double[] lower, double[] upper)
    {
        if (lower.Length != count || upper.Length != count)
            throw new ArgumentException($"error bars need a lower and an upper end for each of the {count} values (got {lower.Length} and {upper.Length}).");
        int wrong = Enumerable.Range(0, count).FirstOrDefault(i => lower[i] > upper[i], -1);
        return wrong < 0
            ? new ErrorEnds(lower, upper)
            : throw new ArgumentException($"error bars must run from a lower to a higher value (got {lower[wrong]} to {upper[wrong]} at position {wrong}): give the ends themselves, not their distances from the value.");
    }

    // On a logarithmic axis an end at or below 0 is drawn at the axis.
    public void Draw(SvgWriter svg, FlatPanel panel, double[] x, string color)
    {
        for (int i = 0; i < x.Length; i++)
        {
            var (place, low, high) = (panel.X.At(x[i]), panel.Y.AtOrBelow(Lower[i]), panel.Y.At(Upper[i]));
            if (!double.IsFinite(place + low + high)) continue;
            svg.Line(place, low, place, high, color, Thickness);
            svg.Line(place - Cap, high, place + Cap, high, color, Thickness);
            if (!panel.Y.Log || Lower[i] > 0) svg.Line(place - Cap, low, place + Cap, low, color, Thickness);
        }
    }

    // Plotly wants distances from the value; the ends themselves stand under the pointer. Where one end is not finite neither distance is.
    public void Write(JsonObject trace, double[] values, string color)
    {
        trace["error_y"] = new JsonObject
        {
            ["type"] = "data",
            ["symmetric"] = false,
            ["array"] = PlotlyJson.Numbers(values.Select((value, i) => Upper[i] - value + 0 * Lower[i])),
            ["arrayminus"] = PlotlyJson.Numbers(values.Select((value, i) => value - Lower[i] + 0 * Upper[i])),
            ["color"] = color,
            ["thickness"] = Thickness,
            ["width"] = Cap,
        };
        trace["customdata"] = new JsonArray([.. Lower.Zip(Upper, (low, high) => PlotlyJson.Numbers([low, high]))]);
    }
}
