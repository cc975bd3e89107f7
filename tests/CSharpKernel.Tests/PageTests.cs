using System.Text.RegularExpressions;
using CSharpKernel.Html;
using CSharpKernel.Notebooks;

namespace CSharpKernel.Tests;

public class PageTests
{
    [Fact]
    public async Task The_page_shows_text_code_and_outputs_and_needs_nothing_else()
    {
        var notebook = NotebookDocument.Parse(Notebooks.Json(
        [
            Notebooks.Markdown("# A *title* & more\n\nSome $x^2$.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script src=\"https://example.org/x.js\"></script>"),
            Notebooks.Code("#!time\nvar s = \"<b>\"; // note\nConsole.WriteLine(s + \"\\u001b[31mred\");\nConsole.Error.WriteLine(\"warn\");"),
            Notebooks.Code("display(HTML(\"<script>draw()</script>\"));"),
            Notebooks.Code("\"<svg></svg>\".DisplayAs(\"image/svg+xml\"); \"iVBORw0=\".DisplayAs(\"image/png\");"),
            Notebooks.Code("int.Parse(\"x\")"),
        ]));
        await Notebooks.Run(notebook);
        string page = NotebookPage.ToHtml(notebook, "file");
        Assert.Contains("<title>A *title* &amp; more</title>", page);
        Assert.Contains("<msup><mi>x</mi>", page);
        Assert.Contains("<td>1</td>", page);
        Assert.Contains("<span class=\"k\">var</span> s = <span class=\"s\">&quot;&lt;b&gt;&quot;</span>; <span class=\"c\">// note</span>", page);
        Assert.Contains("<pre class=\"plain\">&lt;b&gt;red\n</pre>", page);
        Assert.Contains("<pre class=\"stderr\">warn\n</pre>", page);
        Assert.Contains("<svg></svg>", page);
        Assert.Contains("src=\"data:image/png;base64,iVBORw0=\"", page);
        Assert.Contains("<pre class=\"error\">FormatException", page);
        Assert.Equal("<script>draw()</script>", Assert.Single(Regex.Matches(page, "<script.*?</script>")).Value);
        Assert.DoesNotContain("http", page);
    }

    [Fact]
    public void The_page_is_named_after_the_file_where_there_is_no_heading() =>
        Assert.Contains("<title>file &lt;1&gt;</title>", NotebookPage.ToHtml(Notebooks.Of("1"), "file <1>"));

    [Theory]
    [InlineData("a_1", "<msub><mi>a</mi><mn>1</mn></msub>")]
    [InlineData("x^{-1}", "<msup><mi>x</mi><mrow><mrow><mo>−</mo><mn>1</mn></mrow></mrow></msup>")]
    [InlineData("s'", "<msup><mi>s</mi><mrow><mo>′</mo></mrow></msup>")]
    [InlineData(@"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")]
    [InlineData(@"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>")]
    [InlineData(@"\sum_{i}^n", "<munderover><mo>∑</mo><mrow><mi>i</mi></mrow><mrow><mi>n</mi></mrow></munderover>")]
    [InlineData(@"\mathbb{E} \mathcal L", "<mi mathvariant=\"normal\">𝔼</mi><mi mathvariant=\"normal\">ℒ</mi>")]
    [InlineData(@"\text{if } a", "<mtext>if\u00A0</mtext><mi>a</mi>")]
    [InlineData(@"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    [InlineData(@"\left( x \right.", "<mrow><mo stretchy=\"true\">(</mo><mi>x</mi></mrow>")]
    [InlineData(@"\unknown", @"<mtext>\unknown</mtext>")]
    public void Formulas_become_MathML(string tex, string expected)
    {
        string math = TexMath.ToMathMl(tex, block: true);
        Assert.StartsWith($"<math display=\"block\"><semantics><mrow>{expected}</mrow>", math);
    }

    [Fact]
    public void Aligned_lines_become_rows() =>
        Assert.Equal(2, Regex.Count(TexMath.ToMathMl(@"\begin{aligned} a &= b \\ &= c \end{aligned}", block: true), "<mtr>"));

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData(@"\")]
    [InlineData("x_")]
    [InlineData("_")]
    [InlineData(@"\frac")]
    [InlineData(@"\left")]
    [InlineData(@"\begin{aligned} a & b")]
    [InlineData(@"\sqrt[3")]
    [InlineData(@"\text{")]
    [InlineData(@"\mathbb")]
    [InlineData(@"}{&\\ \end")]
    public void Broken_formulas_are_shown_somehow(string tex) => Assert.EndsWith("</semantics></math>", TexMath.ToMathMl(tex, block: false));
}
