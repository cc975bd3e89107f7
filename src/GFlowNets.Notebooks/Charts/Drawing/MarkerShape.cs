namespace GFlowNets.Notebooks;

// The shape of a point's mark, in the order in which a palette takes them.
internal enum MarkerShape { Circle, Square, Diamond, Triangle, Cross, X }

internal static class MarkerShapes
{
    public const int Count = 6;

    public static string ToPlotly(this MarkerShape shape) => shape == MarkerShape.Triangle ? "triangle-up" : shape.ToString().ToLowerInvariant();

    // The corners of a mark about a point, of about the area of the circle with that radius.
    public static (double X, double Y)[] Corners(this MarkerShape shape, double x, double y, double radius)
    {
        const double arm = 0.35;
        (double X, double Y)[] around = shape switch
        {
            MarkerShape.Square => [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            MarkerShape.Diamond => [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
            MarkerShape.Triangle => [(0, -1.2), (1.15, 0.8), (-1.15, 0.8)],
            _ =>
            [
                (-arm, -1.2), (arm, -1.2), (arm, -arm), (1.2, -arm), (1.2, arm), (arm, arm),
                (arm, 1.2), (-arm, 1.2), (-arm, arm), (-1.2, arm), (-1.2, -arm), (-arm, -arm),
            ],
        };
        double half = Math.Sqrt(0.5);
        if (shape == MarkerShape.X) around = [.. around.Select(p => ((p.X - p.Y) * half, (p.X + p.Y) * half))];
        return [.. around.Select(p => (x + radius * p.X, y + radius * p.Y))];
    }
}
