namespace GFlowNets.Notebooks;

/// <summary>The mean of several curves and its pointwise 95 % confidence band.</summary>
/// <param name="Mean">The mean at each point.</param>
/// <param name="Lower">The lower end at each point; NaN where there are fewer than two values.</param>
/// <param name="Upper">The upper end at each point; NaN where there are fewer than two values.</param>
public sealed record CurveBand(double[] Mean, double[] Lower, double[] Upper);
