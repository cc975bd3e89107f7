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
        ["javascript"] = CellLanguage.JavaScript,
        ["js"] = CellLanguage.JavaScript,
    };

    private readonly List<CellPart> _parts = [];
    private readonly List<string> _packageSources = [];
    private readonly StringBuilder _part = new();
    private CellLanguage _language = CellLanguage.CSharp;

    private CellSource()
    {
    }

    public static IReadOnlyList<string> Known { get; } = ["#!time", "#!who", "#!forget NAME", "#!help NAME", "#!csharp", "#!markdown", "#!html", "#!javascript"];

    public IReadOnlyList<CellPart> Parts => _parts;

    /// <summary>What #i "nuget:..." adds: addresses or folders of packages. They hold for the whole cell.</summary>
    public IReadOnlyList<string> PackageSources => _packageSources;

    public bool IsTimed { get; private set; }

    // A magic is a whole line whose first characters are "#!".
    public static CellSource Parse(string text)
    {
        var source = new CellSource();
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("#!", StringComparison.Ordinal)) source.AddMagic(lines[i][2..].Trim(), i);
            else if (source._language == CellLanguage.CSharp && lines[i].StartsWith("#i ", StringComparison.Ordinal)) source.AddPackageSource(lines[i][3..].Trim(), i);
            else source._part.Append(lines[i]).Append(i < lines.Length - 1 ? "\n" : "");
        }

        source.Close();
        return source;
    }

    private void AddMagic(string magic, int line)
    {
        string[] words = magic.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (magic == "time")
        {
            IsTimed = true;
            SkipLine();
        }
        else if (words is ["who"] or ["forget" or "help", ..])
        {
            if (words is ["forget" or "help"]) throw new MagicException("MagicError", $"line {line + 1}: #!{magic} must be followed by a name (got none).");
            Close();
            _parts.Add(new CellPart(words[0] switch { "who" => CellLanguage.Who, "help" => CellLanguage.Help, _ => CellLanguage.Forget }, string.Join(' ', words[1..])));
            _language = CellLanguage.CSharp;
            _part.Append('\n', line + 1);
        }
        else if (s_languages.TryGetValue(magic, out var next))
        {
            Close();
            _language = next;
            _part.Append('\n', next == CellLanguage.CSharp ? line + 1 : 0);
        }
        else
        {
            throw new MagicException("UnknownMagic", $"line {line + 1} must be a magic that this kernel knows: {string.Join(", ", Known)} (got '#!{magic}').");
        }
    }

    private void AddPackageSource(string argument, int line)
    {
        const string prefix = "\"nuget:";
        if (!argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || argument.Length < prefix.Length + 2 || argument[^1] != '"')
            throw new MagicException("MagicError", $"line {line + 1} must be of the form #i \"nuget:ADDRESS OR FOLDER\" (got '#i {argument}').");
        _packageSources.Add(argument[prefix.Length..^1].Trim());
        SkipLine();
    }

    private void SkipLine() => _part.Append(_language == CellLanguage.CSharp ? "\n" : "");

    private void Close()
    {
        if (!string.IsNullOrWhiteSpace(_part.ToString())) _parts.Add(new CellPart(_language, _part.ToString()));
        _part.Clear();
    }
}

internal enum CellLanguage
{
    CSharp,
    Markdown,
    Html,
    JavaScript,

    /// <summary>Lists the variables.</summary>
    Who,

    /// <summary>Tells what the text's last name means.</summary>
    Help,

    /// <summary>Empties the variables that the text names.</summary>
    Forget,
}

internal sealed record CellPart(CellLanguage Language, string Text);

// A magic line that is not understood: Kind is the name that its error gets.
internal sealed class MagicException(string kind, string message) : Exception(message)
{
    public string Kind => kind;
}
