namespace GFlowNets.Training;

/// <summary>
/// Something that changes during training. What it saves must be enough that a run stopped after any step and restored gives
/// the same bits as one that was never stopped.
/// </summary>
public interface ISaveable
{
    /// <summary>Writes everything that changes.</summary>
    void Save(StateWriter writer);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    void Load(StateReader reader);
}
