using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CSharpKernel.Execution;

// Resolves #load "file.csx" from the folder of the file that says so; a cell lies in the notebook's folder.
internal sealed class ScriptSources(string folder, Dictionary<string, string> faults) : SourceReferenceResolver
{
    public static string FullPath(string path, string? baseFilePath, string folder)
    {
        // A cell is named "Cell 3", which is not rooted; a loaded file has a full path.
        string start = Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder;
        return Path.GetFullPath(path, start);
    }

    // Names in stack traces stay as they are: "Cell 3" is no file.
    public override string? NormalizePath(string path, string? baseFilePath) => path;

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        string full = FullPath(path, baseFilePath, folder);
        if (File.Exists(full)) return full;
        faults[path] = $"there is no file {full}.";
        return null;
    }

    public override Stream OpenRead(string resolvedPath) => File.OpenRead(resolvedPath);

    // Every #r of a script and of the scripts that it loads.
    public IEnumerable<string> ReferencesOf(SyntaxTree script) => ReferencesOf(script, []);

    private IEnumerable<string> ReferencesOf(SyntaxTree script, HashSet<string> seen)
    {
        var root = (CompilationUnitSyntax)script.GetRoot();
        foreach (var directive in root.GetReferenceDirectives()) yield return directive.File.ValueText;
        foreach (var directive in root.GetLoadDirectives())
        {
            if (ResolveReference(directive.File.ValueText, script.FilePath) is not { } path || !seen.Add(path)) continue;
            var loaded = CSharpSyntaxTree.ParseText(File.ReadAllText(path), (CSharpParseOptions)script.Options, path, Encoding.UTF8);
            foreach (string reference in ReferencesOf(loaded, seen)) yield return reference;
        }
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;
}
