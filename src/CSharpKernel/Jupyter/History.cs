using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CSharpKernel.Jupyter;

// The cells that ran in this session. Sessions before it are not kept.
internal sealed class History
{
    private readonly List<(int Line, string Source, string? Output)> _cells = [];

    public void Add(int line, string source, string? output) => _cells.Add((line, source, output));

    public JsonObject Reply(WireMessage request)
    {
        bool output = request.Flag("output", otherwise: false);
        int most = request.Number("n", int.MaxValue);
        IEnumerable<(int Line, string Source, string? Output)> found = request.Text("hist_access_type") switch
        {
            "range" => Range(request),
            "search" => Search(request),
            _ => _cells,
        };
        if (request.Text("hist_access_type") != "range") found = found.TakeLast(Math.Max(0, most));
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(cell => (JsonNode)new JsonArray(
                0, cell.Line, output ? new JsonArray(WireOutputs.Whole(cell.Source), cell.Output is { } shown ? WireOutputs.Whole(shown) : null) : WireOutputs.Whole(cell.Source)))]),
        };
    }

    // The current session is number 0; those before it, counted backwards, are not kept. A range ends before its stop.
    private IEnumerable<(int Line, string Source, string? Output)> Range(WireMessage request)
    {
        if (request.Number("session", 0) != 0) return [];
        int start = request.Number("start", 0);
        int stop = request.Number("stop", int.MaxValue);
        return _cells.Where(cell => cell.Line >= start && cell.Line < stop);
    }

    private IEnumerable<(int Line, string Source, string? Output)> Search(WireMessage request)
    {
        // A glob pattern: * stands for any text, ? for any character.
        string pattern = Regex.Escape(request.Text("pattern") ?? "*").Replace(@"\*", ".*").Replace(@"\?", ".");
        var regex = new Regex($"^{pattern}$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var found = _cells.Where(cell => regex.IsMatch(cell.Source));
        return request.Flag("unique", otherwise: false) ? found.Reverse().DistinctBy(cell => cell.Source).Reverse() : found;
    }
}
