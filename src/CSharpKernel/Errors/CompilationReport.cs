using CSharpKernel.Output;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CSharpKernel.Errors;

// Says why a cell does not compile: place, message, the line itself with a mark below, and a hint where the script dialect is to blame.
internal static class CompilationReport
{
    private const int MostShown = 10;

    public static CellOutput.Error Of(
        IEnumerable<Diagnostic> diagnostics, CSharpCompilation compilation, IReadOnlyDictionary<string, string> faults, SourceTexts texts)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.GetLineSpan().StartLinePosition)
            .ToList();

        // A fault without a place is a consequence of one that has a place.
        if (errors.Any(e => e.Location.IsInSource)) errors.RemoveAll(e => !e.Location.IsInSource);

        // Whatever else is wrong follows from a library or a file that is not there.
        if (errors.Where(e => Fault(e, faults) is not null || e.Id is "CS0006" or "CS1504").ToList() is { Count: > 0 } missing) errors = missing;

        // One hint explains all that is wrong with a line.
        var told = errors
            .Select(error => (Error: error, Place: Place(error, texts), Hint: DialectHints.For(error, compilation)))
            .DistinctBy(e => e.Hint is null ? (object)e.Error : (e.Place, e.Hint))
            .ToList();
        var lines = new List<string>();
        foreach (var (error, _, hint) in told.Take(MostShown))
        {
            Quote(lines, error, Message(error, faults), texts);
            if (hint is not null) lines.Add($"  hint: {hint}");
        }

        if (told.Count > MostShown) lines.Add($"and {told.Count - MostShown} more errors.");
        return new CellOutput.Error("CompilationError", $"{Place(errors[0], texts)}: {Message(errors[0], faults)}", lines);
    }

    private static void Quote(List<string> lines, Diagnostic error, string message, SourceTexts texts)
    {
        var span = error.Location.GetLineSpan();
        lines.Add($"{Place(error, texts)}: error {error.Id}: {message}");
        if (error.Location.Kind == LocationKind.None || texts.Line(span.Path, span.StartLinePosition.Line + 1) is not { } text) return;
        int start = span.StartLinePosition.Character;
        int end = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character : text.Length;
        lines.Add($"    {text}");
        // Tabs stay tabs, so that the mark lands below what it marks.
        string indent = new([.. text.Take(start).Select(c => c == '\t' ? '\t' : ' ')]);
        lines.Add($"    {indent}{new string('^', Math.Max(1, end - start))}");
    }

    private static string Place(Diagnostic error, SourceTexts texts)
    {
        if (error.Location.Kind == LocationKind.None) return "this cell";
        var span = error.Location.GetLineSpan();
        return texts.Place(span.Path, span.StartLinePosition.Line + 1);
    }

    private static string Message(Diagnostic error, IReadOnlyDictionary<string, string> faults) =>
        Fault(error, faults) ?? error.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    // What the resolver found wrong with the #r or #load at this place.
    private static string? Fault(Diagnostic error, IReadOnlyDictionary<string, string> faults)
    {
        if (error.Location.SourceTree?.GetRoot() is not CompilationUnitSyntax root) return null;
        var files = root.GetReferenceDirectives().Select(d => d.File).Concat(root.GetLoadDirectives().Select(d => d.File));
        var file = files.FirstOrDefault(f => f.Parent!.FullSpan.IntersectsWith(error.Location.SourceSpan));
        return file == default ? null : faults.GetValueOrDefault(file.ValueText);
    }
}
