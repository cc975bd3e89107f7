using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Rewards;

/// <summary>Counts how often another reward is asked: the x axis of every comparison of sample efficiency.</summary>
/// <param name="inner">The reward to count.</param>
public sealed class CountedReward(Reward inner) : RewardDecorator(inner)
{
    /// <summary>Terminating states evaluated so far.</summary>
    public long Calls { get; private set; }

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state)
    {
        Calls++;
        return Inner.LogReward(state);
    }

    /// <inheritdoc/>
    public override void LogRewards(StateBatch states, Span<double> logRewards)
    {
        ArgumentNullException.ThrowIfNull(states);
        Calls += states.Count;
        Inner.LogRewards(states, logRewards);
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Write("calls", Calls);
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        base.Load(reader);
        Calls = reader.ReadLong("calls");
    }
}
