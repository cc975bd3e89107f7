namespace GFlowNets.Sampling;

/// <summary>μ ∝ P_F^(1/T): flatter for T > 1, sharper for T &lt; 1.</summary>
public sealed class Tempered : Sampler
{
    /// <summary>The sampler.</summary>
    /// <param name="temperature">The temperature T, positive.</param>
    public Tempered(double temperature)
    {
        if (!double.IsFinite(temperature) || temperature <= 0)
            throw new ArgumentOutOfRangeException(nameof(temperature), $"temperature must be a positive finite number (got {temperature})");
        Temperature = temperature;
    }

    /// <summary>The temperature T.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => $"temperature {Temperature}";

    /// <inheritdoc/>
    public override void Reweight(int row, ReadOnlySpan<bool> legal, Span<double> probabilities)
    {
        // Divided by the largest first, so that a small temperature cannot turn every probability into zero.
        var largest = 0.0;
        foreach (var probability in probabilities)
            largest = Math.Max(largest, probability);
        var sum = 0.0;
        foreach (ref var probability in probabilities)
        {
            probability = Math.Pow(probability / largest, 1 / Temperature);
            sum += probability;
        }

        foreach (ref var probability in probabilities)
            probability /= sum;
    }
}
