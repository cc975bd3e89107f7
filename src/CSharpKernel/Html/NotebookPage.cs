using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CSharpKernel.Formatting;
using CSharpKernel.Notebooks;

namespace CSharpKernel.Html;

/// <summary>
/// A notebook as one HTML page that needs nothing else: styles are inside, pictures are data, mathematics is MathML, and no script
/// is in it but those that cells have shown themselves.
/// </summary>
public static partial class NotebookPage
{
    // A value in several forms is shown in the richest that a page can hold.
    private static readonly (string MimeType, Func<string, string> ToHtml)[] s_forms =
    [
        ("text/html", html => html),
        ("image/svg+xml", svg => svg),
        ("image/png", data => Picture("image/png", data)),
        ("image/jpeg", data => Picture("image/jpeg", data)),
        ("image/gif", data => Picture("image/gif", data)),
        ("text/markdown", MarkdownRenderer.ToHtml),
        ("text/plain", text => Pre("plain", text)),
    ];

    /// <summary>The page.</summary>
    /// <param name="notebook">The notebook, with its outputs.</param>
    /// <param name="name">The page's title where the notebook has no heading.</param>
    /// <param name="head">What else stands in the page's head, from the page's body: scripts that its outputs need, say. Nothing by default.</param>
    public static string ToHtml(NotebookDocument notebook, string name, Func<string, string>? head = null)
    {
        var body = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            if (cell.IsCode) AppendCode(body, cell);
            else if (cell.IsMarkdown) body.Append($"<section class=\"text\">\n{MarkdownRenderer.ToHtml(cell.Source)}</section>\n");
            else body.Append(Pre("plain", cell.Source));
        }

        string content = body.ToString();
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{HtmlText.Encode(notebook.Title ?? name)}</title>
            <style>
            {Style()}</style>
            {head?.Invoke(content)}</head>
            <body>
            <main>

            """);
        return page.Append(content).Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendCode(StringBuilder page, NotebookCell cell)
    {
        if (string.IsNullOrWhiteSpace(cell.Source) && cell.Outputs.Count == 0) return;
        page.Append($"<section class=\"cell\" id=\"{HtmlText.Encode(cell.Id)}\">\n");
        page.Append($"<div class=\"count\">{(cell.ExecutionCount is { } count ? $"[{count}]" : "")}</div>\n");
        page.Append($"<pre class=\"code\"><code>{CodeHighlighter.ToHtml(cell.Source.TrimEnd())}</code></pre>\n");
        foreach (var output in cell.Outputs.OfType<JsonObject>()) page.Append($"<div class=\"output\">{Output(output)}</div>\n");
        page.Append("</section>\n");
    }

    private static string Output(JsonObject output)
    {
        string kind = MultilineText.Read(output["output_type"]);
        if (kind == "stream") return Pre(MultilineText.Read(output["name"]) == "stderr" ? "stderr" : "plain", MultilineText.Read(output["text"]));
        if (kind == "error")
        {
            string traceback = string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(MultilineText.Read));
            return Pre("error", traceback.Length > 0 ? traceback : $"{MultilineText.Read(output["ename"])}: {MultilineText.Read(output["evalue"])}");
        }

        if (output["data"] is not JsonObject data) return "";
        foreach (var (mimeType, toHtml) in s_forms)
        {
            if (data[mimeType] is { } form) return toHtml(MultilineText.Read(form));
        }

        return Pre("plain", data.ToJsonString());
    }

    private static string Pre(string style, string text) => $"<pre class=\"{style}\">{HtmlText.Encode(TerminalCodes().Replace(text, ""))}</pre>";

    private static string Picture(string mimeType, string data) => $"<img alt=\"\" src=\"data:{mimeType};base64,{data.ReplaceLineEndings("")}\">";

    private static string Style()
    {
        using var reader = new StreamReader(typeof(NotebookPage).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]")]
    private static partial Regex TerminalCodes();
}
