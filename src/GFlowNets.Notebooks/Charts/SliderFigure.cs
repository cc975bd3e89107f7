using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

/// <summary>
/// Figures of one shape behind a slider, such as a distribution at each value of a parameter; made by <see cref="Chart.Slider"/>. The static picture
/// shows one of them and says which.
/// </summary>
public sealed record SliderFigure : Figure
{
    private const int SliderHeight = 84;
    private readonly string _what;
    private readonly FigureFrames _frames;
    private readonly int _shown;

    internal SliderFigure(string what, ImmutableArray<(string Label, Figure Frame)> frames, int shown)
    {
        _frames = new FigureFrames("Slider", what, frames);
        if ((uint)shown >= (uint)frames.Length) throw new ArgumentOutOfRangeException(nameof(shown), $"shown must be from 0 to {frames.Length - 1} (got {shown}).");
        (_what, _shown) = (what, shown);
        Heading = _frames.Title(shown);
    }

    internal override ImmutableArray<Chart> Panels =>
        _frames[_shown].Panels is { Length: > 1 } panels ? panels : [_frames[_shown].Panels[0] with { Heading = _frames.Title(_shown) }];

    internal override int Columns => _frames[_shown].Columns;

    /// <summary>Titles the figure; the value that the slider stands at follows the title.</summary>
    /// <param name="title">The title.</param>
    public SliderFigure Title(string title) => new(_what, _frames.Titled(title), _shown);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    internal override FigureLayout Arrange() => _frames.Arrange(_shown, _shown);

    // The panels keep their pixels, and the slider has a margin of its own below them.
    internal override JsonObject ToPlotly(FigureLayout layout)
    {
        var json = PlotlyFigure.Write(layout);
        var steps = new JsonArray();
        foreach (var (series, changes) in _frames.Changes(_shown))
        {
            var values = new JsonObject(series.SelectMany(s => s.Select(p => p.Key)).Distinct()
                .Select(key => KeyValuePair.Create(key, (JsonNode?)new JsonArray([.. series.Select(s => s[key]?.DeepClone())]))));
            steps.Add(new JsonObject { ["label"] = PlotlyJson.Text(_frames.Label(steps.Count)), ["method"] = "update", ["args"] = new JsonArray(values, changes) });
        }
        var changed = json["layout"]!.AsObject();
        changed["height"] = layout.Height + SliderHeight;
        changed["margin"]!["b"] = SliderHeight;
        changed["sliders"] = new JsonArray(new JsonObject
        {
            ["active"] = _shown,
            ["currentvalue"] = new JsonObject { ["prefix"] = PlotlyJson.Text($"{_what} = ") },
            ["x"] = 0.05,
            ["len"] = 0.9,
            ["y"] = 0,
            ["pad"] = new JsonObject { ["t"] = 8 },
            ["steps"] = steps,
        });
        return json;
    }
}
