using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using CSharpKernel.Output;

namespace CSharpKernel.Errors;

// Says what a cell threw and where, from the innermost call out to the cell. What lies below the cell is left out.
internal static partial class ExceptionReport
{
    public static CellOutput.Error Of(Exception exception, SourceTexts texts)
    {
        // A lone inner exception is what happened; its wrappers only say that reflection or a task was in between.
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } && exception.InnerException is { } inner) exception = inner;
        var lines = new List<string>();
        Tell(lines, exception, texts, "");
        return new CellOutput.Error(exception.GetType().Name, exception.Message, lines);
    }

    private static void Tell(List<string> lines, Exception exception, SourceTexts texts, string indent)
    {
        lines.AddRange($"{exception.GetType().Name}: {exception.Message}".Split('\n').Select(line => indent + line.TrimEnd('\r')));
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (Describe(frame, texts) is { } text) lines.Add(indent + text);
            if (IsTopLevel(frame.GetMethod())) break;
        }

        var causes = exception is AggregateException all ? all.InnerExceptions : exception.InnerException is { } inner ? [inner] : (IReadOnlyList<Exception>)[];
        foreach (var cause in causes)
        {
            lines.Add($"{indent}caused by");
            Tell(lines, cause, texts, indent + "  ");
        }
    }

    private static string? Describe(StackFrame frame, SourceTexts texts)
    {
        var method = frame.GetMethod();
        if (method is null || IsMachinery(method)) return null;
        string name = Name(method);
        if (frame.GetFileName() is not { } path || frame.GetFileLineNumber() is 0 or > 16_000_000) return $"  at {name}";
        int line = frame.GetFileLineNumber();
        string place = IsTopLevel(method) ? texts.Place(path, line) : $"{name} in {texts.Place(path, line)}";
        return texts.Line(path, line) is { } source ? $"  at {place}: {source.Trim()}" : $"  at {place}";
    }

    private static bool IsMachinery(MethodBase method) =>
        method.DeclaringType?.Namespace is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices";

    // The cell's own statements are compiled into an asynchronous method that the compiler calls <Initialize>.
    private static bool IsTopLevel(MethodBase? method) =>
        method?.Name == "<Initialize>" || method?.DeclaringType?.Name.StartsWith("<<Initialize>>", StringComparison.Ordinal) == true;

    private static string Name(MethodBase method)
    {
        var type = method.DeclaringType;
        string name = method.Name;

        // An asynchronous method or iterator Foo is the method MoveNext of a class <Foo>d__1; a lambda or local function in Foo is <Foo>b__0.
        if (type?.Name is { } made && Between().Match(made) is { Success: true } machine && name == "MoveNext")
        {
            name = machine.Groups[1].Value;
            type = type.DeclaringType;
        }
        else if (Between().Match(name) is { Success: true } nested)
        {
            name = LocalFunction().Match(name) is { Success: true } local ? local.Groups[1].Value : $"a lambda in {nested.Groups[1].Value.Trim('<', '>')}";
        }

        while (type?.Name.StartsWith('<') == true) type = type.DeclaringType;
        string owner = type is null || type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? "" : $"{type.Name.Split('`')[0]}.";
        return name.StartsWith("a lambda", StringComparison.Ordinal) ? name : $"{owner}{name}({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";
    }

    [GeneratedRegex("^<(.+)>")]
    private static partial Regex Between();

    [GeneratedRegex(@">g__(\w+)\|")]
    private static partial Regex LocalFunction();
}
