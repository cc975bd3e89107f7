using System.Globalization;
using System.Text;

namespace GFlowNets.Notebooks;

// Comma-separated values.
public sealed partial class Table
{
    /// <summary>
    /// A table from comma-separated values (RFC 4180), the first line naming the columns. A column becomes long, double or bool where all its cells read
    /// as that, and text else; an empty cell among numbers becomes NaN. Numbers written with leading zeros stay text, for they are names.
    /// </summary>
    /// <param name="csv">The text; lines may end in any way, quoted cells may hold commas, quotes and line breaks.</param>
    /// <exception cref="FormatException">The text is empty, a line has not as many cells as there are columns, or a quote is not closed.</exception>
    public static Table FromCsv(string csv)
    {
        var lines = CsvReader.Read(csv);
        if (lines.Count == 0) throw new FormatException("a table of comma-separated values needs a first line that names its columns (the text is empty).");
        string[] names = lines[0].Cells;
        if (lines.FirstOrDefault(l => l.Cells.Length != names.Length) is { Cells: not null } odd)
            throw new FormatException($"line {odd.Number} has {odd.Cells.Length} cells, but the first line names {names.Length} columns: quote cells that hold commas or line breaks.");
        return new Table(names.Select((name, i) => Typed(name, [.. lines.Skip(1).Select(l => l.Cells[i])])));
    }

    /// <summary>A table from a CSV file, as <see cref="FromCsv"/> reads its text.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">The file holds no such table.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Table LoadCsv(string path)
    {
        try
        {
            return FromCsv(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} is not a table: {e.Message}", e);
        }
    }

    /// <summary>The whole table as comma-separated values (RFC 4180), with all digits of its numbers.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder();
        Line(ColumnNames);
        for (int row = 0; row < Count; row++) Line(_columns.Select(c => c.Write(row)));
        return csv.ToString();

        void Line(IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(Quote)).Append("\r\n");

        static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
    }

    /// <summary>Writes the whole table to a CSV file, over whatever it held.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public void SaveCsv(string path) => File.WriteAllText(path, ToCsv());

    private static Column Typed(string name, string[] cells)
    {
        if (cells.Length > 0 && cells.All(c => long.TryParse(c, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && !IsPadded(c)))
            return Notebooks.Column.Of(name, typeof(long), cells.Select(c => long.Parse(c, CultureInfo.InvariantCulture)).ToArray());
        if (cells.Any(c => c != "") && cells.All(c => c == "" || (double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !IsPadded(c))))
            return Notebooks.Column.Of(name, typeof(double), cells.Select(c => c == "" ? double.NaN : double.Parse(c, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray());
        return cells.Length > 0 && cells.All(c => c is "true" or "false")
            ? Notebooks.Column.Of(name, typeof(bool), cells.Select(c => c == "true").ToArray())
            : Notebooks.Column.Of(name, typeof(string), cells);

        static bool IsPadded(string cell) => cell.TrimStart('-') is ['0', >= '0' and <= '9', ..];
    }
}
