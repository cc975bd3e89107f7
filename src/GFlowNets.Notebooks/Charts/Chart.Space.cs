using System.Numerics;

namespace GFlowNets.Notebooks;

// Charts in space: three axes, turned with the pointer where plotly.js runs.
public sealed partial record Chart
{
    /// <summary>Markers at points in space.</summary>
    /// <param name="x">First coordinates.</param>
    /// <param name="y">Second coordinates, as many.</param>
    /// <param name="z">Upward coordinates, as many; points that are not finite are left out.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Chart Scatter3D<TX, TY, TZ>(IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<TZ> z) where TX : INumberBase<TX> where TY : INumberBase<TY> where TZ : INumberBase<TZ> =>
        new(new SpacePointTrace(PointTrace.Doubles(x), PointTrace.Doubles(y), PointTrace.Doubles(z), isLine: false));

    /// <summary>A line through points in space, such as a trajectory; a point that is not finite leaves a gap.</summary>
    /// <param name="x">First coordinates.</param>
    /// <param name="y">Second coordinates, as many.</param>
    /// <param name="z">Upward coordinates, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Chart Line3D<TX, TY, TZ>(IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<TZ> z) where TX : INumberBase<TX> where TY : INumberBase<TY> where TZ : INumberBase<TZ> =>
        new(new SpacePointTrace(PointTrace.Doubles(x), PointTrace.Doubles(y), PointTrace.Doubles(z), isLine: true));

    /// <summary>Heights over a grid, coloured by height, with a colour bar; a height that is not finite leaves a hole.</summary>
    /// <param name="values">values[row, column], at least two of each: columns run along the first axis, rows along the second.</param>
    /// <param name="x">Ascending places of the columns; 0, 1, 2, ... by default.</param>
    /// <param name="y">Ascending places of the rows; 0, 1, 2, ... by default.</param>
    /// <exception cref="ArgumentException">Too few values, or places that do not fit them or do not ascend.</exception>
    public static Chart Surface(double[,] values, IEnumerable<double>? x = null, IEnumerable<double>? y = null) => new(new SurfaceTrace(values, x, y));

    /// <summary>Titles the upward axis of a chart in space.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">In which unit, if it has one; it follows the title in brackets.</param>
    public Chart ZAxis(string title, string? unit = null) => this with { Upright = Upright with { Title = title, Unit = unit } };

    /// <summary>Fixes what the upward axis of a chart in space shows.</summary>
    /// <param name="min">Lower end.</param>
    /// <param name="max">Upper end.</param>
    /// <exception cref="ArgumentException">The ends are not finite or not ascending.</exception>
    public Chart ZRange(double min, double max) => this with { Upright = Upright.WithRange(min, max, "ZRange") };

    /// <summary>Makes the upward axis of a chart in space logarithmic; points at or below 0 are left out.</summary>
    public Chart LogZ() => this with { Upright = Upright with { Log = true } };

    /// <summary>Says from where a chart in space is looked at.</summary>
    /// <param name="azimuth">Degrees about the upward axis, from the first axis towards the second; -60 by default.</param>
    /// <param name="elevation">Degrees above the plane of the first two axes, -90 to 90; 30 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An angle is not finite, or the elevation is out of its range.</exception>
    public Chart ViewFrom(double azimuth, double elevation) => double.IsFinite(azimuth) && elevation is >= -90 and <= 90
        ? this with { Azimuth = azimuth, Elevation = elevation }
        : throw new ArgumentOutOfRangeException(nameof(elevation), $"a chart in space is looked at from a finite azimuth and an elevation of -90 to 90 degrees (got {azimuth} and {elevation}).");
}
