using System.Text.Json.Nodes;
using CSharpKernel.Execution;
using CSharpKernel.Language;

namespace CSharpKernel.Jupyter;

// Requests about code that is being written.
internal sealed class LanguageRequests(CSharpSession session)
{
    public JsonObject Complete(WireMessage request)
    {
        var (code, position) = Cursor(request);
        var found = Completion.At(code, position, session.Chain);
        int start = CursorPosition.FromIndex(code, found.Start);
        int end = CursorPosition.FromIndex(code, found.End);
        var types = found.Items.Select(item => (JsonNode)new JsonObject { ["start"] = start, ["end"] = end, ["text"] = item.Text, ["type"] = item.Kind });
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) },
        };
    }

    public JsonObject Inspect(WireMessage request)
    {
        var (code, position) = Cursor(request);
        var found = Inspection.At(code, position, session.Chain);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found is null ? new JsonObject() : WireOutputs.Data(found),
            ["metadata"] = new JsonObject(),
        };
    }

    public JsonObject IsComplete(WireMessage request)
    {
        string code = request.Text("code") ?? "";
        string status = Completeness.Of(code);
        var reply = new JsonObject { ["status"] = status };
        if (status == "incomplete") reply["indent"] = Completeness.Indent(code);
        return reply;
    }

    // Lines end as the user typed them; the compiler is shown the same text, so that positions agree.
    private static (string Code, int Position) Cursor(WireMessage request)
    {
        string code = request.Text("code") ?? "";
        return (code, CursorPosition.ToIndex(code, request.Number("cursor_pos", int.MaxValue)));
    }
}
