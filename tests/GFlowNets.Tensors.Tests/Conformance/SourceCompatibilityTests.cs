using System.Xml.Linq;
using GFlowNets.Threads;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>The library compiles against TorchSharp's signatures, so it uses nothing that only the embedded engine has.</summary>
public class SourceCompatibilityTests
{
    private static readonly CSharpParseOptions parsing = new(LanguageVersion.CSharp14, DocumentationMode.None);

    [Fact]
    public void TheLibraryCompilesAgainstTorchSharpsSignatures()
    {
        var folder = Path.Combine(Repository.Root, "src/GFlowNets");
        var sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => Parse(File.ReadAllText(path), Path.GetRelativePath(Repository.Root, path)))
            .ToList();
        Assert.NotEmpty(sources);
        var errors = Errors(sources);
        Assert.True(errors.Length == 0, $"src/GFlowNets does not compile against TorchSharp's signatures:\n{errors}");
    }

    [Fact]
    public void TheCheckSeesAMemberThatTorchSharpLacks()
    {
        var good = Parse("class A { Tensor Twice(Tensor x) => x.add(x).sum(); }");
        var bad = Parse("class B { Tensor Twice(Tensor x) => x.twice(); }");
        Assert.Equal("", Errors([good]));
        Assert.Contains("'twice'", Errors([good, bad]), StringComparison.Ordinal);
    }

    private static SyntaxTree Parse(string text, string path = "") => CSharpSyntaxTree.ParseText(text, parsing, path);

    private static string Errors(IEnumerable<SyntaxTree> sources)
    {
        var stub = MetadataReference.CreateFromImage(StubAssembly.Used.Value);
        // The package and the project that GFlowNets takes besides, whichever the engine.
        var primitives = MetadataReference.CreateFromFile(typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.Location);
        var threads = MetadataReference.CreateFromFile(typeof(Workers).Assembly.Location);
        var compilation = CSharpCompilation.Create("GFlowNets", [.. sources, Parse(GlobalUsings())], [.. StubAssembly.Runtime, primitives, threads, stub],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        return StubAssembly.Errors(compilation.GetDiagnostics());
    }

    // The usings of the TorchSharp flavour stand in Directory.Build.targets; the others are the SDK's implicit ones.
    private static string GlobalUsings()
    {
        var flavour = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.targets")).Descendants("ItemGroup")
            .Where(group => ((string?)group.Attribute("Condition"))?.Contains("'$(Torch)' != 'embedded'", StringComparison.Ordinal) == true)
            .Elements("Using")
            .Select(element => $"{((string?)element.Attribute("Static") == "true" ? "static " : "")}{(string?)element.Attribute("Include")}");
        string[] implicits = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];
        return string.Join('\n', implicits.Concat(flavour).Select(name => $"global using {name};"));
    }
}
