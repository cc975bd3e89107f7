using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// How a series turns values into colours, and what its colour bar shows.
internal sealed record ColorMap
{
    private readonly (double Min, double Max) _data;

    public ColorMap(IEnumerable<double> values)
    {
        var reach = Reach.Of(values, log: false, padded: false);
        _data = reach.Min < reach.Max ? (reach.Min, reach.Max) : reach.Min > reach.Max ? (0, 1) : (reach.Min - 0.5, reach.Min + 0.5);
    }

    public ColorScale Scale { get; init; } = ColorScale.Viridis;

    public (double Min, double Max)? Range { get; init; }

    // What the colours mean, beside the colour bar.
    public string? Title { get; init; }

    // The values at the ends of the colour scale.
    public (double Min, double Max) Limits => Range ?? _data;

    public double Position(double value) => (value - Limits.Min) / (Limits.Max - Limits.Min);

    // Grey where there is no value.
    public string ColorOf(double value)
    {
        if (!double.IsFinite(value)) return "#9a9a9a";
        var (r, g, b) = Scale.At(Position(value));
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    // The picture of a colour bar, high end on top, from the position on the scale of each value between the limits.
    public byte[] Bar(Func<double, double> position)
    {
        const int rows = 255;
        return IndexedPng.Encode(1, rows, [.. Enumerable.Range(0, rows).Select(i => IndexedPng.Level(position(Limits.Max + (Limits.Min - Limits.Max) * (i + 0.5) / rows)))], Scale);
    }

    // Plotly keeps the scale in the trace or in its marker, under names that begin with z or with c.
    public void Write(JsonObject target, char first)
    {
        target[first + "min"] = Limits.Min;
        target[first + "max"] = Limits.Max;
        target["colorscale"] = new JsonArray([.. Scale.Stops.Select(stop => new JsonArray(stop.Position, stop.Color))]);
        target["showscale"] = false;
    }
}
