namespace GFlowNets.Notebooks.Tests;

public class TableShapeTests
{
    private static readonly Table s_runs = Table.FromColumns(
        ("method", new[] { "TB", "DB", "TB", "TB" }), ("it", new[] { 1, 1, 2, 2 }), ("tv", new[] { 0.5, 0.6, 0.1, 0.3 }));

    [Fact]
    public void A_pivot_crosses_two_columns_and_unpivoting_undoes_it()
    {
        var wide = s_runs.Pivot("method", "it", "tv");
        Assert.Equal(["method", "1", "2"], wide.ColumnNames);
        Assert.Equal(["TB", "DB"], wide.Texts("method"));
        Assert.Equal([0.5, 0.6], wide.Numbers("1"));
        Assert.Equal([0.2, double.NaN], wide.Numbers("2"));
        Assert.Equal([0.1, double.NaN], s_runs.Pivot("method", "it", "tv", v => v.Min()).Numbers("2"));
        var tall = wide.Unpivot(["method"], "it", "tv");
        Assert.Equal(["TB", "TB", "DB", "DB"], tall.Texts("method"));
        Assert.Equal(["1", "2", "1", "2"], tall.Texts("it"));
        Assert.Equal([0.5, 0.2, 0.6, double.NaN], tall.Numbers("tv"));
    }

    [Fact]
    public void Joins_match_keys_and_a_left_join_keeps_what_has_no_partner()
    {
        var papers = Table.FromColumns(("method", new[] { "TB", "FM", "TB" }), ("year", new[] { 2022, 2021, 2023 }), ("tv", new[] { 1.0, 2, 3 }), ("known", new[] { true, false, true }));
        var inner = s_runs.Where(r => r.Number("it") == 1).Join(papers, "method");
        Assert.Equal(["method", "it", "tv", "year", "tv 2", "known"], inner.ColumnNames);
        Assert.Equal([2022, 2023], inner.Numbers("year"));
        Assert.Equal([1, 3], inner.Numbers("tv 2"));
        var left = s_runs.Where(r => r.Number("it") == 1).LeftJoin(papers, "method");
        Assert.Equal(["TB", "TB", "DB"], left.Texts("method"));
        Assert.Equal([2022, 2023, double.NaN], left.Numbers("year"));
        Assert.Equal(["true", "true", ""], left.Texts("known"));
        Assert.Equal(0, s_runs.Join(papers.Rename("year", "it"), "method", "it").Count);
    }

    [Fact]
    public void Rows_are_appended_made_distinct_and_freed_of_gaps()
    {
        var twice = s_runs.Append(Table.FromColumns(("tv", new[] { double.NaN }), ("method", new[] { "" }), ("it", new[] { 1.5 })));
        Assert.Equal(5, twice.Count);
        Assert.Equal([1, 1, 2, 2, 1.5], twice.Numbers("it"));
        Assert.Equal(["TB", "DB", ""], twice.Distinct("method").Texts("method"));
        Assert.Equal(8, s_runs.Append(s_runs).Count);
        Assert.Equal(4, s_runs.Append(s_runs).Distinct().Count);
        Assert.Equal(4, twice.DropMissing().Count);
        Assert.Equal(4, twice.DropMissing("tv").Count);
        Assert.Equal(9, twice.FillMissing("tv", 9).Numbers("tv")[4]);
        Assert.Equal(["method", "total variation"], s_runs.Rename("tv", "total variation").Drop("it").ColumnNames);
    }

    [Fact]
    public void A_description_counts_and_summarises_each_numeric_column()
    {
        var all = Table.FromColumns(("x", new[] { 1, 2, 3, 4, double.NaN }), ("s", new[] { "a", "b", "c", "d", "e" })).Describe();
        Assert.Equal(["x"], all.Texts("column"));
        Assert.Equal([4, 1, 2.5, 1, 1.75, 2.5, 3.25, 4], new[] { "n", "missing", "mean", "min", "q1", "median", "q3", "max" }.Select(c => all.Numbers(c)[0]));
        Assert.Equal(Math.Sqrt(5.0 / 3), all.Numbers("sd")[0], 1e-12);
    }

    [Fact]
    public void Groups_take_functions_and_intervals_to_read()
    {
        var groups = s_runs.GroupBy("method");
        var best = groups.Aggregate(("best", "tv", v => v.Min()), ("last", "it", v => v[^1]));
        Assert.Equal(["method", "best", "last"], best.ColumnNames);
        Assert.Equal([0.1, 0.6], best.Numbers("best"));
        // 0.5, 0.1, 0.3: mean 0.3, t(2) x 0.2 / root 3 = 0.4968.
        Assert.Equal(["0.3 [-0.1968, 0.7968] (3 runs)", "0.6 (1 run)"], groups.Intervals("tv").Texts("tv"));
    }

    [Fact]
    public void A_head_says_of_how_many_rows_it_is()
    {
        Assert.EndsWith("\n2 of 4 rows x 3 columns", s_runs.Head(2).ToText());
        Assert.EndsWith("1 of 4 rows x 3 columns", s_runs.Head(3).Tail(1).ToText());
        Assert.EndsWith("\n4 rows x 3 columns", s_runs.Head(9).ToText());
        Assert.EndsWith("\n2 rows x 3 columns", s_runs.Head(3).Where(r => r.Text("method") == "TB").ToText());
    }

    [Fact]
    public void Csv_comes_back_as_it_went_out()
    {
        var table = Table.FromColumns(("a,b", new[] { "say \"hi\"", "two\nlines", "" }), ("x", new[] { 0.1 + 0.2, double.NaN, -1e-300 }), ("n", new[] { 1, -2, 3 }), ("ok", new[] { true, false, true }), ("id", new[] { "007", "1", "2" }));
        var back = Table.FromCsv(table.ToCsv());
        Assert.Equal(table.ToCsv(), back.ToCsv());
        var first = back.Rows.First();
        Assert.Equal(["say \"hi\"", 0.1 + 0.2, 1L, true, "007"], back.ColumnNames.Select(n => first[n]));
        Assert.Equal([1, double.NaN], Table.FromCsv("\uFEFFx,y\r1,a\r\n\n,b").Numbers("x"));
        string file = Path.Combine(Path.GetTempPath(), $"gfn-table-{Guid.NewGuid():N}.csv");
        try
        {
            table.SaveCsv(file);
            Assert.Equal(3, Table.LoadCsv(file).Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Mistakes_are_answered_in_sentences()
    {
        Says("a table of comma-separated values needs a first line", () => Table.FromCsv("\n"));
        Says("line 3 has 1 cells, but the first line names 2 columns", () => Table.FromCsv("a,b\n1,2\n3\n"));
        Says("line 4 has 3 cells", () => Table.FromCsv("a,b\n\"1\n\",2\n3,4,5\n"));
        Says("the quote that opens on line 2 is not closed.", () => Table.FromCsv("a\n\"x\ny"));
        Says("line 2 goes on after a closed quote", () => Table.FromCsv("a\n\"x\"y"));
        Says("a join needs at least 1 column", () => s_runs.Join(s_runs));
        Says("tables under each other must have the same columns", () => s_runs.Append(s_runs.Drop("tv")));
        Says("there is no column left to unpivot", () => s_runs.Unpivot(["method", "it", "tv"]));
        Says("the table has no column 'x'", () => s_runs.Drop("x"));
        Says("the columns of a table must have different names (got 'it' 2 times).", () => s_runs.Rename("tv", "it"));
        Says("column 'method' does not hold numbers", () => s_runs.Pivot("it", "tv", "method"));

        static void Says(string beginning, Func<object> mistake) => Assert.StartsWith(beginning, Assert.ThrowsAny<Exception>(mistake).Message);
    }
}
