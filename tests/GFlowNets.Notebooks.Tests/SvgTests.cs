using System.Globalization;

namespace GFlowNets.Notebooks.Tests;

public class SvgTests
{
    private static readonly Chart s_line = Chart.Line([0, 10, 20], [1.0, 0.5, 0.25]).Band([0.9, 0.4, 0.2], [1.1, 0.6, 0.3]).Named("TB");

    public static TheoryData<Figure> Figures =>
    [
        s_line.XAxis("iteration").YAxis("TV").Title("a < b & \"c\" \u0001 😀"),
        s_line.LogY(),
        Chart.Scatter([1, 2, 3], [1, 2, 3]).LogX().LogY(),
        Chart.Combine(Chart.Heatmap(new double[,] { { 1, 2 }, { 3, double.NaN } }), Chart.Arrows([0], [0], [1], [1])),
        Chart.Grid(2, s_line, Chart.Level(3).Dashed(), s_line.LogX()).Title("grid"),
        Chart.Line([double.NaN, double.PositiveInfinity]),
        Chart.Line(Array.Empty<double>()),
        Chart.Line([double.MaxValue, double.MinValue]),
        Chart.Line([1e-300, 2e-300]).LogY(),
        Chart.Line([0.0, -1]).LogY(),
    ];

    [Theory]
    [MemberData(nameof(Figures))]
    public void A_picture_is_plain_well_formed_xml_with_finite_numbers(Figure figure)
    {
        var svg = new Svg(figure);
        string[] known = ["svg", "title", "rect", "polyline", "polygon", "circle", "image", "text", "tspan"];
        Assert.All(svg.Root.DescendantsAndSelf(), element =>
        {
            Assert.Contains(element.Name.LocalName, known);
            Assert.DoesNotContain(element.Attributes(), a => a.Name.LocalName is "id" or "style" or "class" or "clip-path");
        });
        Assert.DoesNotContain("NaN", figure.ToSvg());
        Assert.DoesNotContain("∞", figure.ToSvg());
        Assert.DoesNotContain("Infinity", figure.ToSvg());
    }

    [Fact]
    public void A_line_passes_through_the_pixels_of_its_points()
    {
        var svg = new Svg(s_line.YRange(0, 2));
        var frame = svg.All("rect").Last();
        var (left, top, width, height) = (Svg.Number(frame, "x"), Svg.Number(frame, "y"), Svg.Number(frame, "width"), Svg.Number(frame, "height"));
        double[][] points = [.. svg.All("polyline").Single(l => l.Attribute("stroke-width")!.Value == "2" && l.Parent != svg.Root).Attribute("points")!.Value
            .Split(' ').Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(left, points[0][0], 0.02);
        Assert.Equal(left + width / 2, points[1][0], 0.02);
        Assert.Equal(top + height * (1 - 1.0 / 2), points[0][1], 0.02);
        Assert.Equal(top + height * (1 - 0.25 / 2), points[2][1], 0.02);
    }

    [Fact]
    public void A_band_is_a_closed_translucent_polygon_and_breaks_at_gaps()
    {
        var whole = new Svg(s_line).All("polygon").Single(p => p.Parent!.Parent is not null);
        Assert.Equal(6, whole.Attribute("points")!.Value.Split(' ').Length);
        Assert.True(Svg.Number(whole, "fill-opacity") < 0.5);

        var broken = Chart.Line([0, 1, 2, 3, 4], [1.0, 1, double.NaN, 1, 1]).Band([0.5, 0.5, double.NaN, 0.5, 0.5], [2.0, 2, 2, 2, 2]);
        Assert.Equal(2, new Svg(broken).All("polygon").Count());
        Assert.Equal(2, new Svg(broken).All("polyline").Count(l => l.Attribute("stroke-width")!.Value == "2"));
    }

    [Fact]
    public void Titles_names_and_exponents_are_written()
    {
        var texts = new Svg(Chart.Combine(s_line, Chart.Line([0, 20], [1e-6, 1])).XAxis("iteration").YAxis("TV").Title("T").LogY()).Texts.ToArray();
        foreach (string expected in new[] { "T", "TB", "iteration", "TV", "10−6", "100" }) Assert.Contains(expected, texts);
    }

    [Fact]
    public void Series_of_one_name_share_a_colour_and_a_legend_entry_across_panels()
    {
        var tb = Chart.Line([1.0, 2]).Named("TB");
        var db = Chart.Line([2.0, 1]).Named("DB");
        var svg = new Svg(Chart.Grid(2, Chart.Combine(tb, db), Chart.Combine(db, tb)));
        Assert.Single(svg.Texts, "TB");
        string[] strokes = [.. svg.All("polyline").Where(l => l.Attribute("stroke-width")!.Value == "2" && l.Parent != svg.Root).Select(l => l.Attribute("stroke")!.Value)];
        Assert.Equal([Palette.At(0), Palette.At(1), Palette.At(1), Palette.At(0)], strokes);
    }

    [Fact]
    public void Heatmap_pixels_have_the_colours_of_their_cells_rows_upwards()
    {
        var png = new Svg(Chart.Heatmap(new double[,] { { 0, 1, 2 }, { 3, double.NaN, 5 } }).Range(0, 5)).Picture(0);
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                var pixel = png.At((column + 0.5) / 3, 1 - (row + 0.5) / 2);
                double value = 3 * row + column;
                if (value == 4) Assert.Equal(0, pixel.A);
                else
                {
                    // A picture has 255 levels, so the nearest level's colour is what to expect.
                    var expected = ColorScale.Viridis.At(Math.Round(value / 5 * 254) / 254);
                    Assert.Equal((expected.R, expected.G, expected.B, (byte)255), pixel);
                }
            }
        }
    }

    [Fact]
    public void Heatmap_cells_follow_uneven_centres_and_logarithmic_axes()
    {
        // Edges at -0.5, 0.5, 2.5, 5.5: the last cell fills the right half.
        var uneven = new Svg(Chart.Heatmap(new double[,] { { 0, 1, 2 } }, x: [0, 1, 4])).Picture(0);
        Assert.Equal(uneven.At(0.51, 0.5), uneven.At(0.99, 0.5));
        Assert.NotEqual(uneven.At(0.49, 0.5), uneven.At(0.51, 0.5));

        // Edges at 0.5, 1.5, 2.5 and a range of 0.5 to 2.5 on a logarithmic axis: the edge lies at log 3 / log 5.
        var logarithmic = new Svg(Chart.Heatmap(new double[,] { { 0, 1 } }, x: [1, 2]).LogX().XRange(0.5, 2.5)).Picture(0);
        double edge = Math.Log(3) / Math.Log(5);
        Assert.NotEqual(logarithmic.At(edge - 0.01, 0.5), logarithmic.At(edge + 0.01, 0.5));
        Assert.Equal(logarithmic.At(0.01, 0.5), logarithmic.At(edge - 0.01, 0.5));
    }

    [Fact]
    public void A_large_heatmap_stays_small()
    {
        double[,] values = new double[256, 256];
        for (int i = 0; i < 256; i++)
        {
            for (int j = 0; j < 256; j++) values[i, j] = Math.Sin(i * 0.1) * Math.Cos(j * 0.07);
        }
        Assert.InRange(Chart.Heatmap(values).ToSvg().Length, 1_000, 150_000);
    }

    [Fact]
    public void A_long_line_is_thinned_but_keeps_its_extremes()
    {
        double[] spikes = [.. Enumerable.Range(0, 100_000).Select(i => i == 77_777 ? 5.0 : i % 2)];
        var chart = Chart.Line(spikes).YRange(0, 5);
        Assert.True(chart.ToSvg().Length < 100_000, "the picture of a long line should hold a few points for each pixel.");
        var svg = new Svg(chart);
        double top = Svg.Number(svg.All("rect").Last(), "y");
        var heights = svg.All("polyline").Single(l => l.Attribute("stroke-width")!.Value == "2").Attribute("points")!.Value.Split(' ')
            .Select(p => double.Parse(p.Split(',')[1], CultureInfo.InvariantCulture));
        Assert.Equal(top, heights.Min(), 0.02);
    }

    [Fact]
    public void Arrows_end_at_their_heads_and_heavier_ones_are_thicker()
    {
        var svg = new Svg(Chart.Arrows([0, 0], [0, 1], [1, 1], [0, 1], [1, 0.2]).XRange(0, 2).YRange(-1, 2));
        var frame = svg.All("rect").Last();
        double centre = Svg.Number(frame, "x") + Svg.Number(frame, "width") / 2;
        Assert.All(svg.All("polygon"), head =>
            Assert.Equal(centre, head.Attribute("points")!.Value.Split(' ').Max(p => double.Parse(p.Split(',')[0], CultureInfo.InvariantCulture)), 0.02));
        double[] widths = [.. svg.All("polyline").Where(l => l.Parent != svg.Root).Select(l => Svg.Number(l, "stroke-width"))];
        Assert.Equal(2, widths.Length);
        Assert.True(widths[0] < widths[1]);
    }

    [Fact]
    public void Weightless_arrows_are_left_out() =>
        Assert.Empty(new Svg(Chart.Arrows([0], [0], [1], [1], [0])).All("polygon"));

    [Fact]
    public void The_culture_does_not_matter()
    {
        var figure = Chart.Line([0.5, 1.25]).Level();
        string expected = figure.ToSvg() + figure.ToJson() + figure.ToText();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(expected, figure.ToSvg() + figure.ToJson() + figure.ToText());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

internal static class Charts
{
    public static Chart Level(this Chart chart) => Chart.Combine(chart, Chart.Level(-0.75));
}
