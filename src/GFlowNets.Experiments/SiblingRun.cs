using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Rewards.Rna;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// Runs that compare sibling networks with single ones and with other pairs. The settings are those of this project's reconstruction, since the paper's
/// are not known to us: two hidden layers of 64 with ReLU (its measurements had LeakyReLU), batches of 16, uniform P_B, Adam at 1e-3 and 0.1 for log Z,
/// constant rates, no clipping. A pair of networks asks for 24 rewards an iteration, 16 by the sibling and 8 by the behaviour network, where a single one
/// asks for 16. Random network distillation has 64 units; 32 outputs and the norm of the error on edges, one output and its square on endings.
/// </summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Rewarded">Makes the reward, which knows its environment.</param>
/// <param name="Iterations">Iterations of a pair of networks.</param>
public sealed record SiblingRun(string Name, Func<Reward> Rewarded, int Iterations)
{
    private const int BatchSize = 16;

    /// <summary>The scale η of bonuses on edges.</summary>
    public double Scale { get; init; } = 0.1;

    /// <summary>The scale of bonuses on endings alone.</summary>
    public double EndingScale { get; init; } = 100;

    /// <summary>Units of each hidden layer.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Evaluations on the way, besides the one before the first iteration; 0 for one after the last alone.</summary>
    public int Evaluations { get; init; } = 10;

    /// <summary>Whether the space is enumerated, for exact figures; others come from samples.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Whether single networks run half as long again, so that all methods ask for as many rewards.</summary>
    public bool EqualCalls { get; init; }

    /// <summary>Makes the balance that networks are trained for.</summary>
    public Func<Objective> Balance { get; init; } = () => new TrajectoryBalance();

    /// <summary>Trajectory balance on the policy's own trajectories.</summary>
    public Method Tb => Single("TB", (_, own) => own);

    /// <summary>The same with a tenth of the actions uniform.</summary>
    public Method TbWithEpsilon => Single("TB, ε 0.1", (parts, _) => new OnPolicy(parts.Policy, parts.Reward, BatchSize, new EpsilonUniform(0.1), parts.Seed));

    /// <summary>One network on reward and bonus, generative augmented flow networks.</summary>
    public Method Gafn => Single("GAFN", (_, own) => own, parts => new AugmentedObjective(Balance(), OnEdges(parts, Scale)));

    /// <summary>The adaptive teacher with the grid code's reward.</summary>
    public Method Teacher => Single("adaptive teacher", (parts, own) =>
        AdaptiveTeacher.Of(own, AdaptiveTeacher.Proposals(Second(parts, flow: false), parts.Reward, BatchSize, seed: parts.Seed), settings: new TeacherSettings { GradientClip = 0 }));

    /// <summary>Sibling networks with the bonus on edges and endings.</summary>
    public Method SaGfn => WithEdges("SA-GFN", Scale);

    /// <summary>Sibling networks with the bonus on endings alone.</summary>
    public Method SaGfnOnEndings => WithEndings("SA-GFN on endings", EndingScale);

    /// <summary>A sibling whose bonus is the behaviour network's loss.</summary>
    public Method LossGuided => With("LGGFN", _ => new AugmentedObjective(Balance(), new LossBonus(), onEdges: false));

    /// <summary>The reconstruction of ACE: a sibling on divergent trajectory balance, both trained on everything, mixed by their log Z.</summary>
    public Method Ace => With(
        "ACE, reconstructed", _ => new DivergentTrajectoryBalance(), new SiblingSettings { Share = 1, TrainsOnAll = true, MixesByPartition = true });

    /// <summary>The methods that notebook and experiment compare.</summary>
    public IReadOnlyList<Method> All => [Tb, TbWithEpsilon, Gafn, SaGfn, SaGfnOnEndings, LossGuided, Teacher];

    /// <summary>The grid of Bengio et al. 2021 with R0 = 1e-4, whose plain between the corners has next to no reward.</summary>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="side">Cells along each.</param>
    /// <param name="iterations">Iterations of a pair of networks.</param>
    public static SiblingRun Grid(int dimensions, int side, int iterations) =>
        new($"grid {side}^{dimensions}, R0 1e-4", () => new Corners(new HyperGrid(dimensions, side), 1e-4), iterations);

    /// <summary>GAFN's grid, which ends at the boundary and has reward in three corners alone.</summary>
    /// <param name="side">Cells along each of two coordinates.</param>
    /// <param name="iterations">Iterations of a pair of networks.</param>
    public static SiblingRun SparseGrid(int side, int iterations) =>
        new($"sparse grid {side}^2", () => Sparse.Gafn(new HyperGrid(2, side, GridTermination.TouchesBoundary)), iterations) { Scale = 0.02, EndingScale = 1 };

    /// <summary>Strings of bits, appended one by one, with R = exp(−40 d/n) by the Hamming distance d to the nearest of 16 modes.</summary>
    /// <param name="bits">Their length n.</param>
    /// <param name="iterations">Iterations of a pair of networks.</param>
    public static SiblingRun Bits(int bits, int iterations) =>
        new($"{bits} bits, 16 modes", () => ModeDistance.Gfnx(BitSequence.AppendOnly(bits, word: 1), ModeSet.Random(bits, 16), beta: 40), iterations) { IsExact = false };

    /// <summary>Strands of 14 letters that bind an RNA target, appended letter by letter, with R = 10·(f/f*)^40.</summary>
    /// <param name="target">The target.</param>
    /// <param name="iterations">Iterations of a pair of networks.</param>
    public static SiblingRun Rna(RnaTarget target, int iterations)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new($"L{target.Length}-{target.Name}", () => Strands(target), iterations) { IsExact = false, Scale = 1, Hidden = 128 };
    }

    /// <summary>Sibling networks with distillation on edges, at another scale or shared otherwise.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="scale">The scale η.</param>
    /// <param name="settings">How the sibling is trained and shared.</param>
    public Method WithEdges(string name, double scale, SiblingSettings? settings = null) =>
        With(name, parts => new AugmentedObjective(Balance(), OnEdges(parts, scale)), settings);

    /// <summary>Sibling networks with distillation on endings alone, at another scale.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="scale">The factor of the squared error.</param>
    public Method WithEndings(string name, double scale) => With(name, parts => new AugmentedObjective(
        Balance(),
        new RandomNetworkDistillation(parts.Policy.Environment, scale, 64, outputs: 1, seed: parts.Seed, error: DistillationError.MeanSquare, endingsOnly: true),
        onEdges: false));

    /// <summary>Sibling networks with another intrinsic reward on edges.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="bonus">Makes it for an environment and a seed.</param>
    public Method WithBonus(string name, Func<DiscreteEnvironment, ulong, IIntrinsicReward> bonus) =>
        With(name, parts => new AugmentedObjective(Balance(), bonus(parts.Policy.Environment, parts.Seed)));

    /// <summary>Sibling networks whose sibling has no bonus at all.</summary>
    /// <param name="name">The method's name.</param>
    public Method WithoutBonus(string name) => With(name, _ => Balance());

    /// <summary>Random network distillation on edges, as these runs have it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="scale">The scale η.</param>
    /// <param name="seed">Seed of its networks.</param>
    public static RandomNetworkDistillation Distillation(DiscreteEnvironment environment, double scale, ulong seed) => new(environment, scale, 64, outputs: 32, seed: seed);

    private static RandomNetworkDistillation OnEdges(Parts parts, double scale) => Distillation(parts.Policy.Environment, scale, parts.Seed);

    private static MemoisedReward Strands(RnaTarget target)
    {
        var strands = new AppendSequence(Alphabet.Rna, target.Length);
        return new MemoisedReward(DuplexReward.Teacher(strands, target), strands.StateLength);
    }

    /// <summary>A second network; its first weights are not those of the first, nor of another run's.</summary>
    private MlpPolicy Second(Parts parts, bool flow) => new(parts.Policy.Environment, Hidden, flow: flow, seed: parts.Seed + 1_000_000);

    private Method With(string name, Func<Parts, Objective> objective, SiblingSettings? settings = null) => new(name, seed =>
    {
        var (parts, balance) = (MakeParts(seed), Balance());
        var sibling = Second(parts, flow: true);
        var explorer = new SiblingNetworks(
            new OnPolicy(parts.Policy, parts.Reward, BatchSize / 2, seed: seed),
            SiblingNetworks.Proposals(sibling, parts.Reward, BatchSize, seed: seed),
            sibling,
            objective(parts),
            settings,
            balance);
        return Make(parts, balance, explorer, Iterations);
    });

    private Method Single(string name, Func<Parts, OnPolicy, IExplorer> explorer, Func<Parts, Objective>? objective = null) => new(name, seed =>
    {
        var parts = MakeParts(seed, flow: objective is not null);
        var own = new OnPolicy(parts.Policy, parts.Reward, BatchSize, seed: seed);
        return Make(parts, objective?.Invoke(parts) ?? Balance(), explorer(parts, own), EqualCalls ? Iterations * 3 / 2 : Iterations);
    });

    private Parts MakeParts(ulong seed, bool flow = false)
    {
        var reward = Rewarded();
        return new Parts(seed, reward, new MlpPolicy(reward.Environment!, Hidden, flow: flow || Balance() is StateFlowObjective, seed: seed));
    }

    private Trainer Make(Parts parts, Objective objective, IExplorer explorer, int iterations)
    {
        var (environment, reward) = (parts.Policy.Environment, parts.Reward);
        List<IMetric> metrics = [new ModesFound(environment, reward.KnownModes!)];
        if (IsExact)
            metrics.Add(new ExactEvaluation(StateSpace.Of(environment), reward));
        else
            metrics.AddRange([new SampledModes(reward, 2000, parts.Seed), new EvidenceEvaluation(reward, 1000, seed: parts.Seed)]);
        return new Trainer(
            parts.Policy,
            objective,
            explorer,
            new TrainingSettings { Iterations = iterations, EvaluateEvery = Evaluations == 0 ? 0 : Math.Max(1, iterations / Evaluations) },
            metrics);
    }

    private sealed record Parts(ulong Seed, Reward Reward, MlpPolicy Policy);
}
