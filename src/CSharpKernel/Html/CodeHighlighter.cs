using System.Text;
using CSharpKernel.Formatting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CSharpKernel.Html;

// Colours C# by its syntax alone: keywords, types, strings, numbers, comments and directives, as spans of one-letter classes.
internal static class CodeHighlighter
{
    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        foreach (var token in CSharpSyntaxTree.ParseText(code, s_parsing).GetRoot().DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, token.Text, ClassOf(token));
            AppendTrivia(html, token.TrailingTrivia);
        }

        return html.ToString();
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTriviaList trivia)
    {
        foreach (var piece in trivia)
        {
            Append(html, piece.ToFullString(), piece switch
            {
                { IsDirective: true } => "d",
                _ when piece.IsKind(SyntaxKind.WhitespaceTrivia) || piece.IsKind(SyntaxKind.EndOfLineTrivia) || piece.IsKind(SyntaxKind.SkippedTokensTrivia) => null,
                _ => "c",
            });
        }
    }

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken => "s",
        SyntaxKind.IdentifierToken when token.Text == "var" => "k",
        SyntaxKind.IdentifierToken when IsType(token) => "t",
        _ when token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind()) => "k",
        _ => null,
    };

    // Where the grammar wants a type: declarations, new, generic arguments, and the type of a variable or parameter.
    private static bool IsType(SyntaxToken token) => token.Parent switch
    {
        BaseTypeDeclarationSyntax => true,
        GenericNameSyntax name => name.Parent is not (MemberAccessExpressionSyntax or InvocationExpressionSyntax),
        IdentifierNameSyntax name => name.Parent
            is VariableDeclarationSyntax or ObjectCreationExpressionSyntax or ParameterSyntax or TypeArgumentListSyntax or SimpleBaseTypeSyntax
            or MethodDeclarationSyntax or PropertyDeclarationSyntax or ArrayTypeSyntax or NullableTypeSyntax or TupleElementSyntax,
        _ => false,
    };

    private static void Append(StringBuilder html, string text, string? style)
    {
        string encoded = HtmlText.Encode(text);
        if (style is null || text.Length == 0) html.Append(encoded);
        else html.Append($"<span class=\"{style}\">{encoded}</span>");
    }
}
