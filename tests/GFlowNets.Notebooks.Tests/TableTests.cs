using System.Xml.Linq;

namespace GFlowNets.Notebooks.Tests;

public class TableTests
{
    private enum Kind { Plain }

    private sealed record Run(string Method, int Seed, double Tv, float Loss, bool Done, Kind Kind, double? Best);

    private static readonly Run[] s_runs =
    [
        new("TB", 0, 0.1, 0.1f, true, Kind.Plain, null),
        new("DB", 0, 0.5, 0.2f, false, Kind.Plain, 1),
        new("TB", 1, 0.3, 0.3f, true, Kind.Plain, 2),
        new("TB", 2, 0.2, 0.4f, true, Kind.Plain, 3),
    ];

    private static readonly Table s_table = Table.From(s_runs);

    [Fact]
    public void Records_become_typed_columns()
    {
        Assert.Equal(["Method", "Seed", "Tv", "Loss", "Done", "Kind", "Best"], s_table.ColumnNames);
        var first = s_table.Rows.First();
        Assert.Equal(["TB", 0L, 0.1, 0.1, true, "Plain", double.NaN], s_table.ColumnNames.Select(n => first[n]));
        Assert.Equal([0.1, 0.5, 0.3, 0.2], s_table.Numbers("Tv"));
        Assert.Equal([0, 0, 1, 2], s_table.Numbers("Seed"));
    }

    [Fact]
    public void Rows_are_chosen_sorted_and_cut()
    {
        Assert.Equal([0.1, 0.2], s_table.Where(r => r.Number("Tv") < 0.25).OrderBy("Tv").Numbers("Tv"));
        Assert.Equal(["DB", "TB", "TB", "TB"], s_table.OrderBy("Method", "Tv").Texts("Method"));
        Assert.Equal([0.5, 0.1, 0.2, 0.3], s_table.OrderBy("Method", "Tv").Numbers("Tv"));
        Assert.Equal([0.5, 0.3, 0.2, 0.1], s_table.OrderByDescending("Tv").Numbers("Tv"));
        Assert.Equal([0.1], s_table.Head(1).Numbers("Tv"));
        Assert.Equal([0.3, 0.2], s_table.Tail(2).Numbers("Tv"));
        Assert.Equal(4, s_table.Head(99).Count);
        Assert.Equal(["Tv", "Method"], s_table.Select("Tv", "Method").ColumnNames);
        Assert.Equal([0.2, 1, 0.6, 0.4], s_table.With("Twice", r => 2 * r.Number("Tv")).Numbers("Twice"));
        Assert.Equal([1, 2, 3, 4], s_table.With("Tv", r => 10 * r.Number("Loss")).Numbers("Tv").Select(v => Math.Round(v, 9)));
    }

    [Fact]
    public void Groups_are_aggregated_as_by_hand()
    {
        var groups = s_table.GroupBy("Method").Aggregate("Tv");
        Assert.Equal(["Method", "n", "Tv mean", "Tv se", "Tv low", "Tv high"], groups.ColumnNames);
        Assert.Equal(["TB", "DB"], groups.Texts("Method"));
        Assert.Equal([3, 1], groups.Numbers("n"));
        // 0.1, 0.3, 0.2: standard deviation 0.1, t(2) = 4.3026527.
        Assert.Equal(0.2, groups.Numbers("Tv mean")[0], 1e-12);
        Assert.Equal(0.1 / Math.Sqrt(3), groups.Numbers("Tv se")[0], 1e-12);
        Assert.Equal(0.2 - 4.3026527297 * 0.1 / Math.Sqrt(3), groups.Numbers("Tv low")[0], 1e-9);
        Assert.Equal(0.2 + 4.3026527297 * 0.1 / Math.Sqrt(3), groups.Numbers("Tv high")[0], 1e-9);
        Assert.Equal([0.5, double.NaN, double.NaN, double.NaN], groups.ColumnNames.Skip(2).Select(c => groups.Numbers(c)[1]));
        Assert.Equal(3, s_table.GroupBy("Method", "Done").Groups[0].Count);
    }

    [Fact]
    public void Html_is_a_dataframe_with_encoded_text_and_a_size_line()
    {
        var table = Table.FromColumns(("a<b", new[] { "<script>&", "y" }), ("n", new[] { 1.23456789, 2 })).Format("n", "0.00");
        var html = XElement.Parse($"<div>{table.ToHtml()}</div>");
        Assert.Equal("dataframe", html.Element("table")!.Attribute("class")!.Value);
        Assert.Equal(["a<b", "n"], html.Descendants("th").Select(e => e.Value));
        Assert.Equal(["<script>&", "1.23", "y", "2.00"], html.Descendants("td").Select(e => e.Value));
        Assert.Equal("2 rows x 2 columns", html.Element("p")!.Value);
    }

    [Fact]
    public void Long_tables_show_their_ends()
    {
        var table = Table.FromColumns(("i", Enumerable.Range(0, 100)));
        string[] cells = [.. XElement.Parse($"<div>{table.ToHtml()}</div>").Descendants("td").Select(e => e.Value)];
        Assert.Equal(26, cells.Length);
        Assert.Equal(["19", "...", "95"], cells[19..22]);
        Assert.EndsWith(" 99\n100 rows x 1 column", table.ToText());
    }

    [Fact]
    public void Text_is_aligned() =>
        Assert.Equal("name   x\na     10\nbbb    2\n2 rows x 2 columns", Table.FromColumns(("name", new[] { "a", "bbb" }), ("x", new[] { 10, 2 })).ToText());

    [Fact]
    public void Csv_is_quoted_where_it_must_be_and_keeps_all_digits() =>
        Assert.Equal("\"a,b\",x\r\n\"say \"\"hi\"\"\",0.1\r\n\"two\nlines\",0.30000000000000004\r\nplain,NaN\r\n",
            Table.FromColumns(("a,b", new[] { "say \"hi\"", "two\nlines", "plain" }), ("x", new[] { 0.1, 0.1 + 0.2, double.NaN })).Format("x", "0").ToCsv());

    [Fact]
    public void Markdown_escapes_bars_and_breaks() =>
        Assert.Equal("| t | x |\n| --- | ---: |\n| a\\|b<br>c | 1 |\n", Table.FromColumns(("t", new[] { "a|b\nc" }), ("x", new[] { 1 })).ToMarkdown());

    [Fact]
    public void An_empty_table_shows_its_columns()
    {
        var none = s_table.Where(_ => false);
        Assert.Equal(0, none.Count);
        Assert.Contains("0 rows x 7 columns", none.ToHtml());
        Assert.Equal(0, none.GroupBy("Method").Aggregate("Tv").Count);
    }

    [Fact]
    public void Mistakes_are_answered_in_sentences()
    {
        Says("the table has no column 'tv': it has 'Method', 'Seed'", () => s_table.Select("Method", "Seed").Numbers("tv"));
        Says("column 'Method' does not hold numbers (it holds String)", () => s_table.Numbers("Method"));
        Says("column 'Done' does not hold numbers (this row has 'True').", () => s_table.Rows.First().Number("Done"));
        Says("all columns must be equally long (column 'a' has 1 rows and 'b' has 2).", () => Table.FromColumns(("a", new[] { 1 }), ("b", new[] { 1, 2 })));
        Says("the columns of a table must have different names (got 'a' 2 times).", () => Table.FromColumns(("a", new[] { 1 }), ("a", new[] { 1 })));

        static void Says(string beginning, Func<object> mistake) => Assert.StartsWith(beginning, Assert.ThrowsAny<Exception>(mistake).Message);
    }
}
