using GFlowNets.Exploration;

namespace GFlowNets.Objectives;

/// <summary>
/// Trajectory balance with intrinsic rewards r on the edges (Pan et al. 2023, "Generative augmented flow networks", and its released code):
/// δ(τ) = log Z + Σ_t log P_F − log(R(x) + r_last) − Σ over edges before the last of log(P_B(s_t|s_{t+1}) + r_t/F(s_{t+1})), where the last edge is the stop, or
/// the step to x in a trajectory that ends by itself, whose log P_B is then subtracted as it is. Loss = Σ w δ² / Σ w. It needs a flow head.
/// </summary>
/// <param name="bonus">The intrinsic reward; it learns after every step.</param>
/// <param name="initialLogPartition">Where log Z starts.</param>
public sealed class AugmentedTrajectoryBalance(IIntrinsicReward bonus, double initialLogPartition = 0)
    : AugmentedObjective(new TrajectoryBalance(initialLogPartition), bonus)
{
    /// <inheritdoc/>
    public override string Name => $"GAFN, {Bonus.Name}";
}
