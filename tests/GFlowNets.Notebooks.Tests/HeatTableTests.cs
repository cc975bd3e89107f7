using System.Globalization;
using System.Xml.Linq;

namespace GFlowNets.Notebooks.Tests;

public class HeatTableTests
{
    private static readonly string[] s_rows = ["first", "second <b>"];

    private static HeatTable Table => new(s_rows, ["a", "b", "c"], new[,] { { 1.0, 2, 3 }, { 3, double.NaN, 1 } });

    private static XElement[] Elements(HeatTable table, string name) =>
        [.. XDocument.Parse(table.ToSvg()).Descendants().Where(element => element.Name.LocalName == name)];

    private static string[] Texts(HeatTable table) => [.. Elements(table, "text").Select(element => element.Value)];

    [Fact]
    public void Shows_names_numbers_title_and_key()
    {
        var texts = Texts(Table.Title("Who wins").Key("best", "worst"));
        foreach (string expected in new[] { "first", "second <b>", "a", "b", "c", "1", "2", "3", "–", "Who wins", "best", "worst" })
            Assert.Contains(expected, texts);
    }

    [Fact]
    public void Cells_are_coloured_by_their_numbers_and_light_on_dark()
    {
        var scale = new ColorScale("#000000", "#ffffff");
        string[] fills = [.. Elements(Table.Colors(scale), "rect").Skip(1).Select(rect => rect.Attribute("fill")!.Value)];
        Assert.Equal(["#000000", "#808080", "#ffffff", "#ffffff", "#f0f0f0", "#000000"], fills);
        Assert.Equal("#404040", Elements(Table.Colors(scale).Range(0, 4), "rect").Skip(1).First().Attribute("fill")!.Value);
        var cells = Elements(Table.Colors(scale), "text").Where(text => text.Value is "1" or "3").ToArray();
        Assert.All(cells, cell => Assert.Equal(cell.Value == "1" ? "#ffffff" : null, cell.Attribute("fill")?.Value));
    }

    [Fact]
    public void Texts_take_the_place_of_numbers()
    {
        var texts = Texts(Table.Texts(new[,] { { "x", "y", "z" }, { "u", "v", "w" } }));
        Assert.Contains("v", texts);
        Assert.DoesNotContain("2", texts);
    }

    [Fact]
    public void Dots_stand_in_their_rows_at_their_place_on_the_axis_with_their_interval()
    {
        var table = Table.Dots("rank", [1, 3], [1, 2], [2, 5]).Dots("other", [2, double.NaN], [double.NegativeInfinity, 0], [3, 0]).DotsAxis("mean rank");
        // Of the second series one dot is missing; each series has one in the legend.
        double[] x = [.. Elements(table, "circle").Select(dot => Number(dot, "cx"))];
        Assert.Equal(3 + 2, x.Length);
        var layout = table.Layout;
        Assert.Equal(layout.Dots.Left + (layout.Dots.Width / 5), x[0], 0.01);
        Assert.Equal(layout.Dots.Left + (layout.Dots.Width * 3 / 5), x[1], 0.01);
        double[] y = [.. Elements(table, "circle").Select(dot => Number(dot, "cy"))];
        Assert.True(y[0] < layout.RowMiddle(0) && y[1] > layout.RowMiddle(0) && y[1] < layout.RowMiddle(1));
        Assert.Contains("mean rank", Texts(table));
        Assert.Contains("other", Texts(table));

        static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Everything_lies_within_the_picture()
    {
        var layout = Table.Title("A title that is longer than the table itself is wide, as titles tend to be when they say everything that there is to say").Key("best", "worst").Dots("rank", [1, 3], [1, 2], [2, 5]).DotsAxis("rank").Layout;
        Assert.True(layout.Dots.Right < layout.Width);
        Assert.True(layout.Cells.Bottom + 40 < layout.Height);
        Assert.True(layout.Cells.Left > TextWidth.Of("second <b>", HeatTableLayout.Size));
    }

    [Fact]
    public void Html_is_a_picture_with_the_table_as_its_text()
    {
        string html = Table.Dots("rank", [1, 3], [1, 2], [2, 5]).ToHtml();
        Assert.StartsWith("<div><img width=", html, StringComparison.Ordinal);
        Assert.Contains("second &lt;b&gt;: a 3, b –, c 1, rank 3 [2, 5]", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Equal("first: a 1, b 2, c 3\nsecond <b>: a 3, b –, c 1", Table.ToText());
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_in_a_sentence()
    {
        Assert.StartsWith("a heat table needs at least 1 row and 1 column (got 0 and 1).", Assert.Throws<ArgumentException>(() => new HeatTable([], ["a"], new double[0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 rows and 1 columns need as many numbers (got 1 by 1).", Assert.Throws<ArgumentException>(() => new HeatTable(s_rows, ["a"], new double[1, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 rows and 3 columns need as many texts", Assert.Throws<ArgumentException>(() => Table.Texts(new string[1, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("rank needs 2 values and intervals, one a row (got 1, 1 and 1).", Assert.Throws<ArgumentException>(() => Table.Dots("rank", [1], [1], [1])).Message, StringComparison.Ordinal);
    }
}
