using System.Numerics;

namespace GFlowNets.Notebooks;

// The kinds of flat series.
public sealed partial record Chart
{
    /// <summary>A line through points; a value that is not finite leaves a gap.</summary>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Ordinates, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Chart Line<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> y) where TX : INumberBase<TX> where TY : INumberBase<TY> =>
        new(PointTrace.Of(x, y, PointStyle.Lines));

    /// <summary>A line through values at 0, 1, 2, ...; a value that is not finite leaves a gap.</summary>
    /// <param name="y">Ordinates.</param>
    public static Chart Line<T>(IEnumerable<T> y) where T : INumberBase<T>
    {
        T[] values = [.. y];
        return Line(Enumerable.Range(0, values.Length), values);
    }

    /// <summary>The mean of several curves as a line, with its confidence band.</summary>
    /// <param name="x">Abscissas.</param>
    /// <param name="band">Mean and band, as <see cref="Statistics.Band"/> computes them.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Chart Line<T>(IEnumerable<T> x, CurveBand band) where T : INumberBase<T> =>
        Line(x, band.Mean).Band(band.Lower, band.Upper);

    /// <summary>Markers at points; points that are not finite are left out.</summary>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Ordinates, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Chart Scatter<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> y) where TX : INumberBase<TX> where TY : INumberBase<TY> =>
        new(PointTrace.Of(x, y, PointStyle.Markers));

    /// <summary>A horizontal line across the chart, such as an exact value or a paper's number.</summary>
    /// <param name="y">Where it crosses the vertical axis.</param>
    public static Chart Level(double y) => new(new LevelTrace(y));

    /// <summary>Cells coloured by value, with a colour bar; cells that are not finite stay empty. Cells are square unless the grid is very oblong.</summary>
    /// <param name="values">values[row, column]: columns run along the horizontal axis, rows upwards.</param>
    /// <param name="x">Ascending centres of the columns; 0, 1, 2, ... by default.</param>
    /// <param name="y">Ascending centres of the rows; 0, 1, 2, ... by default.</param>
    /// <exception cref="ArgumentException">No cells, or centres that do not fit the cells or do not ascend.</exception>
    public static Chart Heatmap(double[,] values, IEnumerable<double>? x = null, IEnumerable<double>? y = null) =>
        new(new HeatmapTrace(values, x, y));

    /// <summary>Cells coloured by value, with a colour bar; cells that are not finite stay empty.</summary>
    /// <param name="rows">rows[row][column], all of one length: columns run along the horizontal axis, rows upwards.</param>
    /// <param name="x">Ascending centres of the columns; 0, 1, 2, ... by default.</param>
    /// <param name="y">Ascending centres of the rows; 0, 1, 2, ... by default.</param>
    /// <exception cref="ArgumentException">No cells, ragged rows, or centres that do not fit the cells or do not ascend.</exception>
    public static Chart Heatmap(double[][] rows, IEnumerable<double>? x = null, IEnumerable<double>? y = null) =>
        Heatmap(GridValues.Rectangle(rows, "heatmap"), x, y);

    /// <summary>Arrows between points, such as the flow through a grid: heavier ones are thicker and darker.</summary>
    /// <param name="x0">Abscissas of the tails.</param>
    /// <param name="y0">Ordinates of the tails.</param>
    /// <param name="x1">Abscissas of the heads.</param>
    /// <param name="y1">Ordinates of the heads.</param>
    /// <param name="weights">Weights, at least 0, relative to the largest; all equal by default. An arrow of weight 0 is left out.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a weight is negative or not finite.</exception>
    public static Chart Arrows(IEnumerable<double> x0, IEnumerable<double> y0, IEnumerable<double> x1, IEnumerable<double> y1, IEnumerable<double>? weights = null) =>
        new(new ArrowTrace([.. x0], [.. y0], [.. x1], [.. y1], weights?.ToArray()));

    /// <summary>A bar for each name. Bars of several charts at one name stand side by side when the charts are combined, or on each other after <see cref="Stacked"/>.</summary>
    /// <param name="names">Names along the horizontal axis, all different.</param>
    /// <param name="values">How high the bars are, one for each name; one that is not finite leaves a gap.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a name comes twice.</exception>
    public static Chart Bar<T>(IEnumerable<string> names, IEnumerable<T> values) where T : INumberBase<T> =>
        new(new BarTrace([.. names], [], PointTrace.Doubles(values)));

    /// <summary>A bar for each place on a numeric axis, as wide as the closest places allow.</summary>
    /// <param name="x">Places, all finite and different.</param>
    /// <param name="values">How high the bars are, one for each place; one that is not finite leaves a gap.</param>
    /// <exception cref="ArgumentException">The lengths differ, or places are not finite or not different.</exception>
    public static Chart Bar<TX, TY>(IEnumerable<TX> x, IEnumerable<TY> values) where TX : INumberBase<TX> where TY : INumberBase<TY> =>
        new(new BarTrace(null, PointTrace.Doubles(x), PointTrace.Doubles(values)));

    /// <summary>A bar for each mean, with its 95 % confidence interval as error bar.</summary>
    /// <param name="names">Names along the horizontal axis, all different.</param>
    /// <param name="estimates">Means and intervals, as <see cref="Statistics.Interval"/> computes them; one that rests on a single value has no error bar.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a name comes twice.</exception>
    public static Chart Bar(IEnumerable<string> names, IEnumerable<Estimate> estimates)
    {
        Estimate[] all = [.. estimates];
        return Bar(names, all.Select(e => e.Mean)).ErrorBars(all.Select(e => e.Lower), all.Select(e => e.Upper));
    }

    /// <summary>How many values fall into each bin. Values that are not finite are left out.</summary>
    /// <param name="values">The values, at least one of them finite.</param>
    /// <param name="bins">How many bins of equal width; by default as many as the rule of Freedman and Diaconis (1981) asks for, 5 to 100.</param>
    /// <param name="density">Whether the area of all bins is 1, so that samples of different sizes and densities compare.</param>
    /// <exception cref="ArgumentException">No finite values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one bin.</exception>
    public static Chart Histogram<T>(IEnumerable<T> values, int? bins = null, bool density = false) where T : INumberBase<T> =>
        new(new HistogramTrace(PointTrace.Doubles(values), bins, null, density));

    /// <summary>How many values fall into each of given bins; a value outside them all is left out.</summary>
    /// <param name="values">The values; there may be none.</param>
    /// <param name="edges">Where the bins begin and end, ascending. A bin holds its lower edge, and the last one its upper edge too.</param>
    /// <param name="density">Whether the area of all bins is 1.</param>
    /// <exception cref="ArgumentException">Fewer than two edges, or edges that do not ascend.</exception>
    public static Chart Histogram<T>(IEnumerable<T> values, IEnumerable<double> edges, bool density = false) where T : INumberBase<T> =>
        new(new HistogramTrace(PointTrace.Doubles(values), null, [.. edges], density));

    /// <summary>
    /// A box for each sample: its quartiles and median, whiskers to the last values within one and a half box lengths (Tukey 1977), and the values beyond
    /// as points. Values that are not finite are left out.
    /// </summary>
    /// <param name="names">Names along the horizontal axis, all different.</param>
    /// <param name="samples">A sample for each name; an empty one leaves a gap.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a name comes twice.</exception>
    public static Chart Box(IEnumerable<string> names, IEnumerable<IEnumerable<double>> samples) =>
        new(new BoxTrace([.. names], [], [.. samples.Select(s => s.ToArray())]));

    /// <summary>
    /// A violin for each sample: its density, smoothed by a Gaussian kernel of Silverman's width (1986, equation 3.31) and drawn to the same greatest width,
    /// about a thin box of its quartiles. Values that are not finite are left out.
    /// </summary>
    /// <param name="names">Names along the horizontal axis, all different.</param>
    /// <param name="samples">A sample for each name; an empty one leaves a gap.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a name comes twice.</exception>
    public static Chart Violin(IEnumerable<string> names, IEnumerable<IEnumerable<double>> samples) =>
        new(new ViolinTrace([.. names], [], [.. samples.Select(s => s.ToArray())]));

    /// <summary>Lines of equal value between the points of a grid at round levels, with a colour bar; where a value is not finite there is a gap.</summary>
    /// <param name="values">values[row, column], at least two of each: columns run along the horizontal axis, rows upwards.</param>
    /// <param name="x">Ascending places of the columns; 0, 1, 2, ... by default.</param>
    /// <param name="y">Ascending places of the rows; 0, 1, 2, ... by default.</param>
    /// <param name="levels">About how many levels.</param>
    /// <param name="filled">Whether the bands between lines are filled, or the lines alone carry the colours.</param>
    /// <exception cref="ArgumentException">Too few values, or places that do not fit them or do not ascend.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one level.</exception>
    public static Chart Contour(double[,] values, IEnumerable<double>? x = null, IEnumerable<double>? y = null, int levels = 10, bool filled = true) =>
        new(new ContourTrace(values, x, y, levels, filled));
}
