using CSharpKernel.Cells;
using CSharpKernel.Formatting;
using CSharpKernel.Html;
using CSharpKernel.Language;
using CSharpKernel.Output;

namespace CSharpKernel.Execution;

// The parts of a cell that are not C#.
internal static class Magics
{
    public static void Run(CellPart part, SubmissionChain chain, CellPublisher publisher)
    {
        switch (part.Language)
        {
            case CellLanguage.Html:
                NotebookFunctions.display(NotebookFunctions.HTML(part.Text));
                break;
            case CellLanguage.Markdown:
                NotebookFunctions.display(NotebookFunctions.HTML(MarkdownRenderer.ToHtml(part.Text)));
                break;
            case CellLanguage.JavaScript:
                NotebookFunctions.Javascript(part.Text);
                break;
            case CellLanguage.Who:
                chain.Variables.All.Select(v => new { v.Name, Type = PlainText.NameOf(v.Type), Value = Short(PlainText.Of(v.Value)) }).DisplayTable();
                break;
            case CellLanguage.Help:
                var told = Inspection.At(part.Text, part.Text.Length, chain)
                    ?? throw new MagicException("MagicError", $"#!help must be followed by the name of a type, member or variable that a cell can see (got {part.Text}).");
                publisher.Publish(new CellOutput.Page(told));
                break;
            case CellLanguage.Forget:
                foreach (string name in part.Text.Split(' ')) Forget(name, chain);
                break;
        }
    }

    private static void Forget(string name, SubmissionChain chain)
    {
        if (chain.Variables.Forget(name)) return;
        string known = string.Join(", ", chain.Variables.All.Select(v => v.Name));
        throw new MagicException("MagicError", $"#!forget must name a variable of this session: {(known == "" ? "there are none" : known)} (got {name}).");
    }

    private static string Short(string text)
    {
        const int most = 100;
        string line = text.ReplaceLineEndings(" ");
        return line.Length > most ? line[..most] + "..." : line;
    }
}
