using System.Text;
using CSharpKernel.Execution;
using CSharpKernel.Formatting;
using CSharpKernel.Output;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CSharpKernel.Language;

// Signatures and XML documentation of what stands at the cursor; of the call whose arguments are being written, where nothing does.
internal static class Inspection
{
    private const int MostOverloads = 12;

    private static readonly SymbolDisplayFormat s_signature = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeRef,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>What there is to say, or null if there is nothing.</summary>
    public static MimeBundle? At(string code, int position, SubmissionChain chain)
    {
        var (compilation, tree) = chain.Draft(code);
        var model = compilation.GetSemanticModel(tree);
        var symbols = Symbols(tree.GetRoot(), position, model);
        if (symbols.Count == 0) return null;

        var text = new StringBuilder();
        var html = new StringBuilder();
        foreach (var symbol in symbols.Take(MostOverloads))
        {
            var documentation = XmlDocumentation.Of(symbol, compilation);
            string signature = Signature(symbol);
            text.Append(text.Length > 0 ? "\n\n" : "").Append(signature);
            html.Append("<p><code>").Append(HtmlText.Encode(signature)).Append("</code></p>");
            if (documentation.Length == 0) continue;
            text.Append('\n').Append(string.Join('\n', documentation));
            html.Append(string.Concat(documentation.Select(line => $"<p>{HtmlText.Encode(line)}</p>")));
        }

        if (symbols.Count > MostOverloads) text.Append($"\n\nand {symbols.Count - MostOverloads} more.");
        return new MimeBundle { { "text/plain", text.ToString() }, { "text/html", html.ToString() } };
    }

    private static IReadOnlyList<ISymbol> Symbols(SyntaxNode root, int position, SemanticModel model)
    {
        // The cursor may stand on a name or just behind it.
        foreach (int place in new[] { position, position - 1 }.Where(p => p >= 0))
        {
            var token = root.FindToken(place);
            if (!token.Span.Contains(place) || token.Parent is not { } node) continue;
            if (model.GetDeclaredSymbol(node) is { } declared && token.ValueText == declared.Name) return [declared];
            if (node is SimpleNameSyntax or PredefinedTypeSyntax && Found(node, model) is { Count: > 0 } found) return found;
        }

        var inner = root.FindToken(Math.Max(0, position - 1));
        for (var node = inner.Parent; node is not null; node = node.Parent)
        {
            var arguments = node switch
            {
                InvocationExpressionSyntax call => call.ArgumentList,
                BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
                _ => null,
            };
            if (arguments is null || position <= arguments.SpanStart) continue;
            if (node is InvocationExpressionSyntax { Expression: var called }) return Found(called, model);
            return model.GetTypeInfo(node).Type is INamedTypeSymbol made ? [.. made.InstanceConstructors] : [];
        }

        return [];
    }

    // The one that is meant first, then the others of its name.
    private static List<ISymbol> Found(SyntaxNode node, SemanticModel model)
    {
        var info = model.GetSymbolInfo(node);
        IEnumerable<ISymbol> first = info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
        return [.. first.Concat(model.GetMemberGroup(node)).Select(Declared).Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>()];
    }

    private static ISymbol Declared(ISymbol symbol) => symbol is IMethodSymbol { ReducedFrom: { } whole } ? whole : symbol;

    private static string Signature(ISymbol symbol)
    {
        string text = symbol.ToDisplayString(s_signature);

        // A cell's own variables and functions belong to a class that nobody wrote.
        if (symbol.ContainingType is { IsScriptClass: true } script) text = text.Replace($"{script.Name}.", "");
        return text;
    }
}
