using System.Collections;
using CSharpKernel.Formatting;
using CSharpKernel.Output;

namespace CSharpKernel.Cells;

/// <summary>Ways to show a value that read well at the end of an expression.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The only MIME types wanted; all of the value's when there are none.</param>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => NotebookFunctions.display(value, mimeTypes);

    /// <summary>Shows text as what it is said to be.</summary>
    /// <param name="text">The text, such as an SVG drawing.</param>
    /// <param name="mimeType">Its MIME type, such as image/svg+xml.</param>
    public static DisplayedValue DisplayAs(this string text, string mimeType) => NotebookFunctions.Show(new MimeBundle { { mimeType, text } }, mimeType);

    /// <summary>Shows a sequence as a table: a row for each element, a column for each public property.</summary>
    /// <param name="rows">The elements.</param>
    public static DisplayedValue DisplayTable(this IEnumerable rows)
    {
        var all = HtmlTables.Materialise(rows);
        return NotebookFunctions.Show(new MimeBundle { { "text/html", HtmlTables.Rows(all) }, { "text/plain", PlainText.Of(all) } });
    }
}
