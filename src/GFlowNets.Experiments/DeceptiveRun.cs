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
/// Runs on the deceptive grid with the settings of the adaptive teacher's released code: trajectories end on touching the boundary, batches of 16,
/// Adam at 1e-3 and 0.1 for log Z, gradients clipped at norm 1, constant rates. Iterations that replay cost no reward, so methods with a buffer
/// run twice as long; those that search locally ask five times as often in an eighth of the iterations and run two thirds as long.
/// </summary>
/// <param name="Dimensions">Number of coordinates.</param>
/// <param name="Side">Cells along each.</param>
/// <param name="Iterations">Iterations of a method without a buffer.</param>
public sealed record DeceptiveRun(int Dimensions, int Side, int Iterations)
{
    private const int BatchSize = 16;

    /// <summary>Name of the problem.</summary>
    public string Name => $"deceptive grid {Side}^{Dimensions}{(Arithmetic == GridArithmetic.Doubles ? ", in doubles" : "")}";

    /// <summary>How coordinates are compared.</summary>
    public GridArithmetic Arithmetic { get; init; }

    /// <summary>Units of each hidden layer.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Evaluations on the way, besides the one before the first iteration.</summary>
    public int Evaluations { get; init; } = 10;

    /// <summary>Whether the distribution is computed exactly at each evaluation, which costs one network evaluation a cell.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Trajectory balance on the policy's own trajectories.</summary>
    public Method Tb => new("TB", seed => Make(seed, 1, (student, _) => student));

    /// <summary>The same with an ε-share of uniform actions, 0.01 in the published baseline.</summary>
    public Method TbWithEpsilon => new("TB, ε 0.01", seed => Make(seed, 1, (_, parts) => new OnPolicy(parts.Policy, parts.Reward, BatchSize, new EpsilonUniform(0.01), seed)));

    /// <summary>Prioritised experience replay, by the teacher's weight of the residual at insertion.</summary>
    public Method Per => new("PER", seed => Make(seed, 2, (student, parts) => Replayed(student, parts, byPriority: true)));

    /// <summary>The same buffer ranked by reward.</summary>
    public Method Prt => new("PRT", seed => Make(seed, 2, (student, parts) => Replayed(student, parts, byPriority: false)));

    /// <summary>The adaptive teacher with the grid code's reward.</summary>
    public Method Teacher => TeacherWith("teacher", TeacherReward.Grid);

    /// <summary>The adaptive teacher inside a prioritised buffer: a quarter of the batches each from student and teacher, half replayed.</summary>
    public Method TeacherWithPer => new("teacher + PER", seed => Make(seed, 2, (student, parts) =>
    {
        var proposals = Proposals(parts);
        var mixed = new Alternation([student, proposals], Alternation.GridPattern);
        return new AdaptiveTeacher(Replayed(mixed, parts, byPriority: true), proposals.Policy, new TrajectoryBalance());
    }));

    /// <summary>Trajectory balance with a local search that climbs the reward.</summary>
    public Method LocalSearch => new("TB + local search", seed => Make(seed, 2 / 3.0, (student, parts) =>
        new LocalSearch(student, parts.Policy, parts.Reward, Back, seed: seed)));

    /// <summary>The adaptive teacher with a local search of its proposals that climbs the teacher's reward.</summary>
    public Method TeacherWithLocalSearch => new("teacher + local search", seed => Make(seed, 2 / 3.0, (student, parts) =>
    {
        var proposals = Proposals(parts);
        var score = new TeacherScore(parts.Policy, parts.Objective, TeacherReward.Grid);
        // The last iteration of every eight is one of the teacher's.
        var searched = new LocalSearch(proposals, proposals.Policy, parts.Reward, Back, seed: seed, score: score);
        return new AdaptiveTeacher(new Alternation([student, searched], Alternation.GridPattern), proposals.Policy, new TrajectoryBalance());
    }));

    /// <summary>Generative augmented flow networks with random network distillation, scale 0.01.</summary>
    public Method Gafn => new("GAFN", seed => Make(
        seed, 1, (student, _) => student, flow: true, objective: grid => new AugmentedTrajectoryBalance(new RandomNetworkDistillation(grid, scale: 0.01, seed: seed))));

    /// <summary>All methods but GAFN, whose bonus costs more than everything else together.</summary>
    public IReadOnlyList<Method> All => [Tb, TbWithEpsilon, Per, Prt, LocalSearch, Teacher, TeacherWithPer, TeacherWithLocalSearch];

    /// <summary>
    /// Students of other objectives, each alone and with a teacher: detailed balance, whose transitions' residuals the teacher's reward then
    /// sums, sub-trajectory balance, and the variance of log Z. The teacher itself learns by trajectory balance.
    /// </summary>
    public IReadOnlyList<Method> Students =>
    [
        .. from student in new (string Name, Func<Objective> Create, bool Flow, TeacherReward Reward)[]
           {
               ("DB", () => new DetailedBalance(), true, TeacherReward.Grid with { PerTransition = true }),
               ("SubTB(0.9)", () => new SubTrajectoryBalance(0.9), true, TeacherReward.Grid),
               ("VarGrad", () => new LogPartitionVariance(), false, TeacherReward.Grid),
           }
           from taught in new[] { false, true }
           select new Method(taught ? $"{student.Name}, teacher" : student.Name, seed => Make(
               seed,
               1,
               (own, parts) => taught ? AdaptiveTeacher.Of(own, Proposals(parts), reward: student.Reward) : own,
               student.Flow,
               _ => student.Create())),
    ];

    private static LocalSearchSettings Back => new() { Rounds = 4, Share = 0.5, TrainOnRejected = false, Every = 8 };

    /// <summary>The adaptive teacher with another reward, for ablations.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="reward">The teacher's reward.</param>
    public Method TeacherWith(string name, TeacherReward reward) =>
        new(name, seed => Make(seed, 1, (student, parts) => AdaptiveTeacher.Of(student, Proposals(parts), reward: reward)));

    private OnPolicy Proposals(Parts parts) =>
        AdaptiveTeacher.Proposals(new MlpPolicy(parts.Reward.Grid, Hidden, seed: TeacherSeed(parts.Seed)), parts.Reward, BatchSize, seed: parts.Seed);

    /// <summary>A teacher's first weights are not its student's, nor those of another run's student.</summary>
    private static ulong TeacherSeed(ulong seed) => seed + 1_000_000;

    private ReplayExplorer Replayed(IExplorer inner, Parts parts, bool byPriority)
    {
        // int(0.1 · (H−1+d)(H−1)^(d−1)) terminating states: about a tenth of the space.
        var capacity = (int)(0.1 * (Side - 1 + Dimensions) * Math.Pow(Side - 1, Dimensions - 1));
        var buffer = new ReplayBuffer(parts.Reward.Grid, new ReplaySettings { Capacity = Math.Max(1, capacity), Priority = LossPriority.Asymmetric() });
        var plan = ReplayPlan.Alternating(BatchSize) with { RefreshPriorities = false };
        return new ReplayExplorer(inner, parts.Policy, buffer, plan, new RankDraw(0.01, byPriority), parts.Seed);
    }

    private Trainer Make(ulong seed, double length, Func<OnPolicy, Parts, IExplorer> explorer, bool flow = false, Func<HyperGrid, Objective>? objective = null)
    {
        var reward = new Deceptive(new HyperGrid(Dimensions, Side, GridTermination.TouchesBoundary), arithmetic: Arithmetic);
        var policy = new MlpPolicy(reward.Grid, Hidden, flow: flow, seed: seed);
        var parts = new Parts(seed, reward, policy, objective?.Invoke(reward.Grid) ?? new TrajectoryBalance());
        var iterations = (int)Math.Round(length * Iterations);
        List<IMetric> metrics = [new ModesFound(reward.Grid, reward)];
        if (IsExact)
        {
            var exact = new ExactEvaluation(StateSpace.Of(reward.Grid), reward);
            metrics.AddRange([exact, new ModesSampled(exact, reward)]);
        }

        return new Trainer(
            policy,
            parts.Objective,
            explorer(new OnPolicy(policy, reward, BatchSize, seed: seed), parts),
            new TrainingSettings { Iterations = iterations, GradientClip = 1, EvaluateEvery = Evaluations == 0 ? 0 : Math.Max(1, iterations / Evaluations) },
            metrics);
    }

    private sealed record Parts(ulong Seed, Deceptive Reward, MlpPolicy Policy, Objective Objective);
}
