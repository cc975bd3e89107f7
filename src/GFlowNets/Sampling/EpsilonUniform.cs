namespace GFlowNets.Sampling;

/// <summary>μ = (1−ε)·P_F + ε·uniform over legal actions, decided anew in every state.</summary>
public sealed class EpsilonUniform : Sampler
{
    /// <summary>The sampler.</summary>
    /// <param name="epsilon">Share of uniform actions, from 0 to 1.</param>
    public EpsilonUniform(double epsilon)
    {
        if (epsilon is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"epsilon must be from 0 to 1 (got {epsilon})");
        Epsilon = epsilon;
    }

    /// <summary>Share of uniform actions.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => $"ε {Epsilon}";

    /// <inheritdoc/>
    public override void Reweight(int row, ReadOnlySpan<bool> legal, Span<double> probabilities)
    {
        var share = Epsilon / legal.Count(true);
        for (var action = 0; action < probabilities.Length; action++)
        {
            if (legal[action])
                probabilities[action] = (1 - Epsilon) * probabilities[action] + share;
        }
    }
}
