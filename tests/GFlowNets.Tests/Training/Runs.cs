using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Training;

/// <summary>Training runs on grids, and what of them must be reproducible.</summary>
internal static class Runs
{
    /// <summary>A short run with everything that has a state: a sampler, a learned P_B, decaying rates, clipping and metrics.</summary>
    internal static Trainer Short(ulong seed = 7, int iterations = 40, int evaluateEvery = 10)
    {
        var reward = new Corners(new HyperGrid(2, 4));
        var policy = new MlpPolicy(reward.Grid, hidden: 32, backward: BackwardPolicy.Learned, seed: seed);
        return new Trainer(
            policy,
            new TrajectoryBalance(),
            new OnPolicy(policy, reward, batchSize: 8, new EpsilonUniform(0.1), seed),
            new TrainingSettings { Iterations = iterations, FinalLearningRateFactor = 0.1, GradientClip = 1, EvaluateEvery = evaluateEvery },
            new ExactEvaluation(StateSpace.Of(reward.Grid), reward));
    }

    /// <summary>A run that should learn the reward on the grid of 64 cells.</summary>
    internal static Trainer Learning(ulong seed, int iterations = 5000, BackwardPolicy backward = BackwardPolicy.Uniform, int batchSize = 16, bool merge = true)
    {
        var reward = new Corners(new HyperGrid(2, 8));
        var policy = new MlpPolicy(reward.Grid, hidden: 128, backward: backward, seed: seed);
        return new Trainer(
            policy,
            new TrajectoryBalance(),
            new OnPolicy(policy, reward, batchSize, seed: seed),
            new TrainingSettings { Iterations = iterations, FinalLearningRateFactor = 0.1, EvaluateEvery = 0, MergeEqualStates = merge },
            new ExactEvaluation(StateSpace.Of(reward.Grid), reward));
    }

    /// <summary>All that a run's bits are: its weights and its log, the clock left out.</summary>
    internal static (byte[] Policy, byte[] Objective, string Log) Bits(Trainer trainer) =>
        (Values.Bytes(trainer.Policy), Values.Bytes(trainer.Objective), RunLog.ToLines(trainer.Log.Select(record => record with { Seconds = 0 })));

    internal static void AssertSameBits(Trainer expected, Trainer actual)
    {
        var (a, b) = (Bits(expected), Bits(actual));
        Assert.Equal(a.Log, b.Log);
        Assert.Equal(a.Objective, b.Objective);
        Assert.Equal(a.Policy, b.Policy);
    }
}
