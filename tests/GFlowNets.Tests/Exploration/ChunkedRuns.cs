using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Replay;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

/// <summary>A run on a fractal grid whose actions grow, with its parts at hand.</summary>
internal sealed class ChunkedRuns
{
    internal ChunkedRuns(
        ActionChunkingSettings settings,
        int side = 9,
        ulong seed = 3,
        int iterations = 20,
        Objective? objective = null,
        ReplayContent content = ReplayContent.TerminatingStates,
        bool flow = false,
        bool onPolicy = false,
        IReadOnlyList<int[]>? library = null)
    {
        Reward = new Fractal(new HyperGrid(2, side));
        Environment = new ChunkedEnvironment(Reward.Grid, capacity: 40);
        Environment.Library.Replace(library ?? []);
        Policy = new LibraryPolicy(Environment, new FreeEmbeddings(Environment.Library, size: 16, seed: seed), hidden: 32, flow: flow, seed: seed);
        Buffer = new ReplayBuffer(Environment, new ReplaySettings { Capacity = 100, Content = content, Eviction = ReplayEviction.LowestReward });
        var fresh = new OnPolicy(Policy, Reward, batchSize: 8, Scheduled.Epsilon(Schedule.Linear(0.5, 0.1, iterations)), seed);
        IExplorer inner = onPolicy ? new OnPolicy(Policy, Reward, batchSize: 16, seed: seed) : new ReplayExplorer(fresh, Policy, Buffer, ReplayPlan.Mixed(8), new RewardDraw(), seed);
        Chunking = new ActionChunking(inner, Policy, settings with { CorpusSize = Math.Min(settings.CorpusSize, 200) }, Buffer, seed: seed);
        Trainer = new Trainer(
            Policy,
            objective ?? new TrajectoryBalance(5),
            Chunking,
            new TrainingSettings { Iterations = iterations, LearningRate = 3e-3, ObjectiveLearningRate = 0.05, EvaluateEvery = 0 },
            new ExactEvaluation(StateSpace.Of(Environment), Reward),
            new ModesFound(Environment, Reward),
            new LibraryUse(100));
    }

    internal Fractal Reward { get; }

    internal ChunkedEnvironment Environment { get; }

    internal LibraryPolicy Policy { get; }

    internal ReplayBuffer Buffer { get; }

    internal ActionChunking Chunking { get; }

    internal Trainer Trainer { get; }
}
