namespace GFlowNets.Notebooks;

// How a line is broken, in the order in which a palette takes them.
internal enum DashKind { Solid, Dash, Dot, DashDot, LongDash }

internal static class Dashes
{
    public const int Count = 5;

    public static string ToPlotly(this DashKind dash) => dash.ToString().ToLowerInvariant();

    // Lengths of strokes and gaps in pixels; none for an unbroken line.
    public static string? ToSvg(this DashKind dash) => dash switch
    {
        DashKind.Dash => "7 5",
        DashKind.Dot => "2 3",
        DashKind.DashDot => "8 3 2 3",
        DashKind.LongDash => "14 5",
        _ => null,
    };
}
