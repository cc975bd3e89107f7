namespace CSharpKernel.Cells;

/// <summary>Text that is HTML already, and is shown without encoding.</summary>
/// <param name="Content">The HTML.</param>
public sealed record HtmlContent(string Content)
{
    /// <summary>The HTML itself.</summary>
    public override string ToString() => Content;
}
