using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Objectives;

/// <summary>
/// A training loss over trajectories that vanishes exactly where the policy samples in proportion to the reward. It may own parameters
/// of its own, such as log Z.
/// </summary>
public abstract class Objective : ISaveable
{
    /// <summary>Short name for charts, tables and messages.</summary>
    public abstract string Name { get; }

    /// <summary>The objective's own parameters; empty where it has none.</summary>
    public virtual IReadOnlyList<(string Name, Parameter Value)> Parameters => [];

    /// <summary>Its estimate of log Z, or NaN where it has none.</summary>
    public virtual double LogPartition => double.NaN;

    /// <summary>Evaluates a batch.</summary>
    /// <param name="batch">The trajectories with their log-rewards and weights.</param>
    /// <param name="evaluation">Their log-probabilities and flows under the policy.</param>
    public abstract ObjectiveEvaluation Evaluate(TrajectoryBatch batch, TrajectoryEvaluation evaluation);

    /// <inheritdoc/>
    public virtual void Save(StateWriter writer) => ParameterState.Save(writer, Parameters);

    /// <inheritdoc/>
    public virtual void Load(StateReader reader) => ParameterState.Load(reader, Parameters);
}
