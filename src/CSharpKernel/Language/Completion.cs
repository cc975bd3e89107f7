using CSharpKernel.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CSharpKernel.Language;

/// <summary>What could stand at the cursor: the texts, their kinds, and the range of the code that they replace.</summary>
internal sealed record Completions(int Start, int End, IReadOnlyList<(string Text, string Kind)> Items);

// Looks up what the compiler would accept at the cursor: the members of what stands before a dot, or else all that is in scope, and keywords.
internal static class Completion
{
    private static readonly string[] s_keywords = [.. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds())
        .Where(kind => !SyntaxFacts.IsPreprocessorKeyword(kind) || SyntaxFacts.IsReservedKeyword(kind))
        .Select(SyntaxFacts.GetText)
        .Where(text => text.Length > 1 && char.IsLetter(text[0]))
        .Distinct()];

    public static Completions At(string code, int position, SubmissionChain chain)
    {
        int start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        int end = position;
        while (end < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[end])) end++;
        string prefix = code[start..position];

        int line = code.LastIndexOf('\n', Math.Max(0, position - 1), Math.Max(0, position)) + 1;
        if (code.AsSpan(line).StartsWith("#!")) return Magic(code[line..position], line, end);

        var (compilation, tree) = chain.Draft(code);
        var root = tree.GetRoot();
        if (IsText(root, position)) return new Completions(position, position, []);
        var model = compilation.GetSemanticModel(tree);
        var items = new List<(string Text, string Kind)>();
        if (Left(root, start) is { } left)
        {
            items.AddRange(Members(left, start, model).Select(Item));
        }
        else
        {
            items.AddRange(model.LookupSymbols(start).Where(symbol => symbol.CanBeReferencedByName).Select(Item));
            items.AddRange(s_keywords.Select(keyword => (keyword, "keyword")));
        }

        var matching = items
            .Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.Text)
            .OrderBy(item => !item.Text.StartsWith(prefix, StringComparison.Ordinal))
            .ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase);
        return new Completions(start, end, [.. matching]);
    }

    // The expression or name before the dot that ends at this position, or null where there is no dot.
    private static SyntaxNode? Left(SyntaxNode root, int position)
    {
        var dot = root.FindToken(Math.Max(0, position - 1));
        if (dot.Span.Start >= position) dot = dot.GetPreviousToken();
        return dot.IsKind(SyntaxKind.DotToken) || dot.IsKind(SyntaxKind.ColonColonToken)
            ? dot.Parent switch
            {
                MemberAccessExpressionSyntax access => access.Expression,
                QualifiedNameSyntax name => name.Left,
                MemberBindingExpressionSyntax => dot.Parent.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
                _ => null,
            }
            : null;
    }

    private static IEnumerable<ISymbol> Members(SyntaxNode left, int position, SemanticModel model)
    {
        var symbol = model.GetSymbolInfo(left).Symbol;
        if (symbol is INamespaceOrTypeSymbol container)
        {
            return container is INamespaceSymbol
                ? model.LookupNamespacesAndTypes(position, container)
                : model.LookupStaticMembers(position, container).Where(member => member.CanBeReferencedByName);
        }

        var type = model.GetTypeInfo(left).Type;
        if (type is null or IErrorTypeSymbol) return [];
        return model.LookupSymbols(position, type, includeReducedExtensionMethods: true)
            .Where(member => member.CanBeReferencedByName && !member.IsStatic && member is not ITypeSymbol);
    }

    private static Completions Magic(string typed, int start, int end) =>
        new(start, end, [.. CellSource.Known.Select(magic => magic.Split(' ')[0]).Where(magic => magic.StartsWith(typed, StringComparison.Ordinal)).Select(magic => (magic, "magic"))]);

    // Nothing is suggested within strings, comments and numbers.
    private static bool IsText(SyntaxNode root, int position)
    {
        var trivia = root.FindTrivia(position == 0 ? 0 : position - 1);
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia && trivia.Span.Start < position) return true;
        var token = root.FindToken(position == 0 ? 0 : position - 1);
        return token.Span.Start < position && position <= token.Span.End && token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.NumericLiteralToken
            or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken;
    }

    private static (string Text, string Kind) Item(ISymbol symbol) => (symbol.Name, symbol switch
    {
        INamespaceSymbol => "namespace",
        ITypeSymbol => "class",
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol => "instance",
        _ => "statement",
    });
}
