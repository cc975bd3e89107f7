using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Values as Plotly's JSON wants them.
internal static class PlotlyJson
{
    // Rounded to some significant digits, which no eye misses and which halves the size of a notebook; null where not finite.
    public static JsonArray Numbers(IEnumerable<double> values, int digits = 7) => new([.. values.Select(v => Number(v, digits))]);

    // Plotly reads a little HTML in its texts, so theirs is encoded.
    public static string Text(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static JsonNode? Number(double value, int digits)
    {
        if (!double.IsFinite(value)) return null;
        if (value == 0 || (value == Math.Floor(value) && Math.Abs(value) < 1e15)) return JsonValue.Create((long)value);
        int decimals = digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return JsonValue.Create(decimals is >= 0 and <= 15 ? Math.Round(value, decimals) : value);
    }
}
