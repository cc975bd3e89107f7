namespace GFlowNets.Objectives;

/// <summary>
/// How an explorer's reward is made of the true one and a bonus, (R^βe + r^βi)^β. With all exponents 1 it is R + r. The form and its exponents are
/// those of the public code for loss-guided GFlowNets (Malek et al. 2025) and its sibling baseline.
/// </summary>
public sealed record IntrinsicMix
{
    /// <summary>βe, the exponent of the true reward, positive.</summary>
    public double Extrinsic { get; init; } = 1;

    /// <summary>βi, the exponent of the bonus, positive.</summary>
    public double Intrinsic { get; init; } = 1;

    /// <summary>β, the exponent of their sum, positive.</summary>
    public double Overall { get; init; } = 1;

    /// <summary>β·logsumexp(βe·log R, βi·log r); −∞ where both are zero.</summary>
    /// <param name="logReward">log R(x).</param>
    /// <param name="bonus">r, at least 0.</param>
    public double LogReward(double logReward, double bonus)
    {
        var (a, b) = (Extrinsic * logReward, Intrinsic * Math.Log(bonus));
        var largest = Math.Max(a, b);
        return Overall * (double.IsFinite(largest) ? largest + Math.Log(Math.Exp(a - largest) + Math.Exp(b - largest)) : largest);
    }

    /// <summary>Refuses exponents that make no sense, in a sentence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An exponent is not a positive finite number.</exception>
    public void Validate()
    {
        Demands.Positive(Extrinsic, nameof(Extrinsic));
        Demands.Positive(Intrinsic, nameof(Intrinsic));
        Demands.Positive(Overall, nameof(Overall));
    }

    /// <inheritdoc/>
    public override string ToString() => (Extrinsic, Intrinsic, Overall) == (1, 1, 1) ? "R + r" : FormattableString.Invariant($"(R^{Extrinsic} + r^{Intrinsic})^{Overall}");
}
