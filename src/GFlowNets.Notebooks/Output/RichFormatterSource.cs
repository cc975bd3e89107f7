namespace GFlowNets.Notebooks;

// The one source of formatters behind every type marked with TypeFormatterSourceAttribute.
internal sealed class RichFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new RichFormatter("text/html", value => value.ToHtml()),
        new RichFormatter("text/plain", value => value.ToText()),
    ];
}

// The kernel binds MimeType and Format by name, so both are public and Format takes object.
internal sealed class RichFormatter(string mimeType, Func<IRichOutput, string> write)
{
    public string MimeType => mimeType;

    public bool Format(object value, TextWriter writer)
    {
        if (value is not IRichOutput rich) return false;
        writer.Write(write(rich));
        return true;
    }
}
