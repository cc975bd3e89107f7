namespace GFlowNets.Notebooks;

// What stands under the pointer, in Plotly's template language: a line for each thing measured.
internal static class HoverText
{
    private const string Digits = ":,.6~g";

    public static string Line(string title, string field) => $"{Plain(title)}: %{{{field}{Digits}}}";

    public static string Line(Axis axis, string fallback, string field) =>
        $"{Plain(axis.Title ?? fallback)}: %{{{field}{Digits}}}{(axis.Unit is null ? "" : " " + Plain(axis.Unit))}";

    // Ends of an error bar, kept with each point.
    public static string Interval(int place) => $"from %{{customdata[{place}]{Digits}}} to %{{customdata[{place + 1}]{Digits}}}";

    // The text in extra would stand beside the box in another colour; the name has a line of its own instead.
    public static string Template(string? name, IEnumerable<string> lines, bool own) =>
        string.Join("<br>", new[] { name is null ? null : $"<b>{Plain(name)}</b>" }.OfType<string>().Concat(lines).Concat(own ? ["%{hovertext}"] : [])) + "<extra></extra>";

    private static string Plain(string text) => PlotlyJson.Text(text).Replace("%{", "% {");
}
