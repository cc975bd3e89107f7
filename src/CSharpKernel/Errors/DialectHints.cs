using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CSharpKernel.Errors;

// A cell is a script, and a script is not quite C#. These hints say what to write where the compiler's message only says that something is wrong.
internal static partial class DialectHints
{
    public static string? For(Diagnostic error, CSharpCompilation compilation)
    {
        if (error.Location.SourceTree is not { } tree) return null;
        string line = tree.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line].ToString();
        var node = tree.GetRoot().FindNode(error.Location.SourceSpan);
        if (UsingDeclaration().IsMatch(line) && IsTopLevel(node))
            return "a cell cannot hold a using declaration: write using (var x = ...) { ... } instead.";
        if (WithStatement().IsMatch(line) && IsTopLevel(node))
            return "a statement that starts with 'x with' reads as a property declaration: write (x with { ... }).";
        if (line.TrimStart().StartsWith("ref ", StringComparison.Ordinal) && IsTopLevel(node)) return RefStruct;
        return error.Id switch
        {
            "CS7021" => "a cell cannot declare a namespace: leave it out, the types are visible in later cells all the same.",
            "CS1109" => "in a cell, write an extension method without the class around it: static int Twice(this int x) => 2 * x;",
            "CS9283" => "a cell cannot hold an extension block: write an extension method without a class around it: static int Twice(this int x) => 2 * x;",
            "CS9054" => "leave 'file' out: a cell's types are nested in the cell.",
            "CS8345" => RefStruct,
            "CS0120" when IsCellMember(node, compilation) =>
                $"a class cannot see the cells' variables and functions: hand '{node}' over, as a parameter of the constructor or the method.",
            "CS1002" when node.FirstAncestorOrSelf<BlockSyntax>() is not null =>
                "only the cell's last expression may go without ';': inside a block, write display(...); to show a value.",
            "CS0029" or "CS0266" or "CS1503" or "CS0019" when SameName().Match(error.GetMessage()) is { Success: true } same =>
                $"{same.Groups[1].Value} was declared again in a later cell, which makes a new type: make the value anew, or restart and run the cells in order.",
            "CS0103" or "CS0246" => Missing(node.ToString(), compilation),
            _ => null,
        };
    }

    private const string RefStruct = "a cell's variables are fields, which cannot be spans or references: put this into a function, or into a block { ... }.";

    private static bool IsTopLevel(SyntaxNode node) =>
        !node.AncestorsAndSelf().Any(n => n is BaseTypeDeclarationSyntax or BlockSyntax or AnonymousFunctionExpressionSyntax);

    private static bool IsCellMember(SyntaxNode node, CSharpCompilation? compilation)
    {
        string name = node.ToString();
        for (; compilation is not null; compilation = compilation.ScriptCompilationInfo?.PreviousScriptCompilation)
        {
            if (compilation.ScriptClass?.GetMembers(name).IsEmpty == false) return true;
        }

        return false;
    }

    // A type that exists, in a namespace that the cell does not use.
    private static string? Missing(string name, CSharpCompilation compilation)
    {
        if (name == "print") return "write Console.WriteLine(...) or display(...).";
        if (name is "import" or "from") return "C# imports a namespace with: using System.IO;";
        string simple = name.Split('<')[0];
        if (!SyntaxFacts.IsValidIdentifier(simple)) return null;
        string[] homes = [.. Namespaces(compilation.GlobalNamespace)
            .Where(space => space.GetTypeMembers(simple).Any(type => type.DeclaredAccessibility == Accessibility.Public))
            .Select(space => space.ToDisplayString())
            .Order(StringComparer.Ordinal)
            .Take(3)];
        return homes.Length == 0 ? null : $"the cell needs one more line: {string.Join(" or ", homes.Select(home => $"using {home};"))}";
    }

    private static IEnumerable<INamespaceSymbol> Namespaces(INamespaceSymbol space) =>
        space.GetNamespaceMembers().SelectMany(Namespaces).Prepend(space).Where(s => !s.IsGlobalNamespace);

    [GeneratedRegex(@"^\s*(await\s+)?using\s+(?!static\b)[\w<>\[\],.?]+\s+\w+\s*=")]
    private static partial Regex UsingDeclaration();

    [GeneratedRegex(@"^\s*\w+\s+with\s*\{?")]
    private static partial Regex WithStatement();

    [GeneratedRegex(@"'([^' ]+) \[[^\]]+\]'.*'\1 \[[^\]]+\]'")]
    private static partial Regex SameName();
}
