using GFlowNets.Sampling;

namespace GFlowNets.Objectives;

/// <summary>Ragged sums: rows of a batch added up trajectory by trajectory.</summary>
internal static class PerTrajectory
{
    /// <summary>Refuses a batch with a log-reward that is not finite, naming the state.</summary>
    internal static void RequireFiniteRewards(TrajectoryBatch batch, string objective)
    {
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            if (!double.IsFinite(batch.LogRewards[trajectory]))
            {
                throw new InvalidOperationException(
                    $"{objective} needs a finite log-reward for every terminating state (got {batch.LogRewards[trajectory]} for "
                    + $"{batch.Environment.Describe(batch.Terminating(trajectory))}): check the reward, and give zero rewards a small floor");
            }
        }
    }

    /// <summary>Sums one number a row into one number a trajectory, with gradients.</summary>
    internal static Tensor Sum(Tensor rows, TrajectoryBatch batch)
    {
        var owner = new long[batch.RowCount];
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
            owner.AsSpan(batch.Offsets[trajectory]..batch.Offsets[trajectory + 1]).Fill(trajectory);
        return torch.zeros(batch.Count, dtype: ScalarType.Float64).index_add(0, torch.tensor(owner), rows, 1);
    }
}
