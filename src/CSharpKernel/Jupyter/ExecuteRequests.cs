using System.Text.Json.Nodes;
using CSharpKernel.Execution;
using CSharpKernel.Output;

namespace CSharpKernel.Jupyter;

// Requests to run a cell: its outputs go to iopub as they come, and what became of it into the reply.
internal sealed class ExecuteRequests(KernelSockets sockets, CSharpSession session)
{
    private readonly StdinChannel _stdin = new(sockets);
    private int _count;

    public History History { get; } = new();

    /// <summary>The reply to a cell that does not run, because one before it failed.</summary>
    public JsonObject Aborted() => new() { ["status"] = "aborted", ["execution_count"] = _count };

    /// <summary>Runs a cell.</summary>
    /// <returns>The reply, and whether the cells that wait are to be aborted.</returns>
    public async Task<(JsonObject Reply, bool AbortOthers)> RunAsync(WireMessage request)
    {
        string code = request.Text("code") ?? throw new InvalidOperationException("an execute_request must have a text 'code' (got none).");
        bool silent = request.Flag("silent", otherwise: false);
        bool stored = !silent && request.Flag("store_history", otherwise: true);
        int number = stored ? ++_count : _count;
        if (!silent) sockets.Publish(request, "execute_input", new JsonObject { ["code"] = WireOutputs.Whole(code), ["execution_count"] = number });

        await WarmUp.MakeWayAsync().ConfigureAwait(false);
        string? result = null;
        var pages = new JsonArray();
        var cell = new CellRequest(code, stored ? $"Cell {number}" : "this cell", number, ReadLine);
        var outcome = await session.ExecuteAsync(cell, Publish).ConfigureAwait(false);
        if (stored) History.Add(number, code, result);
        var error = outcome.Error;
        if (outcome.Status == CellStatus.Stopped)
        {
            string message = $"{cell.Name} was interrupted and ended in good order; what it had is kept.";
            Publish(error = new CellOutput.Error("CellStopped", message, [message]));
        }

        if (error is null)
        {
            var values = await EvaluateAsync(request, number).ConfigureAwait(false);
            return (new JsonObject { ["status"] = "ok", ["execution_count"] = number, ["user_expressions"] = values, ["payload"] = pages }, false);
        }

        var reply = WireOutputs.Error(error);
        reply["status"] = "error";
        reply["execution_count"] = number;
        reply["user_expressions"] = new JsonObject();
        reply["payload"] = pages;
        return (reply, request.Flag("stop_on_error", otherwise: true));

        void Publish(CellOutput output)
        {
            if (output is CellOutput.Result shown) result = shown.Data["text/plain"];
            if (silent) return;
            if (output is CellOutput.Page page)
            {
                pages.Add((JsonNode)new JsonObject { ["source"] = "page", ["data"] = WireOutputs.Data(page.Data), ["start"] = 0 });
                return;
            }

            var (type, content) = WireOutputs.Of(output);
            sockets.Publish(request, type, content);
        }

        string ReadLine() => request.Flag("allow_stdin", otherwise: true)
            ? _stdin.ReadLine(request)
            : throw new InvalidOperationException("whoever runs this cell cannot be asked for input, so Console.ReadLine has nothing to read.");
    }

    // Each expression by itself: one that fails is told in its own place.
    private async Task<JsonObject> EvaluateAsync(WireMessage request, int number)
    {
        var values = new JsonObject();
        if (request.Content["user_expressions"] is not JsonObject expressions) return values;
        foreach (var (name, node) in expressions)
        {
            if (node is not JsonValue text || !text.TryGetValue(out string? code)) continue;
            CellOutput.Result? value = null;
            var outcome = await session.ExecuteAsync(new CellRequest(code, $"expression {name}", number), output => value = output as CellOutput.Result ?? value).ConfigureAwait(false);
            string nothing = $"{code} has no value.";
            var told = outcome.Error is null && value is not null
                ? new JsonObject { ["data"] = WireOutputs.Data(value.Data), ["metadata"] = new JsonObject() }
                : WireOutputs.Error(outcome.Error ?? new CellOutput.Error("NoValue", nothing, [nothing]));
            told["status"] = told.ContainsKey("data") ? "ok" : "error";
            values[name] = told;
        }

        return values;
    }
}
