using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>The logarithm of the unnormalised target R(x) over terminating states x. A GFlowNet learns to sample x with probability R(x)/Z.</summary>
public abstract class Reward
{
    /// <summary>Short name for charts, tables and messages.</summary>
    public abstract string Name { get; }

    /// <summary>The environment that this reward was made for; null where it serves any.</summary>
    public virtual DiscreteEnvironment? Environment => null;

    /// <summary>What knows the modes of this reward: itself, or what it decorates; null where nothing does.</summary>
    public virtual IModes? KnownModes => this as IModes;

    /// <summary>The values that this reward takes and how often; null where they are not known.</summary>
    public virtual IReadOnlyList<RewardLevel>? KnownLevels => (this as IRewardLevels)?.Levels;

    /// <summary>log R(x) of one terminating state; finite, or −∞ where R(x) = 0.</summary>
    public abstract double LogReward(ReadOnlySpan<int> state);

    /// <summary>log R(x) of a batch of terminating states. Override it where a batch is cheaper than its members (proxies, folding).</summary>
    /// <param name="states">The states.</param>
    /// <param name="logRewards">Receives one value a state.</param>
    public virtual void LogRewards(StateBatch states, Span<double> logRewards)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (logRewards.Length != states.Count)
            throw new ArgumentException($"there must be one place a state: {states.Count} (got {logRewards.Length})", nameof(logRewards));
        for (var row = 0; row < states.Count; row++)
            logRewards[row] = LogReward(states[row]);
    }

    /// <summary>Refuses an environment other than the reward's own, by its name, which tells kind and size.</summary>
    internal void RequireFits(DiscreteEnvironment environment)
    {
        if (Environment is { } own && own.Rewarded.Name != environment.Rewarded.Name)
            throw new ArgumentException($"the reward {Name} was made for {own.Name} and is used on {environment.Name}: make it for the same environment");
    }
}
