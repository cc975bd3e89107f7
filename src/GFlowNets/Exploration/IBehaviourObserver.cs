using GFlowNets.Sampling;

namespace GFlowNets.Exploration;

/// <summary>What a sibling's objective or bonus implements to be told, before the sibling trains on a batch, how well the behaviour network fits it.</summary>
public interface IBehaviourObserver
{
    /// <summary>Called before the sibling evaluates a batch.</summary>
    /// <param name="batch">The trajectories that the sibling is about to train on.</param>
    /// <param name="residuals">The residuals of the behaviour network's objective on them, on the true reward and before its update; copy what must last.</param>
    void ObserveBehaviour(TrajectoryBatch batch, ReadOnlySpan<double> residuals);
}
