using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Values as Plotly's JSON wants them.
internal static class PlotlyJson
{
    private const int LargeMatrix = 4096;

    // Rounded to some significant digits, which no eye misses and which halves the size of a notebook; null where not finite.
    public static JsonArray Numbers(IEnumerable<double> values, int digits = 7) => new([.. values.Select(v => Number(v, digits))]);

    // Rows of a matrix; a large one as Plotly's typed array, base64 of 32-bit floats, at half the size.
    public static JsonNode Matrix(double[,] values)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        if (values.Length <= LargeMatrix)
            return new JsonArray([.. Enumerable.Range(0, rows).Select(row => Numbers(Enumerable.Range(0, columns).Select(column => values[row, column]), digits: 5))]);
        byte[] bytes = new byte[values.Length * sizeof(float)];
        int place = 0;
        foreach (double value in values) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * place++), (float)value);
        return new JsonObject { ["dtype"] = "f4", ["bdata"] = Convert.ToBase64String(bytes), ["shape"] = $"{rows}, {columns}" };
    }

    // A colour written as #rrggbb with an opacity; a named colour stays as it is, for nobody here knows its parts.
    public static string Translucent(string color, double opacity) =>
        color is ['#', .. { Length: 6 } digits] && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb)
            ? string.Create(CultureInfo.InvariantCulture, $"rgba({rgb >> 16},{(rgb >> 8) & 255},{rgb & 255},{opacity:0.###})")
            : color;

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
