using System.Numerics;

namespace GFlowNets.Notebooks;

// What is said of the newest series.
public sealed partial record Chart
{
    /// <summary>Names the newest series, which puts it in the legend (for a heatmap: over its colour bar).</summary>
    /// <param name="name">The name; series of one name share a colour across a grid.</param>
    public Chart Named(string name) => Newest<Trace>(trace => trace with { Name = name });

    /// <summary>Puts a translucent band around the newest line.</summary>
    /// <param name="lower">Lower ends, as many as the line has points.</param>
    /// <param name="upper">Upper ends, as many as the line has points.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="InvalidOperationException">The newest series has no points.</exception>
    public Chart Band<T>(IEnumerable<T> lower, IEnumerable<T> upper) where T : INumberBase<T> =>
        Newest<PointTrace>(trace => trace.WithBand(PointTrace.Doubles(lower), PointTrace.Doubles(upper)));

    /// <summary>Gives the newest series a colour of its own instead of the palette's.</summary>
    /// <param name="color">A colour as SVG and CSS write it: #rrggbb or a name.</param>
    public Chart Color(string color) => Newest<Trace>(trace => trace with { Color = color });

    /// <summary>Dashes the newest line.</summary>
    /// <exception cref="InvalidOperationException">The newest series is no line.</exception>
    public Chart Dashed() => Newest<LinearTrace>(trace => trace with { AskedDash = DashKind.Dash });

    /// <summary>Marks the points of the newest line too.</summary>
    /// <exception cref="InvalidOperationException">The newest series has no points.</exception>
    public Chart Markers() => Newest<PointTrace>(trace => trace with { Style = trace.Style | PointStyle.Markers });

    /// <summary>Draws error bars on the newest bars or points.</summary>
    /// <param name="lower">Lower ends in the units of the vertical axis, as many as there are values; one that is not finite leaves its bar out.</param>
    /// <param name="upper">Upper ends, likewise.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a lower end lies above its upper end.</exception>
    /// <exception cref="InvalidOperationException">The newest series has neither bars nor points.</exception>
    public Chart ErrorBars<T>(IEnumerable<T> lower, IEnumerable<T> upper) where T : INumberBase<T> =>
        Newest<Trace>(trace => trace is IErrorBars bars ? bars.WithErrors(PointTrace.Doubles(lower), PointTrace.Doubles(upper)) : null);

    /// <summary>Colours the newest points by value, with a colour bar.</summary>
    /// <param name="values">A value for each point, such as its log-reward.</param>
    /// <param name="title">What the values are, beside the colour bar.</param>
    /// <exception cref="ArgumentException">There are not as many values as points.</exception>
    /// <exception cref="InvalidOperationException">The newest series has no points.</exception>
    public Chart ColorBy<T>(IEnumerable<T> values, string? title = null) where T : INumberBase<T> => Newest<Trace>(trace => trace switch
    {
        PointTrace points => points.ColoredBy(PointTrace.Doubles(values), title),
        SpacePointTrace points => points.ColoredBy(PointTrace.Doubles(values), title),
        _ => null,
    });

    /// <summary>Shows a text of your own under the pointer at each point of the newest series, below its coordinates.</summary>
    /// <param name="texts">A text for each point, such as the state it stands for.</param>
    /// <exception cref="ArgumentException">There are not as many texts as points.</exception>
    /// <exception cref="InvalidOperationException">The newest series has no points or bars.</exception>
    public Chart Hover(IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        return Newest<Trace>(trace => trace.HoverPoints is not int points ? null
            : points == all.Length ? trace with { Hover = all }
            : throw new ArgumentException($"Hover needs one text for each of the {points} points (got {all.Length}).", nameof(texts)));
    }

    /// <summary>Puts the bars of this chart on each other instead of side by side; bars below 0 hang below each other.</summary>
    public Chart Stacked() => this with { IsStacked = true };

    /// <summary>The colour scale of the newest series that is coloured by value: heatmap, contours, surface, or points after <see cref="ColorBy{T}"/>.</summary>
    /// <param name="scale">The colour scale; viridis by default.</param>
    /// <exception cref="InvalidOperationException">The newest series is not coloured by value.</exception>
    public Chart Colors(ColorScale scale) => Newest<Trace>(trace => trace.Map is null ? null : trace with { Map = trace.Map with { Scale = scale } });

    /// <summary>Fixes the values at the ends of the newest colour scale; values beyond take the end's colour.</summary>
    /// <param name="min">The value at the low end.</param>
    /// <param name="max">The value at the high end.</param>
    /// <exception cref="ArgumentException">The ends are not finite or not ascending.</exception>
    /// <exception cref="InvalidOperationException">The newest series is not coloured by value.</exception>
    public Chart Range(double min, double max) =>
        Newest<Trace>(trace => trace.Map is null ? null : trace with { Map = trace.Map with { Range = new Axis().WithRange(min, max, "Range").Range } });

    // A change that has nothing to say to the newest series gives nothing back.
    private Chart Newest<T>(Func<T, Trace?> change, [System.Runtime.CompilerServices.CallerMemberName] string member = "") where T : Trace =>
        Traces[^1] is T trace && change(trace) is { } changed
            ? this with { Traces = Traces.SetItem(Traces.Length - 1, changed) }
            : throw new InvalidOperationException($"{member} does not apply to the newest series of this chart ({Traces[^1].Summary}): call it right after the series it is meant for.");
}
