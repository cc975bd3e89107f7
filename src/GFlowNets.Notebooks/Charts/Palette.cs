namespace GFlowNets.Notebooks;

/// <summary>The colours that series take in turn: Okabe and Ito's eight (2008), safe for colour-blind readers, less the yellow that vanishes on white.</summary>
/// <remarks>
/// Series beyond the last colour take the colours again with another dash (solid, dashed, dotted, dash-dotted, long dashes) and another marker
/// (circle, square, diamond, triangle, cross, x), so that the first 35 lines and the first 42 sets of markers all differ.
/// </remarks>
public static class Palette
{
    /// <summary>Blue, vermilion, green, purple, orange, sky blue and dark grey, as #rrggbb.</summary>
    public static IReadOnlyList<string> Colors { get; } =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444"];

    /// <summary>The colour of the series with this number; the colours repeat after the last one.</summary>
    /// <param name="index">The number of the series, from 0.</param>
    public static string At(int index) => Colors[index % Colors.Count];

    // Series keep one look per name across the panels of a figure; nameless ones count on within their panel.
    internal static IEnumerable<IReadOnlyList<Trace>> Paint(IEnumerable<Chart> panels, ChartTheme theme)
    {
        var byName = new Dictionary<string, int>();
        foreach (var panel in panels)
        {
            int nameless = 0;
            yield return [.. panel.Traces.Select(trace => trace.Color is not null ? trace : trace.TakesPaletteColor ? Dress(trace, Next(trace)) : trace with { Color = theme.Ink })];

            int Next(Trace trace)
            {
                if (trace.Name is null) return byName.Count + nameless++;
                if (!byName.TryGetValue(trace.Name, out int index)) byName[trace.Name] = index = byName.Count + nameless;
                return index;
            }
        }

        Trace Dress(Trace trace, int index) => trace with { Color = theme.Colors[index % theme.Colors.Count], Variant = index / theme.Colors.Count };
    }
}
