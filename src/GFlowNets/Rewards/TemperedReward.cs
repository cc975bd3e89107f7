using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>R(x)^β: another reward sharpened (β > 1) or flattened (β &lt; 1).</summary>
/// <param name="inner">The reward to temper.</param>
/// <param name="beta">The exponent β, positive.</param>
public sealed class TemperedReward(Reward inner, double beta) : Reward
{
    private readonly Reward _inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <summary>The exponent β.</summary>
    public double Beta { get; } = RewardConstant.Positive(beta);

    /// <inheritdoc/>
    public override string Name => $"{_inner.Name}^{Beta}";

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state) => Beta * _inner.LogReward(state);

    /// <inheritdoc/>
    public override void LogRewards(StateBatch states, Span<double> logRewards)
    {
        _inner.LogRewards(states, logRewards);
        foreach (ref var logReward in logRewards)
            logReward *= Beta;
    }
}
