using System.Collections.Immutable;

namespace GFlowNets.Notebooks;

/// <summary>
/// One panel of series over a pair of axes. A chart is immutable: every call returns a new one.
/// Calls that name or dress a series (<see cref="Named"/>, <see cref="Band{T}"/>, <see cref="Color"/>, ...) speak of the newest series.
/// </summary>
/// <example><code>Chart.Line(iterations, mean).Band(lower, upper).Named("TB").XAxis("iteration").YAxis("total variation").LogY()</code></example>
public sealed partial record Chart : Figure
{
    private Chart(Trace trace) => Traces = [trace];

    internal ImmutableArray<Trace> Traces { get; init; }

    internal Axis Horizontal { get; init; } = new();

    internal Axis Vertical { get; init; } = new();

    internal Axis Upright { get; init; } = new();

    internal double Azimuth { get; init; } = -60;

    internal double Elevation { get; init; } = 30;

    internal bool IsStacked { get; init; }

    internal bool IsSpace => Traces[0] is SpaceTrace;

    internal override ImmutableArray<Chart> Panels => [this];

    /// <summary>The series of all charts over one pair of axes. Where charts disagree about an axis, a title or a size, the first that says something is heard.</summary>
    /// <param name="charts">At least one chart; the first is drawn lowest.</param>
    /// <exception cref="ArgumentException">No charts, or flat charts and charts in space.</exception>
    public static Chart Combine(params IEnumerable<Chart> charts) => Enumerable.Aggregate(NotEmpty(charts, "Combine"), (a, b) => a.IsSpace != b.IsSpace
        ? throw new ArgumentException("a flat chart and a chart in space cannot share their axes: put them side by side with Chart.Grid.", nameof(charts))
        : a with
        {
            Traces = a.Traces.AddRange(b.Traces),
            Horizontal = a.Horizontal.Or(b.Horizontal),
            Vertical = a.Vertical.Or(b.Vertical),
            Upright = a.Upright.Or(b.Upright),
            IsStacked = a.IsStacked || b.IsStacked,
            Heading = a.Heading ?? b.Heading,
            Dress = a.Dress ?? b.Dress,
            LegendAt = a.LegendAt ?? b.LegendAt,
            Pixels = a.Pixels ?? b.Pixels,
        });

    /// <summary>Charts side by side, row by row, under one legend.</summary>
    /// <param name="columns">How many charts stand in a row, at least 1.</param>
    /// <param name="charts">At least one chart.</param>
    /// <exception cref="ArgumentException">No charts, or fewer than one column.</exception>
    public static ChartGrid Grid(int columns, params IEnumerable<Chart> charts) => new(columns, NotEmpty(charts, "Grid"));

    /// <summary>Figures of one shape that follow each other, with a button that plays them and a slider: a distribution while it is learned.</summary>
    /// <param name="what">What changes from one to the next, such as "iteration".</param>
    /// <param name="frames">The figures with their labels, all with the same panels and series.</param>
    /// <param name="seconds">How long each is shown.</param>
    /// <exception cref="ArgumentException">No figures, or figures of different shapes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static AnimationFigure Animation(string what, IEnumerable<(string Label, Figure Frame)> frames, double seconds = 0.3) => new(what, [.. frames], seconds);

    /// <summary>Figures of one shape behind a slider.</summary>
    /// <param name="what">What changes from one to the next, such as a parameter's name.</param>
    /// <param name="frames">The figures with the slider's labels, all with the same panels and series.</param>
    /// <param name="shown">Which of them is shown first, and alone in the static picture.</param>
    /// <exception cref="ArgumentException">No figures, or figures of different shapes.</exception>
    public static SliderFigure Slider(string what, IEnumerable<(string Label, Figure Frame)> frames, int shown = 0) => new(what, [.. frames], shown);

    /// <summary>Titles the chart.</summary>
    /// <param name="title">The title.</param>
    public Chart Title(string title) => this with { Heading = title };

    /// <summary>Dresses the figure in a theme.</summary>
    /// <param name="theme">The theme, such as <see cref="ChartTheme.Dark"/>.</param>
    public Chart Theme(ChartTheme theme) => this with { Dress = theme };

    /// <summary>Says where the legend stands.</summary>
    /// <param name="place">Above, to the right, or nowhere.</param>
    public Chart Legend(LegendPlace place) => this with { LegendAt = place };

    /// <summary>Sets the size of the picture; without it a chart has 640 by 400 pixels, one with a heatmap 480 by 420 and one in space 560 by 460.</summary>
    /// <param name="width">Pixels, 120 to 4000.</param>
    /// <param name="height">Pixels, 120 to 4000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side lies outside that range.</exception>
    public Chart Size(int width, int height) => this with { Pixels = CheckSize(width, height) };

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private static ImmutableArray<Chart> NotEmpty(IEnumerable<Chart> charts, string member) =>
        charts.ToImmutableArray() is { IsEmpty: false } all ? all : throw new ArgumentException($"{member} needs at least 1 chart (got 0).", nameof(charts));
}
