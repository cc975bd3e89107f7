using System.Collections;
using System.Globalization;
using System.Text;

namespace CSharpKernel.Formatting;

// Tables of the class "dataframe", which Jupyter's themes know how to draw. Every text is encoded.
internal static class HtmlTables
{
    // An endless sequence is not counted to its end.
    private const int MostCounted = 1_000_000;

    // A lazy sequence is run once only, whatever the number of forms it is shown in.
    public static ICollection Materialise(IEnumerable sequence) => sequence switch
    {
        Array { Rank: 2 } grid => RowsOf(grid),
        ICollection collection => collection,
        _ => sequence.Cast<object?>().Take(MostCounted).ToList(),
    };

    // A rectangular array enumerates its elements; a reader wants its rows.
    public static object?[][] RowsOf(Array grid) =>
        [.. Enumerable.Range(0, grid.GetLength(0)).Select(i => Enumerable.Range(0, grid.GetLength(1)).Select(j => grid.GetValue(i + grid.GetLowerBound(0), j + grid.GetLowerBound(1))).ToArray())];

    public static string Rows(ICollection sequence)
    {
        var rows = sequence.Cast<object?>().Take(PlainText.MostElements).ToList();
        var type = CommonType(rows);
        var members = type is null || Members.IsScalar(type) || !Members.ShownAsTable(type) ? [] : Members.Of(type);
        string[] header = members.Length > 0 ? ["index", .. members.Select(m => m.Name)] : ["index", "value"];
        var table = new StringBuilder();
        Open(table, header);
        for (int i = 0; i < rows.Count; i++)
        {
            object? row = rows[i];
            Row(table, i, members.Length > 0 ? members.Select(m => m.Read(row!)) : [row]);
        }

        return Close(table, rows.Count, sequence.Count, "row", "rows");
    }

    public static string Pairs(IDictionary dictionary)
    {
        var table = new StringBuilder();
        Open(table, ["key", "value"]);
        foreach (object pair in dictionary.Cast<object>().Take(PlainText.MostElements))
        {
            var (key, value) = Split(pair);
            Row(table, key, [value]);
        }

        return Close(table, Math.Min(dictionary.Count, PlainText.MostElements), dictionary.Count, "entry", "entries");
    }

    public static string Properties(object value)
    {
        var table = new StringBuilder();
        Open(table, [PlainText.NameOf(value.GetType()), "value"]);
        foreach (var member in Members.Of(value.GetType()))
        {
            Row(table, member.Name, [member.Read(value)]);
        }

        return table.Append("</tbody></table>").ToString();
    }

    // A generic dictionary enumerates KeyValuePair<,>, an old one DictionaryEntry; both have the same two properties.
    public static (object? Key, object? Value) Split(object pair)
    {
        if (pair is DictionaryEntry entry) return (entry.Key, entry.Value);
        var type = pair.GetType();
        return (type.GetProperty("Key")?.GetValue(pair), type.GetProperty("Value")?.GetValue(pair));
    }

    private static Type? CommonType(List<object?> rows)
    {
        var types = rows.Select(row => row?.GetType()).Distinct().Take(2).ToArray();
        return types.Length == 1 ? types[0] : null;
    }

    private static void Open(StringBuilder table, string[] header)
    {
        table.Append("<table class=\"dataframe\"><thead><tr>");
        foreach (string name in header) table.Append("<th>").Append(HtmlText.Encode(name)).Append("</th>");
        table.Append("</tr></thead><tbody>");
    }

    private static void Row(StringBuilder table, object? head, IEnumerable<object?> values)
    {
        table.Append("<tr><th>").Append(Encode(head)).Append("</th>");
        foreach (object? value in values) table.Append("<td>").Append(Encode(value)).Append("</td>");
        table.Append("</tr>");
    }

    private static string Close(StringBuilder table, int shown, int total, string one, string many)
    {
        string count = $"{(total == MostCounted ? "at least " : "")}{total.ToString(CultureInfo.InvariantCulture)} {(total == 1 ? one : many)}";
        return table.Append($"</tbody></table><p>{(shown < total ? $"first {shown} of " : "")}{count}</p>").ToString();
    }

    private static string Encode(object? value) => HtmlText.Encode(PlainText.Of(value));
}
