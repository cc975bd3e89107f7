using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace CSharpKernel.Html;

/// <summary>Turns Markdown into HTML: CommonMark with tables, footnotes and task lists; formulas become MathML. Scripts are removed.</summary>
public static partial class MarkdownRenderer
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>The text as an HTML fragment.</summary>
    /// <param name="markdown">Markdown.</param>
    public static string ToHtml(string markdown)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        s_pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineFormula());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockFormula());
        renderer.Render(Markdown.Parse(markdown, s_pipeline));
        writer.Flush();
        return Scripts().Replace(writer.ToString(), "");
    }

    [GeneratedRegex(@"<script\b.*?(</script\s*>|$)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Scripts();

    private sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula) =>
            renderer.Write(TexMath.ToMathMl(formula.Content.ToString(), block: formula.DelimiterCount > 1));
    }

    private sealed class BlockFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula) =>
            renderer.Write(TexMath.ToMathMl(formula.Lines.ToString(), block: true)).WriteLine();
    }
}
