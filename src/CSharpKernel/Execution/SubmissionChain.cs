using System.Reflection;
using System.Text;
using CSharpKernel.Errors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace CSharpKernel.Execution;

// Compiles each piece of code as a script submission that sees all earlier ones, and runs it. Cells compile optimised and with a
// portable PDB, so that a stack trace says cell and line; a cell that does not compile leaves no trace in the chain.
internal sealed class SubmissionChain
{
    private static readonly string[] s_usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "CSharpKernel.Cells", "CSharpKernel.Cells.NotebookFunctions",
    ];

    private static readonly Lock s_binding = new();
    private static readonly EmitOptions s_emit = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly Dictionary<string, string> _faults = [];
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly ScriptSources _sources;
    private readonly ScriptReferences _references;
    private readonly CSharpCompilationOptions _options;
    private CSharpCompilation? _previous;
    private object?[] _states = new object?[2];
    private int _compiled;
    private int _count;

    public SubmissionChain(string folder)
    {
        Texts = new SourceTexts(folder);
        _sources = new ScriptSources(folder, _faults);
        _references = new ScriptReferences(folder, Context, Packages, _faults);
        _options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: s_usings,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable,
            warningLevel: 0,
            // Cells are short: handing their parts to other threads takes longer than compiling them.
            concurrentBuild: false,
            metadataReferenceResolver: _references,
            sourceReferenceResolver: _sources,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
    }

    /// <summary>How cells are read.</summary>
    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Preview, DocumentationMode.Parse, SourceCodeKind.Script);

    public NotebookLoadContext Context { get; } = new();

    public SourceTexts Texts { get; }

    public PackageReferences Packages { get; } = new($"net{Environment.Version.Major}.0");

    /// <summary>What the cells declared.</summary>
    public SessionVariables Variables => new(_states);

    /// <summary>A cell as it stands while it is being written, after all cells that ran; it is never run.</summary>
    public (CSharpCompilation Compilation, SyntaxTree Tree) Draft(string code)
    {
        NestingGuard.Check(code, "this cell", Parsing);
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parsing, "draft");
        var compilation = CSharpCompilation.CreateScriptCompilation("draft", tree, Framework, _options, _previous, typeof(object));
        Bind(compilation);
        return (compilation, tree);
    }

    public Submission Compile(string code, string name)
    {
        Texts.Add(name, code);
        NestingGuard.Check(code, name, Parsing);
        _faults.Clear();
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parsing, name);
        var packages = Packages.Restore(_sources.ReferencesOf(tree)).Select(path => _references.Read(path, path)).OfType<MetadataReference>();
        var compilation = CSharpCompilation.CreateScriptCompilation(
            $"{_session}#{++_compiled}",
            tree,
            [.. Framework, .. packages],
            _options.WithScriptClassName($"Submission#{_compiled}"),
            _previous,
            typeof(object));

        Bind(compilation);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: s_emit);
        if (emitted.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            throw new CellErrorException(CompilationReport.Of(emitted.Diagnostics, compilation, _faults, Texts));

        // Usings and comments alone: the compiler emits nothing, and later cells see the usings.
        if (!emitted.Success) return new Submission(compilation, null, false);

        image.Position = symbols.Position = 0;
        var assembly = Context.LoadFromStream(image, symbols);
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var method = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return new Submission(compilation, method.CreateDelegate<Func<object?[], Task<object?>>>(), HasResult(compilation, tree));
    }

    // Runs on the calling thread until the first await. Once the submission's object exists it stays in the chain, whatever it throws
    // later: variables assigned before an exception are kept.
    public Task<object?> Run(Submission submission)
    {
        if (submission.Start is null)
        {
            _previous = submission.Compilation;
            return Task.FromResult<object?>(null);
        }

        int slot = _count + 1;
        if (_states.Length <= slot) Array.Resize(ref _states, 2 * slot);
        try
        {
            return submission.Start(_states);
        }
        finally
        {
            if (_states[slot] is not null)
            {
                _previous = submission.Compilation;
                _count++;
            }
        }
    }

    // A compilation has the references of the one before it too; given again, they would be bound twice, and once more for each cell.
    private IReadOnlyList<MetadataReference> Framework => _previous is null ? FrameworkReferences.All : [];

    // Compilations share the symbols of the assemblies they refer to, unless two of them make these at the same moment. Then there are
    // two of each in the process, a later cell may get the other one, and every type of the framework is there twice.
    private static void Bind(CSharpCompilation compilation)
    {
        lock (s_binding) _ = compilation.Assembly;
    }

    // A result is a trailing expression without its semicolon, unless its type is void, or a return with a value.
    private static bool HasResult(CSharpCompilation compilation, SyntaxTree tree)
    {
        var statements = ((CompilationUnitSyntax)tree.GetRoot()).Members.OfType<GlobalStatementSyntax>().Select(member => member.Statement).ToList();
        if (statements.LastOrDefault() is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last)
            return compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void;
        return statements
            .SelectMany(statement => statement.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
            .Any(node => node is ReturnStatementSyntax { Expression: not null });
    }
}

internal sealed record Submission(CSharpCompilation Compilation, Func<object?[], Task<object?>>? Start, bool HasResult);
