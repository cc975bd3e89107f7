using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// A method of exploration as it takes part in races: one setting for all problems, the defaults of this kit or of the method's published code, none tuned
/// to the problems. All but the last two are methods of a paper each; those two are compositions.
/// </summary>
public sealed class RaceMethod
{
    private readonly Func<RaceRun, Trainer> _train;

    private RaceMethod(string name, string idea, double callsPerBatch, Func<RaceRun, Trainer> train) => (Name, Idea, CallsPerBatch, _train) = (name, idea, callsPerBatch, train);

    /// <summary>Its name in tables and charts.</summary>
    public string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Idea { get; }

    /// <summary>Reward calls of an iteration, in batches: half a batch where every second iteration replays, one and a half where a sibling explores besides.</summary>
    public double CallsPerBatch { get; }

    /// <summary>All methods.</summary>
    public static IReadOnlyList<RaceMethod> All { get; } =
    [
        new("TB", "trajectory balance on the policy's own trajectories", 1, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Own(policy));
        }),
        new("ε 0.1", "a tenth of the actions uniform", 1, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Own(policy, new EpsilonUniform(0.1)));
        }),
        new("temperature 2", "action probabilities flattened to their roots", 1, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Own(policy, new Tempered(2)));
        }),
        new("noisy network", "noise in the last layer's weights, its size learned", 1, run =>
        {
            var policy = new NoisyMlpPolicy(run.Environment, run.Problem.Hidden, seed: run.Seed);
            return run.Train(policy, run.Own(policy));
        }),
        new("Thompson sampling", "ten heads with random priors, one drawn for each trajectory", 1, run =>
        {
            var policy = new MultiHeadPolicy(run.Environment, hidden: run.Problem.Hidden, seed: run.Seed);
            return run.Train(policy, new ThompsonSampling(policy, run.Reward, run.Problem.BatchSize, seed: run.Seed), new HeadEnsemble(policy, new TrajectoryBalance()));
        }),
        new("QGFN", "p-greedy 0.4 by a learned Q", 1, Greedy),
        new("PRT", "every second batch from a buffer, by rank of reward", 0.5, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Replayed(run.Own(policy), policy, byPriority: false));
        }),
        new("PER", "every second batch from a buffer, by rank of loss", 0.5, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Replayed(run.Own(policy), policy, byPriority: true));
        }),
        new("local search", "every eighth batch refined by undoing and rebuilding half", 1.5, run =>
        {
            var policy = run.Network();
            var settings = new LocalSearchSettings { Rounds = 4, Share = 0.5, TrainOnRejected = false, Every = 8 };
            return run.Train(policy, new LocalSearch(run.Own(policy), policy, run.Reward, settings, seed: run.Seed));
        }),
        new("GAFN", "a bonus of novelty by network distillation on every edge", 1, run =>
        {
            var policy = run.Network(flow: true);
            return run.Train(policy, run.Own(policy), new AugmentedTrajectoryBalance(run.Distillation()));
        }),
        new("GAFN, counts", "a bonus of one over the root of visits on every edge", 1, run =>
        {
            var policy = run.Network(flow: true);
            return run.Train(policy, run.Own(policy), new AugmentedTrajectoryBalance(new VisitCounts(run.Environment)));
        }),
        new("teacher", "a second network samples where the first one errs", 1, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Taught(run.Own(policy)));
        }),
        new("siblings", "a second network has the bonus of novelty, the first learns from both", 1.5, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.WithSibling(policy, new AugmentedTrajectoryBalance(run.Distillation()), flow: true));
        }),
        new("LGGFN", "the second network's bonus is the first one's loss", 1.5, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.WithSibling(policy, new AugmentedObjective(new TrajectoryBalance(), new LossBonus(), onEdges: false), flow: false));
        }),
        new("chunks", "longer actions mined from replay and fresh samples, with PRT", 0.5, Chunked),
        new("teacher + PER", "the teacher's and the student's batches, and a buffer of them", 0.5, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Taught(run.Own(policy), inner => run.Replayed(inner, policy, byPriority: true)));
        }),
        new("siblings + PRT", "both siblings' batches, and a buffer of them", 0.75, run =>
        {
            var policy = run.Network();
            return run.Train(policy, run.Replayed(run.WithSibling(policy, new AugmentedTrajectoryBalance(run.Distillation()), flow: true), policy, byPriority: false));
        }),
    ];

    /// <summary>The method with its settings for a problem.</summary>
    /// <param name="problem">The problem.</param>
    public Method On(RaceProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Validate();
        return new Method(Name, seed => _train(new RaceRun(problem, seed, problem.Create(), CallsPerBatch)));
    }

    /// <summary>Whether it can play an environment; longer actions need edges that count per action and one initial state.</summary>
    /// <param name="environment">The environment.</param>
    public bool Plays(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Name != "chunks" || (environment.Edges == EdgeCounting.PerAction && environment.InitialStateCount == 1);
    }

    private static Trainer Greedy(RaceRun run)
    {
        var policy = run.Network();
        var values = new ActionValueNetwork(run.Second());
        // Raised over the first tenth of the run, as QGFN's authors do.
        var sampler = policy.WithGreediness(Greediness.PGreedy, Schedule.Cosine(0, 0.4, Math.Max(1, run.Iterations / 10)), values);
        return run.Train(policy, new QLearning(values, run.Own(policy, sampler), new QLearningSettings()));
    }

    private static Trainer Chunked(RaceRun run)
    {
        const int updates = 12;
        var environment = new ChunkedEnvironment(run.Environment, run.Environment.ActionCount + updates);
        var policy = new LibraryPolicy(environment, new FreeEmbeddings(environment.Library, seed: run.Seed), run.Problem.Hidden, seed: run.Seed);
        var replayed = run.Replayed(run.Own(policy), policy, byPriority: false);
        var settings = ActionChunkingSettings.Increment(Math.Max(1, run.Iterations / updates));
        return run.Train(policy, new ActionChunking(replayed, policy, settings, replayed.Buffer, seed: run.Seed));
    }
}
