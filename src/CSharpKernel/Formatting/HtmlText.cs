namespace CSharpKernel.Formatting;

// Text within HTML. Only what HTML itself reads is encoded: letters of any language stay readable in a saved notebook.
internal static class HtmlText
{
    public static string Encode(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");
}
