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
/// One run of a race, and what the methods build theirs from: all train by trajectory balance with Adam at 1e-3 and 0.1 for log Z, constant rates,
/// gradients clipped at norm 10, P_B uniform. Nothing is set for one problem or one method alone.
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Reward">The reward of this run.</param>
/// <param name="CallsPerBatch">Reward calls of an iteration of the method, in batches.</param>
internal sealed record RaceRun(RaceProblem Problem, ulong Seed, Reward Reward, double CallsPerBatch)
{
    private const double Clip = 10;
    private const int Samples = 2000;

    internal DiscreteEnvironment Environment { get; } = Reward.Environment
        ?? throw new ArgumentException($"the reward {Reward.Name} must know its environment for a race: override Environment");

    /// <summary>Iterations that use up the reward calls.</summary>
    internal int Iterations => Math.Max(1, (int)Math.Round(Problem.RewardCalls / (CallsPerBatch * Problem.BatchSize)));

    internal TeacherSettings TeacherSettings { get; } = new() { GradientClip = Clip };

    internal SiblingSettings SiblingSettings { get; } = new() { GradientClip = Clip };

    /// <summary>The network that is trained and evaluated.</summary>
    internal MlpPolicy Network(bool flow = false) => new(Environment, Problem.Hidden, flow: flow, seed: Seed);

    /// <summary>A second network; its first weights are not those of the first, nor of another run's.</summary>
    internal MlpPolicy Second(bool flow = false) => new(Environment, Problem.Hidden, flow: flow, seed: Seed + 1_000_000);

    /// <summary>A policy's own trajectories.</summary>
    internal OnPolicy Own(Policy policy, Sampler? sampler = null) => new(policy, Reward, Problem.BatchSize, sampler, Seed);

    /// <summary>Random network distillation as in the sparse task's measurements: 64 units, 32 outputs.</summary>
    internal RandomNetworkDistillation Distillation() => new(Environment, scale: 0.1, hidden: 64, outputs: 32, seed: Seed);

    /// <summary>Every second batch from a buffer of 1000 terminating states, by rank of reward or of the residual at the last look.</summary>
    internal ReplayExplorer Replayed(IExplorer inner, Policy policy, bool byPriority)
    {
        var buffer = new ReplayBuffer(policy.Environment, new ReplaySettings { Capacity = 1000, Priority = LossPriority.Asymmetric() });
        return new ReplayExplorer(inner, policy, buffer, ReplayPlan.Alternating(Problem.BatchSize), new RankDraw(0.01, byPriority), Seed);
    }

    /// <summary>Student and teacher in turn, inside whatever is put around them.</summary>
    internal AdaptiveTeacher Taught(OnPolicy student, Func<IExplorer, IExplorer>? around = null)
    {
        var proposals = AdaptiveTeacher.Proposals(Second(), Reward, Problem.BatchSize, seed: Seed);
        IExplorer mixed = new Alternation([student, proposals], Alternation.GridPattern);
        return new AdaptiveTeacher(around?.Invoke(mixed) ?? mixed, proposals.Policy, new TrajectoryBalance(), TeacherReward.Grid, TeacherSettings);
    }

    /// <summary>A sibling that trains on an objective of its own.</summary>
    internal SiblingNetworks WithSibling(Policy policy, Objective objective, bool flow) =>
        SiblingNetworks.Of(policy, Second(flow), objective, Reward, Problem.BatchSize, SiblingSettings, Seed);

    internal Trainer Train(Policy policy, IExplorer explorer, Objective? objective = null) => new(
        policy,
        objective ?? new TrajectoryBalance(),
        explorer,
        new TrainingSettings { Iterations = Iterations, GradientClip = Clip, EvaluateEvery = Math.Max(1, Iterations / Problem.Evaluations) },
        Metrics(policy.Environment));

    /// <summary>What is measured: the fit to the target, exactly where the space can be enumerated, and what was discovered.</summary>
    private List<IMetric> Metrics(DiscreteEnvironment environment)
    {
        StateSpace? space = null;
        try
        {
            space = StateSpace.Of(environment, Problem.MostStates);
        }
        catch (StateSpaceTooLargeException)
        {
        }

        var exact = space is null ? null : new ExactEvaluation(space, Reward);
        var metrics = new List<IMetric>();
        var known = Reward.KnownModes is { ModeCount: not 0 } some ? some : null;
        if ((known ?? (exact is null ? null : BestStates.Of(exact.Target))) is { } modes)
            metrics.Add(new ModesFound(environment, modes));
        else
            metrics.Add(new BestMet());
        metrics.Add(exact is null ? new EvidenceEvaluation(Reward, Samples, seed: Seed) : exact);
        return metrics;
    }
}
