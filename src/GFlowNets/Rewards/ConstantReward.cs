namespace GFlowNets.Rewards;

/// <summary>The same reward everywhere: the target is uniform over terminating states, and Z counts them where log R = 0.</summary>
public sealed class ConstantReward : Reward
{
    private readonly double _logReward;

    /// <summary>The reward.</summary>
    /// <param name="logReward">log R of every state, a finite number.</param>
    public ConstantReward(double logReward = 0)
    {
        if (!double.IsFinite(logReward))
            throw new ArgumentOutOfRangeException(nameof(logReward), $"logReward must be a finite number (got {logReward})");
        _logReward = logReward;
    }

    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state) => _logReward;
}
