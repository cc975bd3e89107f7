using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Objectives;

/// <summary>The diamond with the scores, flows and rewards that its known losses were computed from.</summary>
internal static class Diamond
{
    internal const double LogPartition = 1.7;

    internal static Reward Reward { get; } = new TableReward(0, 1, 2, 4);

    internal static TabularPolicy Policy(BackwardPolicy backward = BackwardPolicy.Uniform)
    {
        var policy = new TabularPolicy(StateSpace.Of(GraphEnvironment.Diamond()), backward, flow: true);
        policy.SetForward([0], 0, 0.2, -0.4, 0, 0);
        policy.SetForward([1], 0, 0, 0, 0.3, -0.1);
        policy.SetForward([2], 0, 0, 0, -0.2, 0.5);
        double[] logFlows = [LogPartition, 0.9, 1.1, 1.2];
        for (var state = 0; state < 4; state++)
            policy.SetLogFlow([state], logFlows[state]);
        return policy;
    }

    /// <summary>The four trajectories: s0 A C, s0 B, s0 B C, s0 A.</summary>
    internal static TrajectoryBatch Batch(DiscreteEnvironment environment)
    {
        var batch = new TrajectoryBatch(environment);
        foreach (var path in new int[][] { [1, 3], [2], [2, 3], [1] })
        {
            var state = 0;
            var back = TrajectoryBatch.None;
            foreach (var next in path.Append(environment.StopAction))
            {
                batch.AddRow([state], next, back);
                (back, state) = (state, next);
            }

            batch.EndTrajectory(TrajectorySource.Given, logReward: Reward.LogReward([path[^1]]));
        }

        return batch;
    }
}
