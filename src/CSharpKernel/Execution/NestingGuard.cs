using CSharpKernel.Errors;
using CSharpKernel.Output;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CSharpKernel.Execution;

// The compiler reads nested types and tuples by recursion without watching its stack, and a stack overflow is the end of the process.
internal static class NestingGuard
{
    private const int Deepest = 1000;

    /// <summary>Refuses code whose brackets are nested too deeply.</summary>
    /// <exception cref="CellErrorException">They are.</exception>
    public static void Check(string code, string name, CSharpParseOptions parsing)
    {
        // Few enough brackets cannot be nested too deeply, and most code has few.
        if (code.AsSpan().Count('(') + code.AsSpan().Count('[') + code.AsSpan().Count('<') + code.AsSpan().Count('{') <= Deepest) return;
        int depth = 0, angles = 0;
        foreach (var token in SyntaxFactory.ParseTokens(code, options: parsing))
        {
            switch (token.Kind())
            {
                case SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken or SyntaxKind.OpenBraceToken:
                    depth++;
                    break;
                case SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken:
                    depth--;
                    angles = 0;
                    break;
                case SyntaxKind.LessThanToken:
                    angles++;
                    break;
                case SyntaxKind.GreaterThanToken or SyntaxKind.SemicolonToken:
                    // A comparison looks like a type that is opened and not closed; it ends with its statement.
                    angles = token.IsKind(SyntaxKind.SemicolonToken) ? 0 : angles - 1;
                    break;
            }

            if (depth + angles <= Deepest) continue;
            string message = $"{name} must nest its brackets at most {Deepest} deep (got more): break it into smaller parts.";
            throw new CellErrorException(new CellOutput.Error("CompilationError", message, [message]));
        }
    }
}
