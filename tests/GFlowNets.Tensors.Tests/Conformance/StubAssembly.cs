using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>A TorchSharp.dll for the compiler only: it has the listed members, and no code behind them.</summary>
internal static class StubAssembly
{
    private static readonly CSharpParseOptions parsing = new(LanguageVersion.CSharp14, DocumentationMode.None);

    /// <summary>The runtime's own assemblies, which every compilation needs.</summary>
    public static IReadOnlyList<MetadataReference> Runtime { get; } =
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard.dll")
                && !name.Contains("Native", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The bytes of the stub of the committed list.</summary>
    public static Lazy<byte[]> Used { get; } = new(() => Emit(ApiList.ReadUsed()));

    /// <summary>The bytes of the assembly.</summary>
    /// <exception cref="InvalidOperationException">The list does not make sense to the compiler; the message holds its errors.</exception>
    private static byte[] Emit(ApiList list)
    {
        var compilation = CSharpCompilation.Create("TorchSharp", [CSharpSyntaxTree.ParseText(StubSource.Write(list), parsing)], Runtime,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(ExplicitImplementations(compilation), parsing));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        return result.Success ? stream.ToArray() : throw new InvalidOperationException(Errors(result.Diagnostics));
    }

    /// <summary>The errors among the diagnostics, one a line.</summary>
    public static string Errors(IEnumerable<Diagnostic> diagnostics) =>
        string.Join('\n', diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d}"));

    // Explicit implementations are private, so the list has none: whatever an interface demands and no listed member gives is added.
    private static string ExplicitImplementations(CSharpCompilation compilation)
    {
        var text = new StringBuilder("#nullable disable\n");
        foreach (var type in Types(compilation.Assembly.GlobalNamespace).Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct))
        {
            var missing = type.AllInterfaces
                .Where(type.Interfaces.Contains)
                .SelectMany(face => face.GetMembers())
                .Where(member => member is not IMethodSymbol { AssociatedSymbol: not null } && member.IsAbstract
                    && type.FindImplementationForInterfaceMember(member) is null)
                .Select(Implementation).ToImmutableArray();
            if (missing.IsEmpty)
                continue;
            var around = new List<INamedTypeSymbol>();
            for (var outer = type; outer is not null; outer = outer.ContainingType)
                around.Insert(0, outer);
            text.AppendLine($"namespace {type.ContainingNamespace} {{");
            foreach (var outer in around)
                text.AppendLine($"partial {(outer.TypeKind == TypeKind.Struct ? "struct" : "class")} {outer.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} {{");
            text.AppendJoin('\n', missing).AppendLine().AppendLine(new string('}', around.Count + 1));
        }
        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>()
            .SelectMany(inner => Types(inner).Concat(inner is INamedTypeSymbol type ? [type] : Array.Empty<INamedTypeSymbol>()));

    private static string Implementation(ISymbol member)
    {
        var face = Full(member.ContainingType);
        return member switch
        {
            IMethodSymbol method => $"{Full(method.ReturnType)} {face}.{method.Name}({Parameters(method.Parameters)}) => throw null!;",
            IPropertySymbol { IsIndexer: true } indexer => $"{Full(indexer.Type)} {face}.this[{Parameters(indexer.Parameters)}] {Accessors(indexer)}",
            IPropertySymbol property => $"{Full(property.Type)} {face}.{property.Name} {Accessors(property)}",
            _ => throw new InvalidOperationException($"No stub can be written for {member}."),
        };
    }

    private static string Full(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static string Parameters(ImmutableArray<IParameterSymbol> parameters) => string.Join(", ", parameters.Select(p =>
        $"{(p.RefKind == RefKind.Out ? "out " : p.RefKind == RefKind.Ref ? "ref " : "")}{Full(p.Type)} @{p.Name}"));

    private static string Accessors(IPropertySymbol property) =>
        $"{{ {(property.GetMethod is null ? "" : "get => throw null!; ")}{(property.SetMethod is null ? "" : "set => throw null!; ")}}}";
}
