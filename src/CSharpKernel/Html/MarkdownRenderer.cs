using Markdig;

namespace CSharpKernel.Html;

/// <summary>Turns Markdown into HTML: CommonMark with tables, footnotes, task lists and mathematics.</summary>
public static class MarkdownRenderer
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>The text as an HTML fragment.</summary>
    /// <param name="markdown">Markdown.</param>
    public static string ToHtml(string markdown) => Markdown.ToHtml(markdown, s_pipeline);
}
