using CSharpKernel.Formatting;

namespace CSharpKernel.Tests;

public class FormatterTests
{
    private sealed record Point(int X, string Name);

    private struct Plain
    {
        public int Number { get; set; }
    }

    private sealed class Throwing
    {
        public static int Unseen => 1;

        public int Good => 1;

        public int Bad => throw new InvalidOperationException();
    }

    public static TheoryData<object?, string> Texts => new()
    {
        { null, "null" },
        { "text", "text" },
        { 1.5, "1.5" },
        { 1e-12, "1E-12" },
        { true, "True" },
        { 'c', "c" },
        { DayOfWeek.Monday, "Monday" },
        { new[] { 1, 2 }, "[1, 2]" },
        { new[] { "a", null }, "[\"a\", null]" },
        { new[,] { { 1, 2 }, { 3, 4 } }, "[[1, 2], [3, 4]]" },
        { new int[][] { [1], [2, 3] }, "[[1], [2, 3]]" },
        { (1, "x"), "(1, x)" },
        { new Dictionary<string, int> { ["a"] = 1 }, "{\"a\": 1}" },
        { new Plain { Number = 2 }, "Plain { Number = 2 }" },
        { typeof(List<int>), "List<Int32>" },
        { Enumerable.Range(0, 51), "[" + string.Join(", ", Enumerable.Range(0, 50)) + ", ...]" },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Plain_text(object? value, string expected) => Assert.Equal(expected, ValueFormatter.Format(value)["text/plain"]);

    [Fact]
    public void Records_become_rows_and_texts_are_encoded()
    {
        var html = ValueFormatter.Format(new[] { new Point(1, "<b>"), new Point(2, "&") })["text/html"];
        Assert.Equal(
            "<table class=\"dataframe\"><thead><tr><th>index</th><th>X</th><th>Name</th></tr></thead><tbody>" +
            "<tr><th>0</th><td>1</td><td>&lt;b&gt;</td></tr><tr><th>1</th><td>2</td><td>&amp;</td></tr></tbody></table><p>2 rows</p>",
            html);
    }

    [Fact]
    public void Objects_become_tables_of_properties()
    {
        Assert.Contains("<tr><th>Name</th><td>a</td></tr>", ValueFormatter.Format(new Point(1, "a"))["text/html"]);
        Assert.Contains("<tr><th>Item2</th><td>b</td></tr>", ValueFormatter.Format((1, "b"))["text/html"]);
        Assert.Contains("<th>Item9</th>", ValueFormatter.Format((1, 2, 3, 4, 5, 6, 7, 8, 9))["text/html"]);
        Assert.Contains("<th>Number</th>", ValueFormatter.Format(new Plain())["text/html"]);
        Assert.Null(ValueFormatter.Format(new Version(1, 2))["text/html"]);
        Assert.Null(ValueFormatter.Format(new InvalidOperationException("x"))["text/html"]);
    }

    [Fact]
    public void A_property_that_throws_does_not_hide_the_others()
    {
        var html = ValueFormatter.Format(new Throwing())["text/html"];
        Assert.Contains("<tr><th>Good</th><td>1</td></tr>", html);
        Assert.Contains("<tr><th>Bad</th><td>(InvalidOperationException)</td></tr>", html);
        Assert.DoesNotContain("Unseen", html);
    }

    [Fact]
    public void Long_sequences_show_their_beginning_and_their_size()
    {
        Assert.EndsWith("<p>first 50 of 120 rows</p>", ValueFormatter.Format(Enumerable.Range(0, 120).ToList())["text/html"]);
        Assert.EndsWith("<p>first 50 of at least 1000000 rows</p>", ValueFormatter.Format(Endless())["text/html"]);
        Assert.EndsWith("<p>first 50 of 60 entries</p>", ValueFormatter.Format(Enumerable.Range(0, 60).ToDictionary(i => i))["text/html"]);

        static IEnumerable<int> Endless()
        {
            for (int i = 0; ; i++) yield return i;
        }
    }

    [Fact]
    public void A_lazy_sequence_runs_once()
    {
        int runs = 0;
        ValueFormatter.Format(Count());
        Assert.Equal(1, runs);

        IEnumerable<int> Count()
        {
            runs++;
            yield return 1;
        }
    }

    [Fact]
    public void The_convention_gives_the_types_preferred_and_text_besides()
    {
        var bundle = ValueFormatter.Format(new Conventional.Derived());
        Assert.Equal(["text/html", "text/x-note", "text/plain"], bundle.Select(form => form.Key));
        Assert.Equal("<i>Derived</i>", bundle["text/html"]);
    }

    [Fact]
    public void A_formatter_that_declines_leaves_the_value_to_the_next()
    {
        Assert.Equal("second", ValueFormatter.Format(new Conventional.Declining())["text/html"]);
    }

    [Fact]
    public void A_broken_formatter_is_told()
    {
        var e = Assert.Throws<InvalidOperationException>(() => ValueFormatter.Format(new Conventional.Broken()));
        Assert.Contains("has no method bool Format(object, TextWriter)", e.Message);
    }

    [Fact]
    public async Task A_compiled_library_brings_its_formatters()
    {
        using var folder = new TestFolder();
        folder.Library("Kit", """
            namespace Elsewhere;
            using System; using System.Collections.Generic; using System.IO;
            internal sealed class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type type) { FormatterSourceType = type; }
                public Type FormatterSourceType { get; }
            }
            [TypeFormatterSource(typeof(Source))] public class Chart { public override string ToString() => "a chart"; }
            internal sealed class Source { public IEnumerable<object> CreateTypeFormatters() { yield return new Svg(); } }
            internal sealed class Svg
            {
                public string MimeType => "image/svg+xml";
                public bool Format(object value, TextWriter writer) { writer.Write("<svg/>"); return true; }
            }
            """);
        var cells = new CellRunner(folder.Path);
        var shown = Assert.IsType<CSharpKernel.Output.CellOutput.Result>(Assert.Single(await cells.Run("#r \"Kit.dll\"\nnew Elsewhere.Chart()")));
        Assert.Equal([("image/svg+xml", "<svg/>"), ("text/plain", "a chart")], shown.Data.Select(form => (form.Key, form.Value)));
    }
}
