using GFlowNets.Policies;
using GFlowNets.Sampling;

namespace GFlowNets.Objectives;

/// <summary>
/// Trajectory balance (Malkin et al. 2022, "Trajectory balance: improved credit assignment in GFlowNets", eq. 14):
/// δ(τ) = log Z + Σ_t log P_F(s_{t+1}|s_t) − log R(x) − Σ_t log P_B(s_t|s_{t+1}), loss = Σ w δ² / Σ w over the batch.
/// log Z is a parameter of the objective, usually trained with a learning rate of its own.
/// </summary>
public sealed class TrajectoryBalance : Objective
{
    private readonly Parameter _logPartition;

    /// <summary>The objective.</summary>
    /// <param name="initialLogPartition">Where log Z starts.</param>
    public TrajectoryBalance(double initialLogPartition = 0)
    {
        if (!double.IsFinite(initialLogPartition))
            throw new ArgumentOutOfRangeException(nameof(initialLogPartition), $"log Z must start at a finite number (got {initialLogPartition})");
        _logPartition = new Parameter(torch.tensor(new[] { initialLogPartition }));
        _logPartition.DetachFromDisposeScope();
        Parameters = [("logZ", _logPartition)];
    }

    /// <inheritdoc/>
    public override string Name => "TB";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override double LogPartition => _logPartition.data<double>()[0];

    /// <inheritdoc/>
    public override ObjectiveEvaluation Evaluate(TrajectoryBatch batch, TrajectoryEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(evaluation);
        PerTrajectory.RequireFiniteRewards(batch, Name);
        var logRatio = PerTrajectory.Sum(evaluation.LogForward - evaluation.LogBackward, batch);
        var residuals = _logPartition + logRatio - torch.tensor(batch.LogRewards.ToArray());
        var weights = batch.Weights.ToArray();
        var loss = (residuals * residuals * torch.tensor(weights)).sum() / weights.Sum();
        return new ObjectiveEvaluation(loss, residuals.detach().data<double>().ToArray());
    }
}
