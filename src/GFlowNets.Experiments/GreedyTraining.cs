using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// How QGFN is trained here (Lau et al. 2024): the flow by trajectory balance on R^β and Q on R from the same trajectories, which come from the flow made
/// greedy by Q; both are perceptrons with two hidden layers of 128 instead of the paper's transformers. A run ends with a sweep of all three rules
/// at inference.
/// </summary>
/// <param name="Beta">The exponent β of the flow's reward.</param>
/// <param name="Iterations">Batches.</param>
internal sealed record GreedyTraining(double Beta, int Iterations)
{
    private const int Hidden = 128;

    /// <summary>Trajectories a batch.</summary>
    internal int BatchSize { get; init; } = 32;

    /// <summary>Samples of each point of the sweep.</summary>
    internal int Samples { get; init; } = 1000;

    /// <summary>Adam's learning rate of both networks at the start; a tenth of it at the end.</summary>
    internal double LearningRate { get; init; } = 1e-3;

    /// <summary>Where log Z starts.</summary>
    internal double InitialLogPartition { get; init; }

    /// <summary>A run.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="raw">The reward R.</param>
    /// <param name="modes">Makes a count of the modes that were found.</param>
    /// <param name="rule">The rule in training.</param>
    /// <param name="p">The greediness in training, raised by half a cosine over the first tenth of the run as the authors do; 0 trains on the flow's own trajectories.</param>
    /// <param name="steps">n of Q's targets.</param>
    internal Trainer Make(ulong seed, Reward raw, Func<ModesFound> modes, Greediness rule, double p, int steps)
    {
        var environment = raw.Environment!;
        var policy = new MlpPolicy(environment, Hidden, seed: seed);
        // The two networks of a seed must not begin alike.
        var values = new ActionValueNetwork(new MlpPolicy(environment, Hidden, seed: seed + 1_000_000));
        var sampler = policy.WithGreediness(rule, p == 0 ? Schedule.Constant(0) : Schedule.Cosine(0, p, Math.Max(1, Iterations / 10)), values);
        var explorer = new QLearning(
            values,
            new OnPolicy(policy, new TemperedReward(raw, Beta), BatchSize, sampler, seed),
            new QLearningSettings { Steps = steps, Exponent = 1 / Beta, LearningRate = Schedule.Exponential(LearningRate, LearningRate / 10, Iterations) });
        var sweep = BitsRun.Sweep.Select(point => policy.WithGreediness(point.Rule, point.P, values)).ToList();
        return new Trainer(
            policy,
            new TrajectoryBalance(InitialLogPartition),
            explorer,
            new TrainingSettings { Iterations = Iterations, LearningRate = LearningRate, FinalLearningRateFactor = 0.1, EvaluateEvery = 0 },
            new SamplerSweep(raw, sweep, Samples, seed) { SkipsUntrained = true, Modes = modes },
            modes());
    }
}
