using System.Buffers.Binary;
using System.Text.Json;

namespace GFlowNets.Notebooks.Tests;

public class PlotlyTests
{
    [Fact]
    public void A_line_with_band_becomes_two_scatter_traces_of_one_legend_group()
    {
        var figure = Parse(Chart.Line([1, 2, 3], [1.0, double.NaN, double.PositiveInfinity]).Band([0.5, 0, 0], [2.0, 1, 1]).Named("TB").LogX().XAxis("it").YAxis("TV"));
        var (line, band) = (figure.GetProperty("data")[0], figure.GetProperty("data")[1]);
        Assert.Equal("scatter", line.GetProperty("type").GetString());
        Assert.Equal("lines", line.GetProperty("mode").GetString());
        Assert.Equal("[1,null,null]", line.GetProperty("y").GetRawText());
        Assert.True(line.GetProperty("showlegend").GetBoolean());
        Assert.Equal("toself", band.GetProperty("fill").GetString());
        Assert.Equal("[1,2,3,3,2,1]", band.GetProperty("x").GetRawText());
        Assert.Equal("[2,1,1,0,0,0.5]", band.GetProperty("y").GetRawText());
        Assert.False(band.GetProperty("showlegend").GetBoolean());
        Assert.Equal("TB", band.GetProperty("legendgroup").GetString());

        var axis = figure.GetProperty("layout").GetProperty("xaxis");
        Assert.Equal("log", axis.GetProperty("type").GetString());
        Assert.Equal("it", axis.GetProperty("title").GetProperty("text").GetString());
        Assert.Equal(0, axis.GetProperty("range")[0].GetDouble(), 1e-12);
        Assert.Equal(Math.Log10(3), axis.GetProperty("range")[1].GetDouble(), 1e-12);
    }

    [Fact]
    public void A_small_heatmap_is_rows_and_a_large_one_a_typed_array()
    {
        var small = Parse(Chart.Heatmap(new double[,] { { 1, 2 }, { double.NaN, 4.123456789 } }).Range(0, 5).Named("p")).GetProperty("data")[0];
        Assert.Equal("heatmap", small.GetProperty("type").GetString());
        Assert.Equal("[[1,2],[null,4.1235]]", small.GetProperty("z").GetRawText());
        Assert.Equal((0, 5), (small.GetProperty("zmin").GetDouble(), small.GetProperty("zmax").GetDouble()));
        Assert.Equal("#440154", small.GetProperty("colorscale")[0][1].GetString());
        Assert.True(small.GetProperty("showscale").GetBoolean());
        Assert.Equal("p", small.GetProperty("colorbar").GetProperty("title").GetProperty("text").GetString());

        double[,] values = new double[70, 60];
        values[1, 2] = 0.5;
        var large = Parse(Chart.Heatmap(values)).GetProperty("data")[0].GetProperty("z");
        Assert.Equal("f4", large.GetProperty("dtype").GetString());
        Assert.Equal("70, 60", large.GetProperty("shape").GetString());
        byte[] bytes = large.GetProperty("bdata").GetBytesFromBase64();
        Assert.Equal(70 * 60 * 4, bytes.Length);
        Assert.Equal(0.5f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * 62)));
    }

    [Fact]
    public void The_panels_of_a_grid_have_their_own_axes_side_by_side()
    {
        var figure = Parse(Chart.Grid(2, Chart.Line([1.0, 2]).Named("a").Title("left"), Chart.Line([3.0, 4]).Named("a").Title("right")).Title("both"));
        var layout = figure.GetProperty("layout");
        Assert.Equal(("x", "x2"), (figure.GetProperty("data")[0].GetProperty("xaxis").GetString(), figure.GetProperty("data")[1].GetProperty("xaxis").GetString()));
        Assert.Equal("y2", layout.GetProperty("xaxis2").GetProperty("anchor").GetString());
        Assert.True(layout.GetProperty("xaxis").GetProperty("domain")[1].GetDouble() < layout.GetProperty("xaxis2").GetProperty("domain")[0].GetDouble());
        Assert.Equal([true, false], figure.GetProperty("data").EnumerateArray().Select(t => t.GetProperty("showlegend").GetBoolean()));
        Assert.Equal(["<b>both</b>", "<b>left</b>", "<b>right</b>"], layout.GetProperty("annotations").EnumerateArray().Select(a => a.GetProperty("text").GetString()));
    }

    [Fact]
    public void Every_trace_keeps_within_its_own_schema()
    {
        var figure = Parse(Chart.Combine(
            Chart.Scatter([1, 2], [3, 4]).Named("s"), Chart.Line([1, 2], [3, 4]).Markers(), Chart.Level(2).Dashed(),
            Chart.Arrows([0], [0], [1], [1]), Chart.Heatmap([[1, 2]])));
        string[] modes = ["markers", "lines+markers", "lines", "lines"];
        Assert.Equal(modes, figure.GetProperty("data").EnumerateArray().Take(4).Select(t => t.GetProperty("mode").GetString()));
        Assert.Equal("dash", figure.GetProperty("data")[2].GetProperty("line").GetProperty("dash").GetString());
        foreach (string part in new[] { "data", "layout", "config" }) Assert.True(figure.TryGetProperty(part, out _));
    }

    [Fact]
    public void Text_that_looks_like_markup_is_encoded_for_plotly() =>
        Assert.Equal("<b>a &lt;i&gt; &amp; b</b>", Parse(Chart.Line([1.0]).Title("a <i> & b")).GetProperty("layout").GetProperty("annotations")[0].GetProperty("text").GetString());

    private static JsonElement Parse(Figure figure) => JsonDocument.Parse(figure.ToJson()).RootElement;
}
