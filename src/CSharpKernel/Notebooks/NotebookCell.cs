using System.Text.Json.Nodes;

namespace CSharpKernel.Notebooks;

/// <summary>A cell of a notebook: a view of its JSON, of which everything else is left as it is.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject json)
    {
        Json = json;
    }

    /// <summary>The cell's identifier, unique in its notebook.</summary>
    public string Id => Text("id");

    /// <summary>Whether the cell holds code to run.</summary>
    public bool IsCode => Text("cell_type") == "code";

    /// <summary>Whether the cell holds Markdown.</summary>
    public bool IsMarkdown => Text("cell_type") == "markdown";

    /// <summary>The cell's text, with lines ended by \n.</summary>
    public string Source => MultilineText.Read(Json["source"]);

    /// <summary>The first line that says something, for messages; empty if there is none.</summary>
    public string FirstLine => Source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";

    /// <summary>Whether the cell's tags announce an exception, which is then no failure.</summary>
    public bool MayRaise => HasTag("raises-exception");

    /// <summary>The execution number, or null if the cell has not run.</summary>
    public int? ExecutionCount
    {
        get => Json["execution_count"] is JsonValue value && value.TryGetValue(out int count) ? count : null;
        set => Json["execution_count"] = value;
    }

    /// <summary>What the cell showed, as nbformat has it.</summary>
    public JsonArray Outputs
    {
        get => Json["outputs"] as JsonArray ?? [];
        set => Json["outputs"] = value;
    }

    internal JsonObject Json { get; }

    /// <summary>Whether the cell carries a tag.</summary>
    /// <param name="tag">The tag.</param>
    public bool HasTag(string tag) => Json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags && tags.Any(t => t is JsonValue value && value.TryGetValue(out string? text) && text == tag);

    private string Text(string field) => Json[field] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
