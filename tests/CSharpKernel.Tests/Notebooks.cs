using System.Text.Json.Nodes;
using CSharpKernel.Notebooks;

namespace CSharpKernel.Tests;

// Small notebooks made of cells' texts.
internal static class Notebooks
{
    public static string Json(params string[] code) => Json(code.Select(text => Code(text)));

    public static string Json(IEnumerable<JsonObject> cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    public static NotebookDocument Of(params string[] code) => NotebookDocument.Parse(Json(code));

    public static JsonObject Code(string text, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
        ["source"] = text,
        ["outputs"] = new JsonArray(),
        ["execution_count"] = null,
    };

    public static JsonObject Markdown(string text) => new() { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = text };

    public static Task<NotebookFailure?> Run(NotebookDocument notebook, string? folder = null, TimeSpan? timeout = null) =>
        NotebookRunner.RunAsync(
            notebook, folder ?? AppContext.BaseDirectory, timeout, cancel: TestContext.Current.CancellationToken, grace: TimeSpan.FromMilliseconds(300));
}
