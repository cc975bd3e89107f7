namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>Splitting of signature text, aware of brackets and quotes.</summary>
internal static class ApiText
{
    /// <summary>The parts between the separators that stand outside every bracket and quote.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (c is '<' or '(' or '[')
                depth++;
            else if (c is '>' or ')' or ']')
                depth--;
            else if (c == separator && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }
        if (text[start..].Trim() is { Length: > 0 } last)
            parts.Add(last);
        return parts;
    }

    /// <summary>The text before and after the last space outside every bracket: a type and a name.</summary>
    public static (string Type, string Name) SplitTypeAndName(string text)
    {
        var words = Split(text, ' ');
        return (string.Join(' ', words[..^1]), words[^1]);
    }

    /// <summary>Removes each of the given words from the front, as often as one of them leads.</summary>
    public static (HashSet<string> Modifiers, string Remainder) TakeModifiers(string text, params string[] words)
    {
        var taken = new HashSet<string>();
        while (words.FirstOrDefault(word => text.StartsWith(word + " ", StringComparison.Ordinal)) is { } word)
        {
            taken.Add(word);
            text = text[(word.Length + 1)..];
        }
        return (taken, text);
    }

    /// <summary>The identifiers of a piece of signature, generic arguments and arrays taken apart: <c>List&lt;torch.Tensor&gt;</c> gives <c>List</c> and <c>torch.Tensor</c>.</summary>
    public static IEnumerable<string> Names(string text) =>
        text.Split(['<', '>', '(', ')', '[', ']', '{', '}', ',', ' ', '?', ':', '=', ';'], StringSplitOptions.RemoveEmptyEntries);
}
