using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Replay;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// Runs whose actions grow (Boussif et al. 2025, "Action abstractions for amortized sampling"), scaled down from the released settings: batches of 64, 35 of
/// them replayed from the 1000 best distinct states with new backward trajectories, ε falling linearly over the run, two hidden layers of 128,
/// vectors of 64 for the actions, Adam at 1e-3 for the network and 0.064 for log Z, ten stretches of which all but the first begin with an update of the
/// library from 1500 trajectories.
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="Iterations">Batches of 64; 25,000 to 31,250 in the released settings.</param>
public sealed record ChunkRun(ChunkProblem Problem, int Iterations)
{
    private const int BatchSize = 64;
    private const int Replayed = 35;

    /// <summary>Evaluations on the way, besides the one before the first iteration.</summary>
    public int Evaluations { get; init; } = 20;

    /// <summary>Iterations from one update of the library to the next.</summary>
    public int Every => Math.Max(1, Iterations / 10);

    /// <summary>Single actions alone, to the end.</summary>
    public Method Atoms => With("atoms");

    /// <summary>One chunk more at each update.</summary>
    public Method Increment => With("Increment", ActionChunkingSettings.Increment(Every));

    /// <summary>The best chunks of each corpus.</summary>
    public Method Replace => With("Replace", ActionChunkingSettings.Replace(Every, Problem.Chunks));

    /// <summary>A method.</summary>
    /// <param name="name">Its name in tables and charts.</param>
    /// <param name="updates">When the library is updated and how; null for never.</param>
    /// <param name="recurrent">Whether the actions' vectors come from a recurrent network over their atoms, the paper's encoder, instead of being free.</param>
    /// <param name="parse">α of the backward policy over parses; null for the uniform one.</param>
    /// <param name="actorCritic">Whether A2C trains on its own trajectories, without ε and replay, instead of TB on replayed and fresh ones.</param>
    /// <param name="library">The chunks to begin with, for a run's seed; none where null.</param>
    public Method With(
        string name,
        ActionChunkingSettings? updates = null,
        bool recurrent = false,
        double? parse = null,
        bool actorCritic = false,
        Func<ulong, IReadOnlyList<int[]>>? library = null) => new(name, seed =>
    {
        var reward = Problem.Reward();
        var inner = reward.Environment!;
        var environment = new ChunkedEnvironment(inner, inner.ActionCount + Math.Max(Problem.Chunks, 28));
        environment.Library.Replace(library?.Invoke(seed) ?? []);
        ActionEncoder encoder = recurrent ? new RecurrentEmbeddings(environment.Library, size: 64, units: 64, seed: seed) : new FreeEmbeddings(environment.Library, size: 64, seed);
        var policy = new LibraryPolicy(environment, encoder, hidden: 128, flow: actorCritic, seed: seed)
        {
            FixedBackward = parse is { } perAction ? new ParseBackward(environment, perAction) : UniformBackward.Instance,
        };
        var diversity = Problem.Cutoff < 0 ? null : new ReplayDiversity(StateDistance.Hamming, Problem.Cutoff);
        var buffer = new ReplayBuffer(environment, new ReplaySettings { Eviction = ReplayEviction.LowestReward, Diversity = diversity });
        IExplorer explorer = actorCritic
            ? new OnPolicy(policy, reward, BatchSize, seed: seed)
            : new ReplayExplorer(
                new OnPolicy(policy, reward, BatchSize - Replayed, Scheduled.Epsilon(Schedule.Linear(Problem.FirstEpsilon, Problem.LastEpsilon, Iterations)), seed),
                policy, buffer, ReplayPlan.Mixed(Replayed), new RewardDraw(), seed);
        if (updates is not null)
            explorer = new ActionChunking(explorer, policy, updates, actorCritic ? null : buffer, seed: seed);
        Objective objective = actorCritic ? new AdvantageActorCritic(Problem.Entropy) : new TrajectoryBalance(Problem.InitialLogPartition);
        return new Trainer(policy, objective, explorer, new TrainingSettings { Iterations = Iterations, ObjectiveLearningRate = 0.064, EvaluateEvery = Math.Max(1, Iterations / Evaluations) }, Metrics(environment, reward, seed));
    });

    /// <summary>The chunks that an incremental run of a fifth of the length ends with: a library to hand on to another sampler.</summary>
    /// <param name="seed">Its seed.</param>
    public IReadOnlyList<int[]> Learned(ulong seed)
    {
        using var trainer = (this with { Iterations = Math.Max(10, Iterations / 5), Evaluations = 1 }).Increment.Create(seed);
        trainer.Run();
        var chunks = ((ChunkedEnvironment)trainer.Policy.Environment).Library.Chunks;
        trainer.Policy.Dispose();
        return chunks;
    }

    private List<IMetric> Metrics(ChunkedEnvironment environment, Reward reward, ulong seed)
    {
        List<IMetric> metrics = [new LibraryUse(500, seed)];
        if (Problem.KnownChunks.Count > 0)
            metrics.Add(new KnownChunks(Problem.KnownChunks));
        if (Problem.Modes is { } modes)
            metrics.Add(modes(environment));
        else if (reward.KnownModes is { } known)
            metrics.Add(new ModesFound(environment, known));
        if (Problem.IsExact)
            metrics.Add(new ExactEvaluation(StateSpace.Of(environment), reward));
        else
            metrics.Add(new SampledEvaluation(reward, 500, seed: seed));
        return metrics;
    }
}
