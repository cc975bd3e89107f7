using System.Text.Json;
using System.Text.Json.Nodes;
using CSharpKernel.Output;

namespace CSharpKernel.Jupyter;

// A cell's outputs as messages of the channel iopub.
internal static class WireOutputs
{
    public static (string Type, JsonObject Content) Of(CellOutput output) => output switch
    {
        CellOutput.Stream stream => ("stream", new() { ["name"] = stream.Name, ["text"] = Whole(stream.Text) }),
        CellOutput.Display display => ("display_data", Shown(display.Data, display.DisplayId)),
        CellOutput.Update update => ("update_display_data", Shown(update.Data, update.DisplayId)),
        CellOutput.Result result => ("execute_result", new() { ["data"] = Data(result.Data), ["metadata"] = new JsonObject(), ["execution_count"] = result.CellNumber }),
        CellOutput.Error error => ("error", Error(error)),
        CellOutput.Clear clear => ("clear_output", new() { ["wait"] = clear.Wait }),
        _ => throw new InvalidOperationException($"an output of kind {output.GetType().Name} has no message."),
    };

    /// <summary>The three fields of an error, which replies carry too.</summary>
    public static JsonObject Error(CellOutput.Error error) => new()
    {
        ["ename"] = Whole(error.Name),
        ["evalue"] = Whole(error.Message),
        // What happened in red, where it happened in the client's own colour.
        ["traceback"] = new JsonArray([.. error.Traceback.Select((line, i) => (JsonNode)(i == 0 ? $"\e[31m{Whole(line)}\e[0m" : Whole(line)))]),
    };

    /// <summary>A value's forms: JSON as JSON, all else as text.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mimeType, text) in bundle) data[Whole(mimeType)] = IsJson(mimeType) ? Parse(text) : Whole(text);
        return data;
    }

    /// <summary>Text without halves of surrogate pairs, which no JSON can carry.</summary>
    public static string Whole(string text)
    {
        int broken = FirstBroken(text, 0);
        if (broken < 0) return text;
        char[] whole = text.ToCharArray();
        for (; broken >= 0; broken = FirstBroken(text, broken + 1)) whole[broken] = '\ufffd';
        return new string(whole);
    }

    private static int FirstBroken(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }

        return -1;
    }

    private static JsonObject Shown(MimeBundle bundle, string displayId) => new()
    {
        ["data"] = Data(bundle),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = displayId },
    };

    private static bool IsJson(string mimeType) => mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return Whole(text);
        }
    }
}
