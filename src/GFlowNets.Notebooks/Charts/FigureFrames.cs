using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Figures of one shape that stand for one another: what a slider moves through and an animation plays.
internal sealed class FigureFrames
{
    private readonly string _what;
    private readonly ImmutableArray<(string Label, Figure Frame)> _frames;

    public FigureFrames(string member, string what, ImmutableArray<(string Label, Figure Frame)> frames)
    {
        if (frames.IsEmpty) throw new ArgumentException($"{member} needs at least 1 figure (got 0).", nameof(frames));
        (_what, _frames) = (what, frames);
        string[] shapes = [.. frames.Select(frame => Shape(PlotlyFigure.Write(FigureLayout.Arrange(frame.Frame))))];
        if (Array.Find(shapes, shape => shape != shapes[0]) is string other)
            throw new ArgumentException($"the figures behind {(member == "Slider" ? "a slider" : "an animation")} must have the same panels and series: one has {shapes[0]} and another {other}.", nameof(frames));
    }

    public int Count => _frames.Length;

    public string Label(int frame) => _frames[frame].Label;

    public Figure this[int frame] => _frames[frame].Frame;

    public ImmutableArray<(string Label, Figure Frame)> Titled(string title) => [.. _frames.Select(frame => (frame.Label, frame.Frame with { Heading = title }))];

    public ImmutableArray<(string Label, Figure Frame)> All => _frames;

    public string Title(int frame) => string.Join(": ", new[] { _frames[frame].Frame.Heading, $"{_what} = {_frames[frame].Label}" }.OfType<string>());

    public FigureLayout Arrange(int frame, int sizeOf) => FigureLayout.Arrange(_frames[frame].Frame with { Heading = Title(frame), Pixels = _frames[sizeOf].Frame.Pixels });

    // For each frame the values, by trace, of the properties that are not the same in all frames, and the layout's titles and ranges.
    public IEnumerable<(JsonObject[] Series, JsonObject Layout)> Changes(int sizeOf)
    {
        JsonObject[] all = [.. Enumerable.Range(0, Count).Select(i => PlotlyFigure.Write(Arrange(i, sizeOf)))];
        string[] changing = [.. all.SelectMany(f => f["data"]!.AsArray()).SelectMany(t => t!.AsObject().Select(p => p.Key)).Distinct().Where(key => all.Any(other => Values(other, key) != Values(all[0], key)))];
        foreach (var figure in all)
        {
            JsonObject[] series = [.. figure["data"]!.AsArray().Select(t => new JsonObject(changing.Where(key => t![key] is not null).Select(key => KeyValuePair.Create(key, t![key]?.DeepClone()))))];
            var layout = new JsonObject { ["annotations"] = figure["layout"]!["annotations"]!.DeepClone() };
            foreach (var (key, axis) in figure["layout"]!.AsObject().Where(p => p.Key.Contains("axis"))) layout[key + ".range"] = axis!["range"]!.DeepClone();
            yield return (series, layout);
        }
    }

    private static string Shape(JsonObject json) => string.Join(", ", json["data"]!.AsArray().Select(t => $"{t!["type"]} on {t["xaxis"] ?? t["scene"]}"));

    private static string Values(JsonObject json, string key) => new JsonArray([.. json["data"]!.AsArray().Select(t => t![key]?.DeepClone())]).ToJsonString();
}
