using System.Text.Json;
using System.Text.Json.Nodes;

namespace CSharpKernel.Notebooks;

/// <summary>A notebook in Jupyter's format, version 4. What this class has no name for is kept and written as it was read.</summary>
public sealed class NotebookDocument
{
    private const int Major = 4;

    // The first minor version in which cells have identifiers.
    private const int MinorWithIds = 5;

    // A name that stands twice in an object would otherwise be found only when the object is asked for something.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };
    private readonly JsonObject _json;

    private NotebookDocument(JsonObject json, JsonArray cells)
    {
        _json = json;
        Cells = [.. cells.Select(cell => new NotebookCell((JsonObject)cell!))];
    }

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>The first heading of the first Markdown cell that has one, without its marks; null if there is none.</summary>
    public string? Title => Cells.Where(cell => cell.IsMarkdown)
        .SelectMany(cell => cell.Source.Split('\n'))
        .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();

    /// <summary>Reads a notebook from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotebookFormatException">The file is no notebook of version 4.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NotebookDocument Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a notebook from its text.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="NotebookFormatException">The text is no notebook of version 4.</exception>
    public static NotebookDocument Parse(string text, string name = "the notebook")
    {
        JsonObject? json;
        try
        {
            json = JsonNode.Parse(text, documentOptions: s_strict) as JsonObject;
            ReadTexts(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new NotebookFormatException($"{name} must be a Jupyter notebook, which is a JSON text (it is not: {e.Message})", e);
        }

        if (json?["nbformat"] is not JsonValue major || !major.TryGetValue(out int version))
            throw new NotebookFormatException($"{name} must be a Jupyter notebook: a JSON object with a number nbformat (got none).");
        if (version != Major)
            throw new NotebookFormatException($"{name} must be a notebook of version 4 (got nbformat {version}): convert it with jupyter nbconvert --to notebook.");
        if (json["cells"] is not JsonArray cells || cells.Any(cell => cell is not JsonObject))
            throw new NotebookFormatException($"{name} must have an array cells of objects (got {(json["cells"] is null ? "none" : "something else")}).");
        foreach (var cell in cells)
        {
            if (cell!["source"] is not JsonArray) cell["source"] = MultilineText.Write(MultilineText.Read(cell["source"]));
        }

        AddIdentifiers(json, cells);
        return new NotebookDocument(json, cells);
    }

    /// <summary>The notebook's text, formatted as Jupyter formats it.</summary>
    public string ToJson() => JupyterJson.Write(_json);

    /// <summary>Writes the notebook beside the file first and then puts it in its place, so that the file is never half written.</summary>
    /// <param name="path">The file; its folder is made if it is not there.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is left as it was.</exception>
    public void Save(string path) => SafeFile.Write(path, ToJson());

    // A text with half of a surrogate pair cannot be read, and is better refused here than when it is needed.
    private static void ReadTexts(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var (_, member) in members) ReadTexts(member);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items) ReadTexts(item);
        }
        else if (node is JsonValue value)
        {
            value.TryGetValue<string>(out _);
        }
    }

    // Version 4.5 wants identifiers. Made from the position, they are the same every time.
    private static void AddIdentifiers(JsonObject json, JsonArray cells)
    {
        var taken = cells.Select(cell => cell!["id"] is JsonValue value && value.TryGetValue(out string? text) ? text : null).OfType<string>().ToHashSet();
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i]!["id"] is not null) continue;
            string id = $"cell-{i + 1}";
            while (!taken.Add(id)) id += "-";
            cells[i]!["id"] = id;
        }

        if (json["nbformat_minor"] is not JsonValue minor || !minor.TryGetValue(out int version) || version < MinorWithIds) json["nbformat_minor"] = MinorWithIds;
    }
}
