namespace CSharpKernel.Language;

// Jupyter counts characters as Unicode does; .NET counts UTF-16 units, of which some characters take two.
internal static class CursorPosition
{
    /// <summary>The index into the text after this many characters; the text's length where there are fewer.</summary>
    public static int ToIndex(string text, int characters)
    {
        int index = 0;
        for (; characters > 0 && index < text.Length; characters--) index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>How many characters stand before this index.</summary>
    public static int FromIndex(string text, int index)
    {
        int characters = 0;
        for (int i = 0; i < index; characters++) i += IsPair(text, i) ? 2 : 1;
        return characters;
    }

    private static bool IsPair(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}
