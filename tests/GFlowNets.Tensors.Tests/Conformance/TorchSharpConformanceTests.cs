using System.Reflection;
using System.Runtime.Loader;

namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>
/// Whatever compiles against GFlowNets.Tensors must compile against TorchSharp: every public or protected member of ours is
/// one of TorchSharp's, with the same name, types, parameter names and defaults.
/// What may differ: a member may sit in a base type of theirs, because we override where they inherit; ours may be
/// non-virtual where theirs is virtual, and abstract where theirs is virtual, never the other way round; a property of ours
/// may lack an accessor; a type of ours may lack interfaces, and base types in between. The list does not tell sealed types,
/// virtual properties, generic constraints, nullable annotations, names of tuple elements, or which fields are protected, so those are not compared.
/// </summary>
public class TorchSharpConformanceTests
{
    private static readonly Assembly engine = typeof(torch).Assembly;

    [Fact]
    public void EveryPublicMemberIsTorchSharps()
    {
        var list = List();
        var strangers = VisibleTypes(engine).SelectMany(type => Strangers(type, list)).ToList();
        Assert.True(strangers.Count == 0, $"{strangers.Count} public members are not TorchSharp's:\n{string.Join('\n', strangers)}");
    }

    [Fact]
    public void TheFormatterAndTheStubAgreeWithTheList()
    {
        var list = ApiList.ReadUsed();
        var context = new AssemblyLoadContext("stub", isCollectible: true);
        using var stream = new MemoryStream(StubAssembly.Used.Value);
        var printed = VisibleTypes(context.LoadFromStream(stream))
            .SelectMany(type => SignatureFormatter.Members(type).Select(member => $"{type.Namespace}|{SignatureFormatter.TypeName(type)}|{member}"))
            .ToHashSet();
        context.Unload();

        var expected = list.Lines.Where(line => !line.IsHeader && line.Name != "Finalize" && !IsObjectOverride(line) && !InDelegate(line, list))
            .Select(line => StubForm($"{line}"));
        var lost = expected.Except(printed.Select(StubForm)).ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} lines of the list do not come back from the stub:\n{string.Join('\n', lost)}");
    }

    // The stub has no abstract members, and enumeration values without a name print as numbers in no list.
    private static string StubForm(string line) => line.Replace("abstract ", "virtual ", StringComparison.Ordinal).Replace("|virtual ", "|", StringComparison.Ordinal)
        .Replace("protected virtual ", "protected ", StringComparison.Ordinal);

    private static bool InDelegate(ApiLine line, ApiList list) => list.Header(line.Type)!.Signature.Contains("MulticastDelegate", StringComparison.Ordinal);

    private static bool IsObjectOverride(ApiLine line) =>
        line.Signature is "virtual bool Equals(object obj)" or "virtual int GetHashCode()" or "virtual string ToString()";

    private static ApiList List()
    {
        if (ApiList.FullListPath is not { } path)
            return ApiList.ReadUsed();
        using var reader = File.OpenText(path);
        var full = ApiList.Read(reader);
        full.Used(VisibleTypes(engine).Select(SignatureFormatter.TypeName))
            .WriteUsed(Path.Combine(Repository.Root, "tests/GFlowNets.Tensors.Tests/Conformance/torchsharp-0.107.txt"));
        return full;
    }

    private static IEnumerable<Type> VisibleTypes(Assembly assembly) => assembly.GetTypes().Where(SignatureFormatter.IsVisible);

    private static IEnumerable<string> Strangers(Type type, ApiList list)
    {
        var name = SignatureFormatter.TypeName(type);
        var header = SignatureFormatter.Header(type);
        var space = type.Namespace!.Replace("GFlowNets.Tensors", "TorchSharp", StringComparison.Ordinal);
        var theirs = list.Header(name);
        if (theirs is null || theirs.Namespace != space || theirs.Signature.Split(" : ")[0] != header)
        {
            yield return $"type {space}|{header}, nearest: {theirs?.ToString() ?? "none in the list (ApiList.cs says how its used part is refreshed)"}";
            yield break;
        }
        var lineage = list.SelfAndAncestors(name).ToHashSet();
        foreach (var parent in type.GetInterfaces().Append(type.BaseType).OfType<Type>().Where(parent => SignatureFormatter.IsVisible(parent) && !IsKnownParent(parent, lineage, list)))
            yield return $"{name} derives from {SignatureFormatter.TypeName(parent)}, which TorchSharp's does not.";
        var known = lineage.SelectMany(list.Of).Where(line => !line.IsHeader).Where(line => line.Name != ".ctor" || line.Type == name).ToList();
        foreach (var member in SignatureFormatter.Members(type).Where(member => !known.Any(line => Covers(line.Signature, member))))
            yield return $"{name}|{member}\n    nearest: {string.Join("\n             ", Nearest(new ApiLine(space, name, member), known))}";
    }

    private static bool IsKnownParent(Type parent, HashSet<string> lineage, ApiList list) =>
        parent == typeof(object) || parent == typeof(ValueType) || parent == typeof(Enum) || typeof(Enum).GetInterfaces().Contains(parent)
        || lineage.Contains(list.Resolve(SignatureFormatter.TypeName(parent)));

    /// <summary>Whether code that uses our member would compile against theirs.</summary>
    private static bool Covers(string theirs, string ours)
    {
        var (theirModifiers, their) = ApiText.TakeModifiers(theirs, "protected", "static", "abstract", "virtual");
        var (ourModifiers, our) = ApiText.TakeModifiers(ours, "protected", "static", "abstract", "virtual");
        if (their != our && !(their.EndsWith(" { get; set; }", StringComparison.Ordinal) && our.EndsWith(" }", StringComparison.Ordinal)
            && their.Split(" { ")[0] == our.Split(" { ")[0]))
            return false;
        bool Has(string modifier) => ourModifiers.Contains(modifier);
        bool They(string modifier) => theirModifiers.Contains(modifier);
        return Has("protected") == They("protected") && Has("static") == They("static")
            && (Has("abstract") ? They("abstract") || They("virtual") : Has("virtual") ? They("virtual") : true);
    }

    private static IEnumerable<string> Nearest(ApiLine line, List<ApiLine> known)
    {
        var named = known.Where(other => other.Name == line.Name).ToList();
        return (named.Count > 0 ? named : known).OrderBy(other => Distance(other.Signature, line.Signature)).Take(3)
            .Select(other => $"{other.Type}|{other.Signature}").DefaultIfEmpty("none");
    }

    // Levenshtein's distance.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
