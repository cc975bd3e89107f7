using CSharpKernel.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CSharpKernel.Language;

// Whether a console should run what was typed, or let the user go on typing.
internal static class Completeness
{
    /// <summary>complete, incomplete or invalid.</summary>
    public static string Of(string code)
    {
        if (code.StartsWith("#!", StringComparison.Ordinal)) return "complete";
        NestingGuard.Check(code, "this cell", SubmissionChain.Parsing);
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionChain.Parsing);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return "incomplete";
        return tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete";
    }

    /// <summary>The white space that the next line should begin with: one step for each bracket that is still open.</summary>
    public static string Indent(string code)
    {
        int open = 0;
        foreach (var token in SyntaxFactory.ParseTokens(code, options: SubmissionChain.Parsing))
        {
            if (token.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken) open++;
            if (token.Kind() is SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken) open--;
        }

        return new string(' ', 4 * Math.Max(0, open));
    }
}
