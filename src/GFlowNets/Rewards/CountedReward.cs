using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Rewards;

/// <summary>Counts how often another reward is asked: the x axis of every comparison of sample efficiency.</summary>
/// <param name="inner">The reward to count.</param>
public sealed class CountedReward(Reward inner) : Reward, ISaveable
{
    private readonly Reward _inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <summary>Terminating states evaluated so far.</summary>
    public long Calls { get; private set; }

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state)
    {
        Calls++;
        return _inner.LogReward(state);
    }

    /// <inheritdoc/>
    public override void LogRewards(StateBatch states, Span<double> logRewards)
    {
        ArgumentNullException.ThrowIfNull(states);
        Calls += states.Count;
        _inner.LogRewards(states, logRewards);
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer) => writer.Write("calls", Calls);

    /// <inheritdoc/>
    public void Load(StateReader reader) => Calls = reader.ReadLong("calls");
}
