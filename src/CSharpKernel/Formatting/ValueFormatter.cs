using System.Collections;
using CSharpKernel.Cells;
using CSharpKernel.Output;

namespace CSharpKernel.Formatting;

/// <summary>
/// Turns a value into what a notebook shows. The value's own type decides first, through the convention of
/// <see cref="ConventionFormatters"/>; sequences, dictionaries and records become HTML tables; text/plain is always among the forms.
/// </summary>
public static class ValueFormatter
{
    /// <summary>A value's forms.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The only MIME types wanted, in this order; all of the value's when there are none.</param>
    /// <exception cref="ArgumentException">The value has none of the MIME types wanted.</exception>
    public static MimeBundle Format(object? value, params string[] mimeTypes)
    {
        var all = All(value);
        if (mimeTypes.Length == 0) return all;
        var wanted = new MimeBundle();
        foreach (string mimeType in mimeTypes)
        {
            if (all[mimeType] is { } text) wanted.Add(mimeType, text);
        }

        if (wanted.Any()) return wanted;
        throw new ArgumentException(
            $"mimeTypes must name a form that {PlainText.NameOf(value?.GetType())} has: {string.Join(", ", all.Select(form => form.Key))} " +
            $"(got {string.Join(", ", mimeTypes)}).",
            nameof(mimeTypes));
    }

    private static MimeBundle All(object? value)
    {
        var bundle = ConventionFormatters.Format(value);
        if (bundle is null)
        {
            if (value is IEnumerable and not string) value = HtmlTables.Materialise((IEnumerable)value);
            bundle = BuiltIn(value);
        }

        if (bundle["text/plain"] is null) bundle.Add("text/plain", PlainText.Of(value));
        return bundle;
    }

    private static MimeBundle BuiltIn(object? value) => value switch
    {
        null or string => [],
        HtmlContent html => new() { { "text/html", html.Content } },
        IDictionary pairs => new() { { "text/html", HtmlTables.Pairs(pairs) } },
        ICollection rows => new() { { "text/html", HtmlTables.Rows(rows) } },
        _ when Members.ShownAsTable(value.GetType()) => new() { { "text/html", HtmlTables.Properties(value) } },
        _ => [],
    };
}
