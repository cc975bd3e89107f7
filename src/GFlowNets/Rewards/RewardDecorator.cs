using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Rewards;

/// <summary>A reward that changes or watches another. What is known of the inner reward stays known, and what it saves is saved.</summary>
public abstract class RewardDecorator : Reward, ISaveable
{
    private protected RewardDecorator(Reward inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>The reward underneath.</summary>
    public Reward Inner { get; }

    /// <inheritdoc/>
    public override string Name => Inner.Name;

    /// <inheritdoc/>
    public override DiscreteEnvironment? Environment => Inner.Environment;

    /// <inheritdoc/>
    public override IModes? KnownModes => Inner.KnownModes;

    /// <inheritdoc/>
    public override IReadOnlyList<RewardLevel>? KnownLevels => Inner.KnownLevels;

    /// <inheritdoc/>
    public virtual void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (Inner is ISaveable saveable)
            writer.Write("inner", saveable);
    }

    /// <inheritdoc/>
    public virtual void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (Inner is ISaveable saveable)
            reader.Read("inner", saveable);
    }
}
