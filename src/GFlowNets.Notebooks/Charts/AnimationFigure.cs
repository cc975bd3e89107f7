using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

/// <summary>
/// Figures of one shape that play one after another, such as a distribution while it is learned; made by <see cref="Chart.Animation"/>. Where plotly.js runs there are a
/// button that plays them and a slider. The static picture shows a few of them side by side, or the last one where a frame has several charts.
/// </summary>
public sealed record AnimationFigure : Figure
{
    private const int ControlsHeight = 92, MostPictures = 6;
    private readonly string _what;
    private readonly FigureFrames _frames;
    private readonly double _seconds;

    internal AnimationFigure(string what, ImmutableArray<(string Label, Figure Frame)> frames, double seconds)
    {
        if (!(seconds > 0 && seconds <= 60)) throw new ArgumentOutOfRangeException(nameof(seconds), $"a frame must be shown for more than 0 and at most 60 seconds (got {seconds}).");
        _frames = new FigureFrames("Animation", what, frames);
        (_what, _seconds) = (what, seconds);
        Heading = Last.Heading;
    }

    internal override ImmutableArray<Chart> Panels => Last.Panels.Length > 1 ? Last.Panels : [.. Pictured.Select(i => _frames[i].Panels[0] with { Heading = $"{_what} = {_frames.Label(i)}" })];

    internal override int Columns => Last.Panels.Length > 1 ? Last.Columns : Math.Min(3, Pictured.Length);

    private Figure Last => _frames[_frames.Count - 1];

    // The first, the last and some evenly between.
    private int[] Pictured => [.. Enumerable.Range(0, Math.Min(MostPictures, _frames.Count))
        .Select(i => (int)Math.Round((double)i * (_frames.Count - 1) / Math.Max(1, Math.Min(MostPictures, _frames.Count) - 1))).Distinct()];

    /// <summary>Titles the figure; what is shown follows the title.</summary>
    /// <param name="title">The title.</param>
    public AnimationFigure Title(string title) => new(_what, _frames.Titled(title), _seconds);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    // Pictures side by side, or the last frame as it stands.
    internal override FigureLayout Arrange() => Last.Panels.Length > 1
        ? _frames.Arrange(_frames.Count - 1, _frames.Count - 1)
        : FigureLayout.Arrange(new ChartGrid(Columns, Panels) { Heading = Heading, Dress = Last.Dress, LegendAt = Last.LegendAt });

    // The first frame, the others as changes to it, and the means to play them.
    internal override JsonObject ToPlotly(FigureLayout layout)
    {
        int last = _frames.Count - 1;
        var first = _frames.Arrange(0, last);
        var json = PlotlyFigure.Write(first);
        var (frames, steps) = (new JsonArray(), new JsonArray());
        int traces = json["data"]!.AsArray().Count;
        foreach (var (series, changes) in _frames.Changes(last))
        {
            string name = $"{frames.Count}";
            var ranges = new JsonObject { ["annotations"] = changes["annotations"]!.DeepClone() };
            foreach (var (key, range) in changes.Where(p => p.Key.EndsWith(".range", StringComparison.Ordinal))) ranges[key[..^".range".Length]] = new JsonObject { ["range"] = range!.DeepClone() };
            steps.Add(new JsonObject
            {
                ["label"] = PlotlyJson.Text(_frames.Label(frames.Count)),
                ["method"] = "animate",
                ["args"] = new JsonArray(new JsonArray(name), Timing(0, fromCurrent: false)),
            });
            frames.Add(new JsonObject
            {
                ["name"] = name,
                ["data"] = new JsonArray([.. series]),
                ["traces"] = new JsonArray([.. Enumerable.Range(0, traces).Select(i => JsonValue.Create(i))]),
                ["layout"] = ranges,
            });
        }
        json["frames"] = frames;
        var changed = json["layout"]!.AsObject();
        changed["height"] = first.Height + ControlsHeight;
        changed["margin"]!["b"] = ControlsHeight;
        changed["sliders"] = new JsonArray(new JsonObject
        {
            ["active"] = 0,
            ["currentvalue"] = new JsonObject { ["prefix"] = PlotlyJson.Text($"{_what} = ") },
            ["x"] = 0.27,
            ["len"] = 0.7,
            ["y"] = 0,
            ["pad"] = new JsonObject { ["t"] = 12 },
            ["steps"] = steps,
        });
        changed["updatemenus"] = new JsonArray(new JsonObject
        {
            ["type"] = "buttons",
            ["direction"] = "left",
            ["showactive"] = false,
            ["bgcolor"] = first.Theme.Background,
            ["bordercolor"] = first.Theme.Frame,
            ["x"] = 0.02,
            ["xanchor"] = "left",
            ["y"] = 0,
            ["yanchor"] = "top",
            ["pad"] = new JsonObject { ["t"] = 36 },
            ["buttons"] = new JsonArray(Button("\u25b6 play", null), Button("pause", new JsonArray((JsonNode?)null))),
        });
        return json;
    }

    private JsonObject Button(string label, JsonArray? frames) => new()
    {
        ["label"] = label,
        ["method"] = "animate",
        ["args"] = new JsonArray(frames, Timing(frames is null ? _seconds : 0, fromCurrent: frames is null)),
    };

    private static JsonObject Timing(double seconds, bool fromCurrent) => new()
    {
        ["mode"] = "immediate",
        ["fromcurrent"] = fromCurrent,
        ["frame"] = new JsonObject { ["duration"] = (int)(1000 * seconds), ["redraw"] = true },
        ["transition"] = new JsonObject { ["duration"] = 0 },
    };
}
