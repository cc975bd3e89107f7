using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>R(x)^β: another reward sharpened (β > 1) or flattened (β &lt; 1).</summary>
/// <param name="inner">The reward to temper.</param>
/// <param name="beta">The exponent β, positive.</param>
public sealed class TemperedReward(Reward inner, double beta) : RewardDecorator(inner)
{
    /// <summary>The exponent β.</summary>
    public double Beta { get; } = RewardConstant.Positive(beta);

    /// <inheritdoc/>
    public override string Name => $"{Inner.Name}^{Beta}";

    /// <inheritdoc/>
    public override IReadOnlyList<RewardLevel>? KnownLevels => Inner.KnownLevels?.Select(level => level with { LogReward = Beta * level.LogReward }).ToList();

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state) => Beta * Inner.LogReward(state);

    /// <inheritdoc/>
    public override void LogRewards(StateBatch states, Span<double> logRewards)
    {
        Inner.LogRewards(states, logRewards);
        foreach (ref var logReward in logRewards)
            logReward *= Beta;
    }
}
