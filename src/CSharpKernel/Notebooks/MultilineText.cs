using System.Text.Json.Nodes;

namespace CSharpKernel.Notebooks;

// nbformat keeps long texts as arrays of lines, each with its line end, so that differences between versions stay readable.
internal static class MultilineText
{
    public static string Read(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(Read)),
        JsonValue value when value.TryGetValue(out string? line) => line,
        null => "",
        _ => text.ToJsonString(),
    };

    public static JsonArray Write(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            if (end == 0) end = text.Length;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }
}
