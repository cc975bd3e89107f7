using GFlowNets.Objectives;
using GFlowNets.Sampling;

namespace GFlowNets.Exploration;

/// <summary>What an objective said of some trajectories of a batch: what an explorer shows to the one that it wraps.</summary>
internal static class EvaluationParts
{
    /// <summary>The evaluation restricted to the trajectories of a batch that are the first of another; the loss stays the whole one.</summary>
    internal static ObjectiveEvaluation FirstOf(this ObjectiveEvaluation evaluation, TrajectoryBatch first) =>
        new(evaluation.Loss, evaluation.Residuals[..first.Count], evaluation.RowResiduals?[..first.RowCount]);

    /// <summary>The same for the last trajectories of a batch.</summary>
    internal static ObjectiveEvaluation LastOf(this ObjectiveEvaluation evaluation, TrajectoryBatch last) =>
        new(evaluation.Loss, evaluation.Residuals[^last.Count..], evaluation.RowResiduals?[^last.RowCount..]);
}
