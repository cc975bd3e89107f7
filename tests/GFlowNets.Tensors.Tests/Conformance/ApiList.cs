namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>
/// TorchSharp's public surface as lines of text. The committed file holds the part that is used: every line of the types
/// that GFlowNets.Tensors declares, and the headers (enums: all lines) of the types that those lines mention.
/// To refresh it, set GFN_TORCHSHARP_API to the path of the full list and run the conformance tests.
/// </summary>
internal sealed class ApiList
{
    private const string Resource = "torchsharp-0.107.txt";
    private readonly Dictionary<string, List<ApiLine>> byType;

    public ApiList(IEnumerable<ApiLine> lines)
    {
        Lines = [.. lines];
        byType = Lines.GroupBy(line => line.Type).ToDictionary(group => group.Key, group => group.ToList());
    }

    public IReadOnlyList<ApiLine> Lines { get; }

    /// <summary>Path of the full list, when the environment names one.</summary>
    public static string? FullListPath => Environment.GetEnvironmentVariable("GFN_TORCHSHARP_API");

    public IReadOnlyList<ApiLine> Of(string type) => byType.TryGetValue(type, out var lines) ? lines : [];

    public ApiLine? Header(string type) => Of(type).FirstOrDefault(line => line.IsHeader);

    /// <summary>The type, its base types and its interfaces, as far as the list knows them.</summary>
    public IEnumerable<string> SelfAndAncestors(string type)
    {
        yield return type;
        if (Header(type)?.Signature.Split(" : ", 2) is not [_, var bases])
            yield break;
        foreach (var parent in ApiText.Split(bases, ','))
            foreach (var ancestor in SelfAndAncestors(Resolve(parent)))
                yield return ancestor;
    }

    /// <summary>The listed type that a constructed name stands for: <c>Module&lt;Tensor, Tensor&gt;</c> is <c>Module&lt;T, TResult&gt;</c>.</summary>
    public string Resolve(string name)
    {
        if (byType.ContainsKey(name) || !name.Contains('<', StringComparison.Ordinal))
            return name;
        var stem = name[..name.IndexOf('<', StringComparison.Ordinal)];
        var arity = ApiText.Split(name[(stem.Length + 1)..^1], ',').Count;
        return byType.Keys.FirstOrDefault(type => type.StartsWith(stem + "<", StringComparison.Ordinal)
            && type.EndsWith('>') && ApiText.Split(type[(stem.Length + 1)..^1], ',').Count == arity) ?? name;
    }

    public static ApiList Read(TextReader reader)
    {
        var lines = new List<ApiLine>();
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#')
                lines.Add(ApiLine.Parse(line));
        return new ApiList(lines);
    }

    public static ApiList ReadUsed()
    {
        using var stream = typeof(ApiList).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The test assembly holds no resource {Resource}.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>What of this list the given types need: their lines, their ancestors', and the headers of all that these mention.</summary>
    public ApiList Used(IEnumerable<string> declared)
    {
        var whole = declared.SelectMany(SelfAndAncestors).Where(byType.ContainsKey).ToHashSet();
        var stems = byType.Keys.ToLookup(type => type.Split('<')[0]);
        var mentioned = new HashSet<string>();
        var waiting = new Queue<ApiLine>(whole.SelectMany(Of));
        while (waiting.TryDequeue(out var line))
            foreach (var type in ApiText.Names(line.Signature).SelectMany(name => stems[name]).Concat(Enclosing(line.Type)))
                if (!whole.Contains(type) && mentioned.Add(type) && Header(type) is { } header)
                    waiting.Enqueue(header);
        bool Kept(ApiLine line) => whole.Contains(line.Type) || (mentioned.Contains(line.Type)
            && (line.IsHeader || Header(line.Type)!.Signature.StartsWith("enum ", StringComparison.Ordinal)));
        return new ApiList(Lines.Where(Kept));
    }

    public void WriteUsed(string path) => File.WriteAllLines(path,
    [
        "# The part of TorchSharp 0.107.0's public surface (net8.0) that the tensor engine declares, one member a line: namespace|type|signature.",
        "# Facts for comparison, not code. ApiList.cs says how this file is refreshed.",
        .. Lines.Select(line => line.ToString()),
    ]);

    private static IEnumerable<string> Enclosing(string type)
    {
        var parts = ApiText.Split(type, '.');
        for (var count = 1; count < parts.Count; count++)
            yield return string.Join('.', parts[..count]);
    }
}
