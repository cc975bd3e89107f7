using System.Net;
using System.Text;

namespace GFlowNets.Notebooks;

public sealed partial class Table
{
    private const int ShownFirst = 20, ShownLast = 5;

    /// <summary>The table as HTML, of class dataframe: the first 20 and last 5 rows, and a line that says how large it is.</summary>
    public string ToHtml() => $"{Body()}\n<p>{Size}</p>";

    /// <summary>The table as aligned text, shortened like the HTML.</summary>
    public string ToText() => $"{Lines()}\n{Size}";

    // The HTML without the line that says how large the table is.
    internal string Body()
    {
        var html = new StringBuilder("<table class=\"dataframe\" border=\"1\">\n<thead><tr>");
        foreach (var column in _columns) html.Append($"<th>{WebUtility.HtmlEncode(column.Name)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (int? row in Shown())
        {
            html.Append("<tr>");
            foreach (var column in _columns)
                html.Append(column.IsNumeric ? "<td align=\"right\">" : "<td align=\"left\">").Append(WebUtility.HtmlEncode(Cell(column, row))).Append("</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody>\n</table>").ToString();
    }

    // The text without the line that says how large the table is.
    internal string Lines()
    {
        string[][] rows = [[.. ColumnNames], .. Shown().Select(row => _columns.Select(c => Cell(c, row)).ToArray())];
        int[] widths = [.. _columns.Select((_, i) => rows.Max(r => r[i].Length))];
        var lines = rows.Select(row => string.Join("  ", row.Select((cell, i) => _columns[i].IsNumeric ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        return string.Join('\n', lines);
    }

    /// <summary>The whole table in Markdown, numbers to the right.</summary>
    public string ToMarkdown()
    {
        var lines = new List<string>
        {
            Line(_columns.Select(c => c.Name)),
            Line(_columns.Select(c => c.IsNumeric ? "---:" : "---")),
        };
        lines.AddRange(Enumerable.Range(0, Count).Select(row => Line(_columns.Select(c => c.Show(row)))));
        return string.Join('\n', lines) + "\n";

        static string Line(IEnumerable<string> cells) =>
            $"| {string.Join(" | ", cells.Select(c => c.Replace("\\", "\\\\").Replace("|", "\\|").ReplaceLineEndings("<br>")))} |";
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private string Size => $"{Count}{(_whole is int whole && whole > Count ? $" of {whole} rows" : Count == 1 ? " row" : " rows")} x {_columns.Length} column{(_columns.Length == 1 ? "" : "s")}";

    // The rows that fit, with a null where some are left out.
    private IEnumerable<int?> Shown() => Count <= ShownFirst + ShownLast + 1
        ? Enumerable.Range(0, Count).Select(i => (int?)i)
        : [.. Enumerable.Range(0, ShownFirst).Select(i => (int?)i), null, .. Enumerable.Range(Count - ShownLast, ShownLast).Select(i => (int?)i)];

    private static string Cell(Column column, int? row) => row is int shown ? column.Show(shown) : "...";
}
