using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CSharpKernel.Errors;
internal static class DialectHints
{
    public static string? For(Diagnostic error, CSharpCompilation compilation) => null;
}
