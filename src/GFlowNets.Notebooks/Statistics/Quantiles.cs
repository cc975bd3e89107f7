namespace GFlowNets.Notebooks;

internal static class Quantiles
{
    // Linear between order statistics: what R calls type 7 and Plotly the linear method.
    public static double At(double[] sorted, double probability)
    {
        double place = probability * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[^1];
    }
}
