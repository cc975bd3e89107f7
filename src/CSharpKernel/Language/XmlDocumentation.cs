using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace CSharpKernel.Language;

// The documentation of a symbol, line by line. A cell's own comes from the compiler, a library's from the XML file beside it, the
// framework's from the SDK's reference pack, where there is one.
internal static partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<string, XElement?> s_known = new();
    private static readonly Lazy<string[]> s_framework = new(FrameworkFiles);

    public static string[] Of(ISymbol symbol, Compilation compilation)
    {
        var member = symbol.Locations.Any(place => place.IsInSource)
            ? Parse(symbol.GetDocumentationCommentXml())
            : symbol.OriginalDefinition.GetDocumentationCommentId() is { } id ? Find(id, symbol, compilation) : null;
        return member is null ? [] : [.. Lines(member)];
    }

    private static IEnumerable<string> Lines(XElement member)
    {
        foreach (var element in member.Elements())
        {
            string text = Text(element);
            if (text == "") continue;
            string? name = (string?)element.Attribute("name") ?? Cref((string?)element.Attribute("cref"));
            switch (element.Name.LocalName)
            {
                case "summary" or "remarks":
                    yield return text;
                    break;
                case "param" or "typeparam":
                    yield return $"  {name}: {text}";
                    break;
                case "returns" or "value":
                    yield return $"  returns: {text}";
                    break;
                case "exception":
                    yield return $"  throws {name}: {text}";
                    break;
            }
        }
    }

    private static string Text(XElement element)
    {
        string text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "see" or "seealso" } see => Cref((string?)see.Attribute("cref")) ?? (string?)see.Attribute("langword") ?? see.Value,
            XElement { Name.LocalName: "paramref" or "typeparamref" } parameter => (string?)parameter.Attribute("name") ?? "",
            XElement { Name.LocalName: "td" or "th" or "item" or "term" or "description" or "para" or "listheader" } cell => $" {Text(cell)} ",
            XElement other => Text(other),
            _ => "",
        }));
        return Space().Replace(text, " ").Trim();
    }

    // "M:System.Math.Sqrt(System.Double)" reads as "Math.Sqrt".
    private static string? Cref(string? cref)
    {
        if (cref is null) return null;
        string[] path = cref[(cref.IndexOf(':') + 1)..].Split('(')[0].Split('.');
        return string.Join('.', cref.StartsWith("T:", StringComparison.Ordinal) ? path[^1..] : path[Math.Max(0, path.Length - 2)..]);
    }

    private static XElement? Find(string id, ISymbol symbol, Compilation compilation)
    {
        var reference = symbol.ContainingAssembly is { } assembly ? compilation.GetMetadataReference(assembly) as PortableExecutableReference : null;
        string beside = Path.ChangeExtension(reference?.FilePath ?? "", ".xml");
        return s_known.GetOrAdd(id, _ => (File.Exists(beside) ? [beside] : s_framework.Value).Select(file => Read(file, id)).FirstOrDefault(found => found is not null));
    }

    // The files are large and asked for one member at a time: finding its text is quicker than parsing the whole.
    private static XElement? Read(string file, string id)
    {
        string text = File.ReadAllText(file);
        int start = text.IndexOf($"<member name=\"{id.Replace("&", "&amp;").Replace("<", "&lt;")}\"", StringComparison.Ordinal);
        if (start < 0) return null;
        int end = text.IndexOf("</member>", start, StringComparison.Ordinal);
        return end < 0 ? null : Parse(text[start..(end + "</member>".Length)]);
    }

    private static XElement? Parse(string? xml)
    {
        try
        {
            return string.IsNullOrEmpty(xml) ? null : XElement.Parse(xml);
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    // dotnet/shared/Microsoft.NETCore.App/10.0.1 has its documentation in dotnet/packs/Microsoft.NETCore.App.Ref/10.0.*/ref/net10.0.
    private static string[] FrameworkFiles()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        string framework = $"net{Environment.Version.Major}.0";
        if (!Directory.Exists(packs)) return [];
        string? pack = Directory.GetDirectories(packs).Select(version => Path.Combine(version, "ref", framework)).Where(Directory.Exists).Max(StringComparer.Ordinal);

        // Most of what a cell uses is in these two.
        string[] first = ["System.Runtime.xml", "System.Collections.xml", "System.Linq.xml"];
        return pack is null ? [] : [.. Directory.GetFiles(pack, "*.xml").OrderBy(file => !first.Contains(Path.GetFileName(file))).ThenBy(file => file, StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
