using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CSharpKernel.Output;

namespace CSharpKernel.Notebooks;

// Keeps what cells show until it is written into the notebook: adjacent console text is joined, and an update replaces what it
// updates, in whatever cell that stands.
internal sealed class OutputRecorder
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NotebookCell, List<Entry>> _cells = [];

    public void Begin(NotebookCell cell)
    {
        lock (_gate) _cells[cell] = [];
    }

    public void Add(NotebookCell cell, CellOutput output)
    {
        lock (_gate)
        {
            var entries = _cells[cell];
            if (output is CellOutput.Update update)
            {
                foreach (var entry in _cells.Values.SelectMany(all => all).Where(e => (e.Output as CellOutput.Display)?.DisplayId == update.DisplayId))
                    entry.Output = new CellOutput.Display(update.Data, update.DisplayId);
                return;
            }

            // A postponed clearing happens when something takes the place.
            if (entries is [.., { Output: CellOutput.Clear { Wait: true } }] || output is CellOutput.Clear { Wait: false }) entries.Clear();
            if (output is CellOutput.Clear { Wait: false }) return;
            if (output is CellOutput.Stream next && entries is [.., { Output: CellOutput.Stream last } joined] && last.Name == next.Name)
                joined.Text.Append(next.Text);
            else
                entries.Add(new Entry(output));
        }
    }

    // Puts all that was recorded into the notebook; calling it again after later updates puts those in too.
    public void Write()
    {
        lock (_gate)
        {
            foreach (var (cell, entries) in _cells)
                cell.Outputs = [.. entries.Where(entry => entry.Output is not CellOutput.Clear).Select(entry => (JsonNode)entry.ToJson())];
        }
    }

    private sealed class Entry(CellOutput output)
    {
        public CellOutput Output { get; set; } = output;

        public StringBuilder Text { get; } = new((output as CellOutput.Stream)?.Text);

        public JsonObject ToJson() => Output switch
        {
            CellOutput.Stream stream => new() { ["output_type"] = "stream", ["name"] = stream.Name, ["text"] = MultilineText.Write(Text.ToString()) },
            CellOutput.Display display => new() { ["output_type"] = "display_data", ["data"] = Data(display.Data), ["metadata"] = new JsonObject() },
            CellOutput.Page page => new() { ["output_type"] = "display_data", ["data"] = Data(page.Data), ["metadata"] = new JsonObject() },
            CellOutput.Result result => new()
            {
                ["output_type"] = "execute_result",
                ["data"] = Data(result.Data),
                ["metadata"] = new JsonObject(),
                ["execution_count"] = result.CellNumber,
            },
            CellOutput.Error error => new()
            {
                ["output_type"] = "error",
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
            },
            _ => throw new InvalidOperationException($"an output of kind {Output.GetType().Name} is not kept in a notebook."),
        };

        // JSON goes in as JSON, all else as lines of text.
        private static JsonObject Data(MimeBundle bundle)
        {
            var data = new JsonObject();
            foreach (var (mimeType, text) in bundle) data[mimeType] = IsJson(mimeType) ? Parse(text) : MultilineText.Write(text);
            return data;
        }

        private static bool IsJson(string mimeType) => mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

        private static JsonNode? Parse(string text)
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return text;
            }
        }
    }
}
