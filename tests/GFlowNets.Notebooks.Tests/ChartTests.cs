namespace GFlowNets.Notebooks.Tests;

public class ChartTests
{
    [Fact]
    public void A_chart_is_immutable()
    {
        var chart = Chart.Line([1.0, 2]);
        string before = chart.ToSvg();
        chart.Named("n").LogY().XAxis("x").Title("t").Color("red").Dashed();
        Assert.Equal(before, chart.ToSvg());
    }

    [Fact]
    public void Combining_keeps_the_first_word_on_axes_and_titles()
    {
        var chart = Chart.Combine(Chart.Line([1.0, 2]).XAxis("first"), Chart.Line([1.0, 2]).XAxis("second").YAxis("value").Title("T"));
        Assert.Equal("T: line, 2 points, line, 2 points over first showing value", chart.ToText());
    }

    [Fact]
    public void A_grid_says_what_it_holds() =>
        Assert.Equal("G | a: line, 2 points | b: scatter, 1 points",
            Chart.Grid(2, Chart.Line([1, 2]).Title("a"), Chart.Scatter([1], [1]).Title("b")).Title("G").ToText());

    [Fact]
    public void Mistakes_are_answered_in_sentences()
    {
        Says("x and y must be equally long (got 2 and 1).", () => Chart.Line([1, 2], [1.0]));
        Says("a band must have as many lower and upper ends as its line has points (2; got 1 and 2).", () => Chart.Line([1.0, 2]).Band([1.0], [1.0, 2]));
        Says("a heatmap needs at least 1 cell (got 0 rows by 3 columns).", () => Chart.Heatmap(new double[0, 3]));
        Says("all rows of a heatmap must be equally long (got 2 and 1).", () => Chart.Heatmap([[1, 2], [3]]));
        Says("x must have one centre for each of the 2 columns (got 1).", () => Chart.Heatmap(new double[1, 2], x: [0]));
        Says("y must be finite and ascend (got 0 at position 1).", () => Chart.Heatmap(new double[2, 1], y: [1, 0]));
        Says("YRange must run from a finite number to a larger one (got 2 to 1).", () => Chart.Line([1.0]).YRange(2, 1));
        Says("a logarithmic axis must start above 0 (got 0 to 1)", () => Chart.Line([1.0]).YRange(0, 1).LogY().ToSvg());
        Says("the weights of arrows must be finite and at least 0 (got -1).", () => Chart.Arrows([0], [0], [1], [1], [-1]));
        Says("Range does not apply to the newest series of this chart (line, 1 points)", () => Chart.Line([1.0]).Range(0, 1));
        Says("Grid needs at least 1 chart (got 0).", () => Chart.Grid(2));
        Says("columns must be at least 1 (got 0).", () => Chart.Grid(0, Chart.Line([1.0])));
        Says("a figure must have 120 to 4000 pixels a side (got 10 by 400).", () => Chart.Line([1.0]).Size(10, 400));
        Says("a stop of a colour scale must be written as #rrggbb (got 'red').", () => new ColorScale("#000000", "red"));
    }

    [Fact]
    public void Colour_scales_pass_through_their_stops_and_clamp()
    {
        var scale = new ColorScale("#000000", "#ff0080", "#ffffff");
        Assert.Equal((0, 0, 0), scale.At(-3));
        Assert.Equal((128, 0, 64), scale.At(0.25));
        Assert.Equal((255, 0, 128), scale.At(0.5));
        Assert.Equal((255, 255, 255), scale.At(7));
    }

    private static void Says(string beginning, Func<object> mistake) =>
        Assert.StartsWith(beginning, Assert.ThrowsAny<Exception>(mistake).Message);
}
