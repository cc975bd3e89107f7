namespace GFlowNets.Notebooks;

/// <summary>The colours that series take in turn: Okabe and Ito's eight (2008), safe for colour-blind readers, less the yellow that vanishes on white.</summary>
public static class Palette
{
    /// <summary>Blue, vermilion, green, purple, orange, sky blue and dark grey, as #rrggbb.</summary>
    public static IReadOnlyList<string> Colors { get; } =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444"];

    /// <summary>The colour of the series with this number; the palette repeats after its last colour.</summary>
    /// <param name="index">The number of the series, from 0.</param>
    public static string At(int index) => Colors[index % Colors.Count];

    // Series keep one colour per name across the panels of a figure; nameless ones count on within their panel.
    internal static IEnumerable<IReadOnlyList<Trace>> Paint(IEnumerable<Chart> panels)
    {
        var byName = new Dictionary<string, string>();
        foreach (var panel in panels)
        {
            int nameless = 0;
            yield return [.. panel.Traces.Select(trace => trace with { Color = trace.Color ?? (trace.TakesPaletteColor ? Next(trace) : "#333333") })];

            string Next(Trace trace)
            {
                if (trace.Name is null) return At(byName.Count + nameless++);
                if (!byName.TryGetValue(trace.Name, out string? color)) byName[trace.Name] = color = At(byName.Count + nameless);
                return color;
            }
        }
    }
}
