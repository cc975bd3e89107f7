using GFlowNets.Data;
using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Replay;
using GFlowNets.Rewards;
using GFlowNets.Rewards.Rna;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// Runs on strings that grow at both ends, an edge a child, with the settings of the adaptive teacher's released biochemical code (Kim et al. 2025):
/// a round proposes 32 strings, a hundredth of the actions uniform, and with a buffer of 1000 strings trains on 32 replayed ones besides; two rounds
/// of the student's proposals, then one of the teacher's; losses limited to 5000; Adam at 1e-4 and 5e-4 (teacher), 0.01 for log Z, which starts at
/// 5; gradients clipped at norm 10; R up to 10. Three things differ: networks are perceptrons with two hidden layers of 128 over the string's letters, not
/// networks that score each child by its own letters; round and replay are two steps of the optimiser, one after the other; and log Z may fall below 0.
/// </summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Rewarded">Makes the reward for an environment.</param>
/// <param name="Length">Length of the strings.</param>
/// <param name="Letters">Their letters.</param>
/// <param name="Rounds">Rounds of 32 reward calls; 2000 in the released settings.</param>
public sealed record SequenceRun(string Name, Func<PrependAppendSequence, Reward> Rewarded, int Length, Alphabet Letters, int Rounds)
{
    private const int BatchSize = 32;
    private const int Samples = 2048;
    private const int ModeSamples = 10_000;

    /// <summary>Units of each hidden layer.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Adam's learning rate of the student; the teacher's is five times as large.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Evaluations on the way, besides the one before the first iteration.</summary>
    public int Evaluations { get; init; } = 4;

    /// <summary>Whether the space is enumerated, for exact figures; others come from samples.</summary>
    public bool IsExact { get; init; }

    /// <summary>Trajectory balance on the policy's own strings.</summary>
    public Method Tb => new("TB", seed => Make(seed, 1, (student, _) => student));

    /// <summary>The same with a local search of Metropolis-Hastings steps that undoes half a string, in one round of eight; as many reward calls.</summary>
    public Method LocalSearch => new("TB + local search", seed => Make(seed, 2 / 3.0, (student, parts) =>
        new LocalSearch(student, parts.Policy, parts.Reward, Back, seed: seed)));

    /// <summary>Replay of half from the best tenth by reward, half from the rest.</summary>
    public Method Prt => new("PRT", seed => Make(seed, 2, (student, parts) => Replayed(student, parts, byPriority: false)));

    /// <summary>Replay of half from the tenth with the largest weighted residuals, half from the rest; weights are renewed at each replay.</summary>
    public Method Per => new("PER", seed => Make(seed, 2, (student, parts) => Replayed(student, parts, byPriority: true)));

    /// <summary>The adaptive teacher, without replay.</summary>
    public Method Teacher => TeacherWith("teacher", TeacherReward.Biochemical);

    /// <summary>The adaptive teacher around a buffer drawn by reward.</summary>
    public Method TeacherWithPrt => new("teacher + PRT", seed => Make(seed, 2, (student, parts) => Taught(student, parts, TeacherReward.Biochemical, inner => Replayed(inner, parts, byPriority: false))));

    /// <summary>The adaptive teacher around a buffer drawn by the student's residuals.</summary>
    public Method TeacherWithPer => new("teacher + PER", seed => Make(seed, 2, (student, parts) => Taught(student, parts, TeacherReward.Biochemical, inner => Replayed(inner, parts, byPriority: true))));

    /// <summary>All methods.</summary>
    public IReadOnlyList<Method> All => [Tb, LocalSearch, Prt, Per, Teacher, TeacherWithPrt, TeacherWithPer];

    private static LocalSearchSettings Back =>
        new() { Rounds = 4, Share = 0.5, Acceptance = LocalSearchAcceptance.MetropolisHastings, TrainOnRejected = false, Every = 8 };

    /// <summary>TFBind8 with R = 10·max(y, 0.001)^20; everything exact.</summary>
    /// <param name="landscape">The landscape.</param>
    /// <param name="rounds">Rounds.</param>
    public static SequenceRun TfBind8(SequenceLandscape landscape, int rounds = 2000)
    {
        ArgumentNullException.ThrowIfNull(landscape);
        return new(landscape.Name, sequences => LandscapeReward.Teacher(sequences, landscape), landscape.Length, landscape.Alphabet, rounds) { IsExact = true };
    }

    /// <summary>Designs of 14 letters that bind an RNA target, with R = 10·(f/f*)^40.</summary>
    /// <param name="target">The target.</param>
    /// <param name="rounds">Rounds.</param>
    public static SequenceRun Rna(RnaTarget target, int rounds = 2000)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new($"L14-{target.Name}", sequences => new MemoisedReward(DuplexReward.Teacher(sequences, target), sequences.StateLength), target.Length, Alphabet.Rna, rounds);
    }

    /// <summary>The adaptive teacher without replay and with another reward, for ablations.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="reward">The teacher's reward.</param>
    public Method TeacherWith(string name, TeacherReward reward) => new(name, seed => Make(seed, 1, (student, parts) => Taught(student, parts, reward, inner => inner)));

    private static ReplayExplorer Replayed(IExplorer inner, Parts parts, bool byPriority)
    {
        var buffer = new ReplayBuffer(parts.Policy.Environment, new ReplaySettings { Capacity = 1000, Priority = LossPriority.Asymmetric() });
        return new ReplayExplorer(inner, parts.Policy, buffer, ReplayPlan.Alternating(BatchSize), new TopShareDraw(byPriority: byPriority), parts.Seed);
    }

    /// <summary>TB with the released code's limit of 5000 a trajectory.</summary>
    private static TrajectoryBalance Limited() => new(initialLogPartition: 5, LossShape.Square.LimitedTo(5000));

    private AdaptiveTeacher Taught(OnPolicy student, Parts parts, TeacherReward reward, Func<IExplorer, IExplorer> around)
    {
        // A teacher's first weights are not its student's, nor those of another run's student.
        var policy = new MlpPolicy(parts.Policy.Environment, Hidden, seed: parts.Seed + 1_000_000);
        var proposals = AdaptiveTeacher.Proposals(policy, parts.Reward, BatchSize, new EpsilonUniform(0.01), parts.Seed);
        var settings = new TeacherSettings { LearningRate = 5 * LearningRate, ObjectiveLearningRate = 0.01, GradientClip = 10 };
        return new AdaptiveTeacher(around(new Alternation([student, proposals], Alternation.BiochemicalPattern)), policy, Limited(), reward, settings);
    }

    private Trainer Make(ulong seed, double length, Func<OnPolicy, Parts, IExplorer> explorer)
    {
        var sequences = new PrependAppendSequence(Letters, Length, edges: EdgeCounting.PerChild);
        var reward = Rewarded(sequences);
        var policy = new MlpPolicy(sequences, Hidden, seed: seed);
        var iterations = (int)Math.Round(length * Rounds);
        return new Trainer(
            policy,
            Limited(),
            explorer(new OnPolicy(policy, reward, BatchSize, new EpsilonUniform(0.01), seed), new Parts(seed, reward, policy)),
            new TrainingSettings
            {
                Iterations = iterations,
                LearningRate = LearningRate,
                ObjectiveLearningRate = 0.01,
                GradientClip = 10,
                EvaluateEvery = Evaluations == 0 ? 0 : Math.Max(1, iterations / Evaluations),
            },
            IsExact ? ExactMetrics(sequences, reward) : SampledMetrics(sequences, reward, seed));
    }

    private static List<IMetric> ExactMetrics(PrependAppendSequence sequences, Reward reward)
    {
        var exact = new ExactEvaluation(StateSpace.Of(sequences), reward);
        return [new ModesFound(sequences, reward.KnownModes!), exact, new ModesSampled(exact, reward.KnownModes!, ModeSamples), new EvidenceEvaluation(exact.Target), new RewardCorrelation(exact.Target)];
    }

    private static List<IMetric> SampledMetrics(PrependAppendSequence sequences, Reward reward, ulong seed)
    {
        // E[R] under R/Z, from how often each reward occurs.
        var levels = reward.KnownLevels!;
        var (sum, squares) = (levels.Sum(level => level.Count * Math.Exp(level.LogReward)), levels.Sum(level => level.Count * Math.Exp(2 * level.LogReward)));
        return
        [
            new ModesFound(sequences, reward.KnownModes!),
            new SampledEvaluation(reward, Samples, seed: seed) { TargetMeanReward = squares / sum },
            new SampledModes(reward, ModeSamples, seed),
            new EvidenceEvaluation(reward, Samples, seed: seed),
        ];
    }

    private sealed record Parts(ulong Seed, Reward Reward, MlpPolicy Policy);
}
