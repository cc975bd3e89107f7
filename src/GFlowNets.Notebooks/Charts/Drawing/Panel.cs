using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}

internal sealed record ColorBarLayout(Trace Trace, Box Box, AxisScale Scale)
{
    private const double Gap = 14, Width = 14;

    public ColorMap Map => Trace.Map!;

    // The bar of the first series that is coloured by value, between two heights; it is moved to its place when the plot's right side is known.
    public static ColorBarLayout? For(IEnumerable<Trace> traces, double top, double bottom)
    {
        if (traces.FirstOrDefault(t => t.Map is not null) is not { Map: { } map } trace) return null;
        var scale = AxisScale.For(new Axis { Range = map.Limits }, [], bottom, top, Math.Max(2, (int)((bottom - top) / 40)));
        return new ColorBarLayout(trace, new Box(0, top, Width, bottom - top), scale);
    }

    // The room it takes beside the plot.
    public double Room => Gap + Width + FigureLayout.TickGap + FigureLayout.LabelWidth(Scale) + (Trace.ColorBarTitle is null ? 0 : FigureLayout.LabelHeight);

    public ColorBarLayout Beside(Box plot) => this with { Box = new Box(plot.Right + Gap, plot.Top, Width, plot.Height), Scale = Scale with { Start = plot.Bottom, End = plot.Top } };
}

// One chart as it is laid out: what its title and colour bar need, whatever its axes.
internal abstract record Panel(Chart Chart, Box Plot, ColorBarLayout? Bar, ChartTheme Theme)
{
    public abstract IReadOnlyList<Trace> Traces { get; }

    public double TitleMiddle => Plot.Top - 13;

    public abstract void Draw(SvgWriter svg);

    // Writes the axes into Plotly's layout under this panel's number, and yields Plotly's traces for each series.
    public abstract IEnumerable<(Trace Trace, IReadOnlyList<JsonObject> Json)> ToPlotly(JsonObject layout, FigureLayout figure, int index);
}
