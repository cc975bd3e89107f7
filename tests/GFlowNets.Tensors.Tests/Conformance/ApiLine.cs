namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>One line of the list: a type's own header, or one public or protected member of it.</summary>
internal sealed record ApiLine(string Namespace, string Type, string Signature)
{
    private static readonly string[] kinds = ["class", "struct", "enum", "interface"];

    public bool IsHeader { get; } = IsHeaderText(Signature);

    /// <summary>The name that code would use; constructors and indexers have fixed ones.</summary>
    public string Name { get; } = NameOf(Signature);

    public override string ToString() => $"{Namespace}|{Type}|{Signature}";

    public static ApiLine Parse(string line)
    {
        var parts = line.Split('|', 3);
        return parts.Length == 3
            ? new ApiLine(parts[0], parts[1], parts[2])
            : throw new FormatException($"A line of the list must be namespace|type|signature (got \"{line}\").");
    }

    private static bool IsHeaderText(string signature)
    {
        var (_, rest) = ApiText.TakeModifiers(signature, "static", "abstract");
        return kinds.Any(kind => rest.StartsWith(kind + " ", StringComparison.Ordinal)) && !rest.EndsWith(')');
    }

    private static string NameOf(string signature)
    {
        if (signature.Contains(".ctor(", StringComparison.Ordinal))
            return ".ctor";
        if (signature.Contains(" this[", StringComparison.Ordinal))
            return "this[]";
        var words = ApiText.Split(signature.Split(" = ")[0].Split(" { ")[0].Split(" : ")[0], ' ');
        return words[^1].Split('(', '<')[0];
    }
}
