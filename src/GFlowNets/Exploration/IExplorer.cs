using GFlowNets.Objectives;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// Decides what the next training batch is: trajectories of the policy, of a sampler, a buffer, a teacher, a search. It then sees how
/// the objective judged the batch, taken before the update, and may learn from that. Explorers compose by wrapping each other.
/// </summary>
public interface IExplorer : ISaveable
{
    /// <summary>Short name for charts and tables.</summary>
    string Name { get; }

    /// <summary>Terminating states whose reward it has asked for.</summary>
    long RewardCalls { get; }

    /// <summary>The batch to train on, complete with log-rewards. It is valid until the next call.</summary>
    /// <param name="iteration">Number of the training iteration; all randomness is a function of it.</param>
    TrajectoryBatch Propose(long iteration);

    /// <summary>Sees the objective's evaluation of the batch that it proposed.</summary>
    void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation);
}
