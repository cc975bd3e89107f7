using System.Text;

namespace CSharpKernel.Execution;

// A cell's text cut at its magic lines. Lines keep their numbers: code is preceded by as many empty lines as were cut.
internal sealed class CellSource
{
    private static readonly Dictionary<string, CellLanguage> s_languages = new()
    {
        ["csharp"] = CellLanguage.CSharp,
        ["c#"] = CellLanguage.CSharp,
        ["C#"] = CellLanguage.CSharp,
        ["markdown"] = CellLanguage.Markdown,
        ["html"] = CellLanguage.Html,
    };

    private CellSource(IReadOnlyList<CellPart> parts, bool timed)
    {
        Parts = parts;
        IsTimed = timed;
    }

    public IReadOnlyList<CellPart> Parts { get; }

    public bool IsTimed { get; }

    // A magic is a whole line whose first characters are "#!".
    public static CellSource Parse(string text)
    {
        var parts = new List<CellPart>();
        var part = new StringBuilder();
        var language = CellLanguage.CSharp;
        bool timed = false;
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("#!", StringComparison.Ordinal))
            {
                part.Append(lines[i]).Append(i < lines.Length - 1 ? "\n" : "");
                continue;
            }

            string magic = lines[i][2..].Trim();
            if (magic == "time")
            {
                timed = true;
                part.Append(language == CellLanguage.CSharp ? "\n" : "");
            }
            else if (s_languages.TryGetValue(magic, out var next))
            {
                Close();
                language = next;
                part.Append('\n', language == CellLanguage.CSharp ? i + 1 : 0);
            }
            else
            {
                throw new UnknownMagicException(
                    $"line {i + 1} must be a magic that this kernel knows: #!time, {string.Join(", ", s_languages.Keys.Where(k => k[^1] != '#').Select(k => "#!" + k))} " +
                    $"(got '{lines[i].Trim()}').");
            }
        }

        Close();
        return new CellSource(parts, timed);

        void Close()
        {
            if (!string.IsNullOrWhiteSpace(part.ToString())) parts.Add(new CellPart(language, part.ToString()));
            part.Clear();
        }
    }
}

internal enum CellLanguage
{
    CSharp,
    Markdown,
    Html,
}

internal sealed record CellPart(CellLanguage Language, string Text);

internal sealed class UnknownMagicException(string message) : Exception(message);
