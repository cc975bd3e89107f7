using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace GFlowNets.Notebooks.Tests;

public class ChartKindTests
{
    public static TheoryData<string> Names => [.. Samples.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_kind_has_a_plain_picture_of_finite_numbers_and_a_figure_of_finite_numbers(string name)
    {
        var figure = Samples.All.Single(s => s.Name == name).Figure;
        string[] known = ["svg", "g", "title", "rect", "polyline", "polygon", "circle", "image", "text", "tspan"];
        Assert.All(new Svg(figure).Root.DescendantsAndSelf(), element =>
        {
            Assert.Contains(element.Name.LocalName, known);
            Assert.DoesNotContain(element.Attributes(), a => a.Name.LocalName is "id" or "style" or "class" or "clip-path");
            Assert.DoesNotContain(element.Attributes(), a => a.Name.LocalName is "width" or "height" or "r" && a.Value.StartsWith('-'));
        });
        string svg = figure.ToSvg(), json = figure.ToJson();
        foreach (string wrong in new[] { "NaN", "Infinity", "∞" })
        {
            Assert.DoesNotContain(wrong, svg);
            Assert.DoesNotContain(wrong, json);
        }
        using var parsed = JsonDocument.Parse(json);
        Assert.All(parsed.RootElement.GetProperty("data").EnumerateArray(), trace => Assert.True(trace.TryGetProperty("scene", out _) || trace.TryGetProperty("xaxis", out _)));
    }

    [Fact]
    public void Bars_reach_from_the_axis_to_their_values_and_leave_gaps_for_what_is_no_number()
    {
        var svg = new Svg(Chart.Bar(["a", "b", "c"], [1, double.NaN, 2]).YRange(0, 2));
        var frame = Frame(svg);
        XElement[] bars = Bars(svg);
        Assert.Equal(2, bars.Length);
        Assert.Equal(frame.Height / 2, Svg.Number(bars[0], "height"), 0.02);
        Assert.Equal(frame.Height, Svg.Number(bars[1], "height"), 0.02);
        // Three names share the width; a bar fills four fifths of its share about its middle.
        Assert.Equal(frame.Left + frame.Width / 6, Svg.Number(bars[0], "x") + Svg.Number(bars[0], "width") / 2, 0.02);
        Assert.Equal(0.8 * frame.Width / 3, Svg.Number(bars[0], "width"), 0.02);
        Assert.Contains("c", svg.Texts);
    }

    [Fact]
    public void Grouped_bars_stand_side_by_side_and_stacked_ones_on_each_other()
    {
        var both = Chart.Combine(Chart.Bar(["a", "b"], [1, 2]).Named("p"), Chart.Bar(["a", "b"], [3, -1]).Named("q")).YRange(-1, 4);
        XElement[] grouped = Bars(new Svg(both)), stacked = Bars(new Svg(both.Stacked()));
        Assert.Equal(Svg.Number(grouped[0], "x") + Svg.Number(grouped[0], "width"), Svg.Number(grouped[2], "x"), 0.03);
        Assert.Equal(Svg.Number(stacked[0], "x"), Svg.Number(stacked[2], "x"));
        Assert.Equal(Svg.Number(stacked[0], "y"), Svg.Number(stacked[2], "y") + Svg.Number(stacked[2], "height"), 0.03);
        // What is below zero hangs from the axis.
        Assert.Equal(Svg.Number(stacked[1], "y") + Svg.Number(stacked[1], "height"), Svg.Number(stacked[3], "y"), 0.03);
        var json = Data(both.Stacked());
        Assert.Equal("[1,0]", json[1].GetProperty("base").GetRawText());
        Assert.Equal("[[\"a\",3],[\"b\",-1]]", json[1].GetProperty("customdata").GetRawText());
        Assert.Equal(json[0].GetProperty("x").GetRawText(), json[1].GetProperty("x").GetRawText());
    }

    [Fact]
    public void Bars_at_names_of_their_own_take_the_whole_width() =>
        Assert.Equal(0.8, Data(Chart.Combine(Chart.Bar(["a"], [1]).Named("p"), Chart.Bar(["b"], [3]).Named("q")))[0].GetProperty("width").GetDouble());

    [Fact]
    public void Error_bars_end_where_they_are_told()
    {
        var chart = Chart.Bar(["a", "b"], [2.0, 3]).ErrorBars([1.0, double.NegativeInfinity], [4.0, double.PositiveInfinity]).YRange(0, 4);
        var svg = new Svg(chart);
        var frame = Frame(svg);
        double[][] lines = [.. svg.All("polyline").Where(l => l.Attribute("stroke-width")!.Value == "1.5").Select(l => l.Attribute("points")!.Value.Split(' ', ',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(3, lines.Length);
        Assert.Equal(frame.Top + 0.75 * frame.Height, lines[0][1], 0.02);
        Assert.Equal(frame.Top, lines[0][3], 0.02);
        var error = Data(chart)[0].GetProperty("error_y");
        Assert.Equal("[2,null]", error.GetProperty("array").GetRawText());
        Assert.Equal("[1,null]", error.GetProperty("arrayminus").GetRawText());
    }

    [Fact]
    public void A_histogram_counts_half_open_bins_and_a_density_has_area_one()
    {
        double[] edges = [0, 1, 2, 4];
        var counts = Data(Chart.Histogram([-1.0, 0, 0.5, 1, 3, 4, 4.1, double.NaN], edges))[0];
        Assert.Equal("[2,1,2]", counts.GetProperty("y").GetRawText());
        Assert.Equal("[1,1,2]", counts.GetProperty("width").GetRawText());
        Assert.Equal("[0.4,0.2,0.2]", Data(Chart.Histogram([0.0, 0.5, 1, 3, 4], edges, density: true))[0].GetProperty("y").GetRawText());
        Assert.Equal(7, Data(Chart.Histogram(Enumerable.Range(0, 100), bins: 7))[0].GetProperty("y").GetArrayLength());
        Assert.Equal(100, Data(Chart.Histogram(Enumerable.Range(0, 100), bins: 7))[0].GetProperty("y").EnumerateArray().Sum(v => v.GetInt32()));
    }

    [Fact]
    public void A_box_shows_quartiles_by_linear_interpolation_and_what_lies_beyond_its_fences()
    {
        // 1..9 and 30: quartiles 3.25, 5.5 and 7.75 (type 7); fences at the last values within 1.5 x 4.5 of the box.
        var box = Data(Chart.Box(["a"], [[9, 8, 7, 6, 5, 4, 3, 2, 1, 30, double.NaN]]))[0];
        Assert.Equal(("[3.25]", "[5.5]", "[7.75]", "[1]", "[9]", "[[30]]"),
            (Raw("q1"), Raw("median"), Raw("q3"), Raw("lowerfence"), Raw("upperfence"), Raw("y")));
        // 1, 1, 1, 9: the upper quartile is 3 and no value lies between it and the fence, so the whisker ends with the box.
        box = Data(Chart.Box(["a", "b"], [[1, 1, 1, 9], [-1, 0, 5]]).LogY())[0];
        Assert.Equal(("[3,5]", "[3,5]", "[[9],[null]]"), (Raw("q3"), Raw("upperfence"), Raw("y")));

        string Raw(string key) => box.GetProperty(key).GetRawText();
    }

    [Fact]
    public void A_long_column_of_names_fits_into_the_picture()
    {
        var svg = new Svg(Chart.Combine(Enumerable.Range(0, 40).Select(k => Chart.Line([0.0, k]).Named($"run {k}"))).Legend(LegendPlace.Right));
        Assert.All(svg.All("text"), text => Assert.InRange(Svg.Number(text, "y"), 0, Svg.Number(svg.Root, "height")));
        Assert.Contains("run 39", svg.Texts);
    }

    [Fact]
    public void Long_names_stand_on_a_slope_within_the_picture()
    {
        var svg = new Svg(Chart.Bar(Enumerable.Range(0, 9).Select(i => $"a method with a rather long name {i}"), Enumerable.Range(0, 9)));
        XElement[] names = [.. svg.All("text").Where(t => t.Value.StartsWith("a method", StringComparison.Ordinal))];
        Assert.Equal(9, names.Length);
        Assert.All(names, name =>
        {
            Assert.Contains("rotate(-35", name.Attribute("transform")!.Value);
            double reach = TextWidth.Of(name.Value, 12);
            Assert.True(Svg.Number(name, "x") - reach * Math.Cos(35 * Math.PI / 180) >= 0, $"{name.Value} leaves the picture on the left.");
            Assert.True(Svg.Number(name, "y") + reach * Math.Sin(35 * Math.PI / 180) <= Svg.Number(svg.Root, "height"), $"{name.Value} leaves the picture below.");
        });
    }

    [Fact]
    public void A_violin_is_mirrored_and_widest_where_values_are_densest()
    {
        double[] sample = [.. Enumerable.Range(0, 200).Select(i => i < 150 ? i / 150.0 : 4 + i / 200.0)];
        var outline = new Svg(Chart.Violin(["a"], [sample]).Size(400, 400)).All("polygon").First().Attribute("points")!.Value.Split(' ')
            .Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.Equal(128, outline.Length);
        double middle = (outline[0][0] + outline[^1][0]) / 2;
        for (int i = 0; i < 64; i++)
        {
            Assert.Equal(middle, (outline[i][0] + outline[^(i + 1)][0]) / 2, 0.02);
            Assert.Equal(outline[i][1], outline[^(i + 1)][1], 0.02);
        }
        Assert.InRange(Array.IndexOf(outline, outline.Take(64).MaxBy(p => p[0])), 0, 16);
    }

    [Fact]
    public void Contours_of_a_cone_are_circles()
    {
        double[] axis = [.. Enumerable.Range(-20, 41).Select(i => i / 10.0)];
        double[,] cone = new double[41, 41];
        for (int r = 0; r < 41; r++)
        {
            for (int c = 0; c < 41; c++) cone[r, c] = Math.Sqrt(axis[r] * axis[r] + axis[c] * axis[c]);
        }
        var lines = ContourLines.At(new GridValues("contour chart", cone, axis, axis), 1.5).ToArray();
        Assert.Single(lines);
        Assert.Equal(lines[0][0], lines[0][^1]);
        Assert.All(lines[0], p => Assert.Equal(1.5, Math.Sqrt(p.X * p.X + p.Y * p.Y), 0.01));

        // A plane's contour is one straight open line; a saddle's two lines do not meet.
        var plane = new GridValues("contour chart", new double[,] { { 0, 1, 2 }, { 0, 1, 2 }, { 0, 1, 2 } }, null, null);
        Assert.Equal([(0.5, 0), (0.5, 1), (0.5, 2)], ContourLines.At(plane, 0.5).Single().OrderBy(p => p.Y));
        Assert.Equal(2, ContourLines.At(new GridValues("contour chart", new double[,] { { 1, 0 }, { 0, 1 } }, null, null), 0.5).Count());
        Assert.Empty(ContourLines.At(new GridValues("contour chart", new double[,] { { 1, 0 }, { double.NaN, 1 } }, null, null), 0.5));
    }

    [Fact]
    public void Filled_contours_have_one_colour_a_band()
    {
        double[,] ramp = new double[2, 11];
        for (int c = 0; c < 11; c++) (ramp[0, c], ramp[1, c]) = (c, c);
        var chart = Chart.Contour(ramp, x: Enumerable.Range(0, 11).Select(i => (double)i), y: [0, 1], levels: 5);
        var png = new Svg(chart).Picture(0);
        Assert.Equal(png.At(0.01, 0.5), png.At(0.19, 0.5));
        Assert.NotEqual(png.At(0.19, 0.5), png.At(0.21, 0.5));
        var contours = Data(chart)[0].GetProperty("contours");
        Assert.Equal((2, 8, 2), (contours.GetProperty("start").GetDouble(), contours.GetProperty("end").GetDouble(), contours.GetProperty("size").GetDouble()));
    }

    [Fact]
    public void Points_in_space_are_projected_by_the_view()
    {
        // From above, with the first axis to the right: what is left is the plan.
        var svg = new Svg(Chart.Scatter3D([0, 1, 0], [0, 0, 1], [0, 5, 2]).ViewFrom(-90, 90));
        var dots = svg.All("circle").Select(c => (X: Svg.Number(c, "cx"), Y: Svg.Number(c, "cy"))).OrderBy(p => p.X).ThenBy(p => p.Y).ToArray();
        Assert.Equal(dots[0].X, dots[1].X, 0.02);
        Assert.True(dots[0].Y < dots[1].Y && dots[2].X > dots[0].X + 50);
        Assert.Equal(dots[1].Y, dots[2].Y, 0.02);
        var scene = JsonDocument.Parse(Chart.Surface(Samples.Hill).ZAxis("R", "units").ToJson()).RootElement.GetProperty("layout").GetProperty("scene");
        Assert.Equal("R (units)", scene.GetProperty("zaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("orthographic", scene.GetProperty("camera").GetProperty("projection").GetProperty("type").GetString());
    }

    [Fact]
    public void A_view_has_three_directions_of_length_one_at_right_angles()
    {
        foreach (var (azimuth, elevation) in new[] { (0.0, 0.0), (-60, 30), (123, -45), (270, 90) })
        {
            var view = View.Of(azimuth, elevation);
            (double X, double Y, double Z)[] axes = [view.Right, view.Up, view.Eye];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++) Assert.Equal(i == j ? 1 : 0, axes[i].X * axes[j].X + axes[i].Y * axes[j].Y + axes[i].Z * axes[j].Z, 1e-12);
            }
        }
    }

    [Fact]
    public void Thirty_five_series_all_look_different()
    {
        var data = Data(Chart.Combine(Enumerable.Range(0, 35).Select(k => Chart.Line([0.0, k]).Named($"{k}"))));
        Assert.Equal(35, data.Select(t => t.GetProperty("line").GetRawText()).Distinct().Count());
        var marks = Data(Chart.Combine(Enumerable.Range(0, 42).Select(k => Chart.Scatter([0.0], [k]).Named($"{k}"))));
        Assert.Equal(42, marks.Select(t => t.GetProperty("marker").GetRawText()).Distinct().Count());
    }

    [Fact]
    public void Units_names_and_own_texts_stand_under_the_pointer()
    {
        var trace = Data(Chart.Line([1, 2], [3, 4]).Named("a %{x} <b>").Hover(["p", "<q>"]).XAxis("time", "s").YAxis("TV"))[0];
        Assert.Equal("<b>a % {x} &lt;b&gt;</b><br>time: %{x:,.6~g} s<br>TV: %{y:,.6~g}<br>%{hovertext}<extra></extra>", trace.GetProperty("hovertemplate").GetString());
        Assert.Equal("[\"p\",\"&lt;q&gt;\"]", JsonSerializer.Serialize(trace.GetProperty("hovertext").EnumerateArray().Select(t => t.GetString()), new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Contains("time (s)", new Svg(Chart.Line([1.0, 2]).XAxis("time", "s")).Texts);
    }

    [Fact]
    public void An_animation_plays_the_frames_and_pictures_some_of_them()
    {
        var animation = Chart.Animation("step", Enumerable.Range(0, 8).Select(k => ($"{k}", (Figure)Chart.Line([0.0, k]).XAxis("x"))), seconds: 0.5).Title("T");
        using var json = JsonDocument.Parse(animation.ToJson());
        var frames = json.RootElement.GetProperty("frames");
        Assert.Equal(8, frames.GetArrayLength());
        Assert.Equal("[0,7]", frames[7].GetProperty("data")[0].GetProperty("y").GetRawText());
        Assert.Equal("[0]", frames[7].GetProperty("traces").GetRawText());
        Assert.False(frames[7].GetProperty("data")[0].TryGetProperty("x", out _));
        var play = json.RootElement.GetProperty("layout").GetProperty("updatemenus")[0].GetProperty("buttons")[0].GetProperty("args");
        Assert.Equal(500, play[1].GetProperty("frame").GetProperty("duration").GetInt32());
        Assert.Equal("7", json.RootElement.GetProperty("layout").GetProperty("sliders")[0].GetProperty("steps")[7].GetProperty("args")[0][0].GetString());
        string[] texts = [.. new Svg(animation).Texts];
        foreach (string label in new[] { "T", "step = 0", "step = 1", "step = 3", "step = 4", "step = 6", "step = 7" }) Assert.Contains(label, texts);
        Assert.DoesNotContain("step = 2", texts);
    }

    [Fact]
    public void Themes_dress_texts_background_and_palette()
    {
        var dark = Chart.Line([1.0, 2]).Named("TB").Theme(ChartTheme.Dark);
        Assert.Contains($"fill=\"{ChartTheme.Dark.Background}\"", dark.ToSvg());
        Assert.Contains($"stroke=\"{ChartTheme.Dark.Colors[0]}\"", dark.ToSvg());
        Assert.Equal(ChartTheme.Dark.Background, JsonDocument.Parse(dark.ToJson()).RootElement.GetProperty("layout").GetProperty("paper_bgcolor").GetString());
        Assert.Throws<ArgumentNullException>(() => ChartTheme.Default = null!);
    }

    [Fact]
    public void A_long_line_is_thinned_for_plotly_too_and_keeps_its_extremes_and_gaps()
    {
        double[] spikes = [.. Enumerable.Range(0, 100_000).Select(i => i == 77_777 ? 5.0 : i == 50_000 ? double.NaN : i % 2)];
        var y = Data(Chart.Line(spikes))[0].GetProperty("y");
        Assert.InRange(y.GetArrayLength(), 1000, 12_000);
        Assert.Contains(y.EnumerateArray(), v => v.ValueKind == JsonValueKind.Number && v.GetDouble() == 5);
        Assert.Contains(y.EnumerateArray(), v => v.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public void Mistakes_are_answered_in_sentences()
    {
        Says("bars need a place for each of their 1 entries (got 2).", () => Chart.Bar(["a", "b"], [1]));
        Says("the names along an axis must differ (got 'a' 2 times)", () => Chart.Bar(["a", "a"], [1, 2]));
        Says("the places of bars must differ (got 1 more than once).", () => Chart.Bar([1, 1], [1, 2]));
        Says("bars or boxes over names and over numbers cannot share one axis", () => Chart.Combine(Chart.Bar(["a"], [1]), Chart.Bar([1], [1])).ToSvg());
        Says("bars, boxes and violins stand on names or on a linear horizontal axis", () => Chart.Bar(["a"], [1]).LogX().ToSvg());
        Says("error bars need a lower and an upper end for each of the 1 values (got 2 and 1).", () => Chart.Bar(["a"], [1]).ErrorBars([1, 2], [1]));
        Says("error bars must run from a lower to a higher value (got 2 to 1 at position 0)", () => Chart.Bar(["a"], [1]).ErrorBars([2], [1]));
        Says("ErrorBars does not apply to the newest series of this chart (level at 1)", () => Chart.Level(1).ErrorBars([2], [1]));
        Says("a histogram needs at least 1 finite value (got none among 1)", () => Chart.Histogram([double.NaN]));
        Says("a histogram needs at least 1 bin (got 0).", () => Chart.Histogram([1.0], bins: 0));
        Says("the edges of bins must be finite and ascend", () => Chart.Histogram([1.0], [2.0, 1]));
        Says("a contour chart needs at least 2 rows and 2 columns (got 1 rows by 3 columns).", () => Chart.Contour(new double[1, 3]));
        Says("a surface needs at least 2 rows and 2 columns (got 0 rows by 0 columns).", () => Chart.Surface(new double[0, 0]));
        Says("x, y and z must be equally long (got 1, 2 and 1).", () => Chart.Scatter3D([1], [1, 2], [1]));
        Says("ColorBy needs one value for each of the 1 points (got 2).", () => Chart.Scatter([1], [1]).ColorBy([1, 2]));
        Says("Hover needs one text for each of the 1 points (got 0).", () => Chart.Scatter([1], [1]).Hover([]));
        Says("a flat chart and a chart in space cannot share their axes", () => Chart.Combine(Chart.Line([1.0]), Chart.Surface(Samples.Hill)));
        Says("a chart in space is looked at from a finite azimuth", () => Chart.Surface(Samples.Hill).ViewFrom(0, 91));
        Says("a frame must be shown for more than 0 and at most 60 seconds (got 0).", () => Chart.Animation("p", [("1", Chart.Line([1.0]))], seconds: 0));
        Says("Animation needs at least 1 figure (got 0).", () => Chart.Animation("p", []));
        Says("a theme needs at least 1 colour for its series (got 0).", () => ChartTheme.Light with { Colors = new ChartTheme("", "", "", "", "", "", []).Colors });
    }

    private static (double Left, double Top, double Width, double Height) Frame(Svg svg)
    {
        var frame = svg.All("rect").Last();
        return (Svg.Number(frame, "x"), Svg.Number(frame, "y"), Svg.Number(frame, "width"), Svg.Number(frame, "height"));
    }

    // Rectangles in the window of the plot.
    private static XElement[] Bars(Svg svg) => [.. svg.All("rect").Where(r => r.Parent != svg.Root)];

    private static JsonElement[] Data(Figure figure) => [.. JsonDocument.Parse(figure.ToJson()).RootElement.GetProperty("data").EnumerateArray()];

    private static void Says(string beginning, Func<object> mistake) => Assert.StartsWith(beginning, Assert.ThrowsAny<Exception>(mistake).Message);
}
