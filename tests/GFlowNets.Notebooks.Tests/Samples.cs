namespace GFlowNets.Notebooks.Tests;

// A figure of every kind, with the values that are easy to get wrong in each.
internal static class Samples
{
    public static readonly string[] Methods = ["TB", "DB", "a < b & \"c\""];

    public static readonly double[,] Hill = new double[4, 5] { { 0, 1, 2, 1, 0 }, { 1, 3, 5, 3, 1 }, { 1, 4, 6, double.NaN, 1 }, { 0, 1, 2, 1, 0 } };

    private static readonly double[] s_values = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i) + 0.02 * i)];

    public static IEnumerable<(string Name, Figure Figure)> All =>
    [
        ("bars", Chart.Bar(Methods, [1, 2.5, double.NaN]).XAxis("method").YAxis("time", "s")),
        ("bars below", Chart.Bar([1, 2, 4], [-1, 2, 3])),
        ("bars log", Chart.Bar(Methods, [0.01, 0, -1]).LogY()),
        ("bars with errors", Chart.Bar(Methods, [Statistics.Interval([1, 2, 3]), Statistics.Interval([2]), Statistics.Interval([4, 5])])),
        ("grouped", Chart.Combine(Chart.Bar(Methods, [1, 2, 3]).Named("a"), Chart.Bar(["DB", "FM"], [2, 1]).Named("b"))),
        ("stacked", Chart.Combine(Chart.Bar(Methods, [1, 2, 3]).Named("a"), Chart.Bar(Methods, [2, -1, 1]).Named("b")).Stacked()),
        ("stacked log", Chart.Combine(Chart.Bar(Methods, [1, 2, 3]).Named("a"), Chart.Bar(Methods, [2, 1, 1]).Named("b")).Stacked().LogY()),
        ("long names", Chart.Bar(Enumerable.Range(0, 9).Select(i => $"a method with a rather long name {i}"), Enumerable.Range(0, 9)).XAxis("method")),
        ("histogram", Chart.Histogram([.. s_values, double.NaN]).XAxis("x")),
        ("histogram log", Chart.Histogram([1.0, 2, 3, 30, 200], [1.0, 10, 100, 1000]).LogX().LogY()),
        ("histogram of one value", Chart.Histogram([3, 3])),
        ("boxes", Chart.Box(Methods, [s_values, [1, 1, 1, 9], []])),
        ("boxes log", Chart.Box(Methods, [[0.1, 1, 10], [-1, 5], [0]]).LogY()),
        ("grouped boxes", Chart.Combine(Chart.Box(["a", "b"], [s_values, s_values]).Named("p"), Chart.Box(["b"], [s_values]).Named("q"))),
        ("violins", Chart.Violin(Methods, [s_values, [2, 2], [7]])),
        ("violins log", Chart.Violin(["a"], [[0.1, 1, 2, 10, -3]]).LogY()),
        ("contours", Chart.Contour(Hill).Named("R")),
        ("contour lines", Chart.Contour(Hill, x: [1, 2, 4, 8, 16], filled: false).LogX()),
        ("flat contours", Chart.Contour(new double[3, 3])),
        ("coloured points", Chart.Scatter([1, 2, 3], [1, 2, 3]).ColorBy([0.1, double.NaN, 0.3], "log R").Hover(["x", "<y>", "z"])),
        ("points with errors", Chart.Scatter([1, 2], [1.0, 2]).ErrorBars([0.5, -1], [1.5, double.PositiveInfinity]).LogY()),
        ("many series", Chart.Combine(Enumerable.Range(0, 40).Select(k => Chart.Line([0.0, k]).Markers().Named($"run {k}"))).Legend(LegendPlace.Right)),
        ("points in space", Chart.Scatter3D([0, 1, 2], [0, 1, 4], [1.0, double.NaN, 3]).ColorBy([1, 2, 3], "t").XAxis("x").YAxis("y").ZAxis("height", "m")),
        ("line in space", Chart.Line3D([0, 1, 2], [0, 1, 0], [1, 10, 100]).LogZ().Named("path")),
        ("surface", Chart.Surface(Hill).Named("R").ViewFrom(30, 60).ZAxis("R")),
        ("dark", Chart.Line([1.0, 2]).Named("TB").Theme(ChartTheme.Dark)),
        ("paper", Chart.Grid(2, Chart.Line([1.0, 2]).Named("TB"), Chart.Surface(Hill)).Theme(ChartTheme.Paper).Legend(LegendPlace.Hidden)),
        ("animation", Chart.Animation("step", Enumerable.Range(0, 8).Select(k => ($"{k}", (Figure)Chart.Line([0.0, k]).Named("p").XAxis("x"))))),
        ("animation of grids", Chart.Animation("step", Enumerable.Range(0, 3).Select(k => ($"{k}", (Figure)Chart.Grid(2, Chart.Bar(Methods, [k, 1, 2]), Chart.Surface(Hill)))))),
        ("slider in space", Chart.Slider("p", [("1", Chart.Surface(Hill)), ("2", Chart.Surface(new double[4, 5]))])),
    ];
}
