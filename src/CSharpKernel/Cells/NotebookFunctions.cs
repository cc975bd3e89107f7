using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CSharpKernel.Formatting;
using CSharpKernel.Output;

namespace CSharpKernel.Cells;

/// <summary>The functions that a cell may call without saying where they come from.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "The names are those of .NET Interactive, so that a notebook runs in either kernel.")]
public static class NotebookFunctions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Any value; its formatter decides how it looks.</param>
    /// <param name="mimeTypes">The only MIME types wanted; all of the value's when there are none.</param>
    /// <returns>The display, whose value can be replaced.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    /// <exception cref="ArgumentException">The value has none of the MIME types wanted.</exception>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => Show(ValueFormatter.Format(value, mimeTypes), mimeTypes);

    /// <summary>Marks text as HTML.</summary>
    /// <param name="content">An HTML fragment, shown as it is.</param>
    public static HtmlContent HTML(string content) => new(content);

    /// <summary>Runs a script in the page that shows the notebook, where that page allows it.</summary>
    /// <param name="script">JavaScript.</param>
    public static DisplayedValue Javascript(string script) => display(HTML($"<script type=\"text/javascript\">{script}</script>"));

    /// <summary>Adds style rules to the page that shows the notebook, where that page allows it.</summary>
    /// <param name="rules">CSS rules.</param>
    public static DisplayedValue CSS(string rules) =>
        Javascript($"const style = document.createElement('style'); style.textContent = {JsonSerializer.Serialize(rules)}; document.head.appendChild(style);");

    /// <summary>Removes what the running cell has shown so far.</summary>
    /// <param name="wait">Whether to keep it until the next output arrives, which spares the page a flicker.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static void clear_output(bool wait = false) => Cell.Publish(new CellOutput.Clear(wait));

    internal static DisplayedValue Show(MimeBundle data, params string[] mimeTypes) => new(Cell, mimeTypes, data);

    private static CellPublisher Cell =>
        CellPublisher.Current ?? throw new InvalidOperationException("only a notebook's cell can show something, and none is running here.");
}
