using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// The adaptive teacher (Kim et al. 2025, "Adaptive teachers for amortized samplers"): a second policy that learns, on the very trajectories
/// that the student trains on, to sample where the student's loss is high, and so knows where to go next. Its reward is a
/// <see cref="TeacherReward"/> of the student's residuals before their update; it has a network, an objective with its own log Z and an Adam of its own.
/// This explorer trains it; its proposals (<see cref="Proposals"/>) are mixed in by whatever it wraps, usually an <see cref="Alternation"/> with the student's,
/// with a <see cref="ReplayExplorer"/> or a <see cref="LocalSearch"/> between as one likes. Costs an evaluation and a step of the teacher's network each iteration.
/// </summary>
public sealed class AdaptiveTeacher : IExplorer, IDisposable
{
    private readonly Learner _learner;
    private double[] _logRewards = [];
    private double[] _teacherLogRewards = [];

    /// <summary>The explorer.</summary>
    /// <param name="inner">What proposes the batches that both train on; it has the teacher's proposals somewhere inside.</param>
    /// <param name="policy">The teacher's policy, another than the student's.</param>
    /// <param name="objective">The teacher's objective, another object than the student's.</param>
    /// <param name="reward">What the teacher is rewarded for; the grid code's form where null.</param>
    /// <param name="settings">How it is trained; the defaults where null.</param>
    public AdaptiveTeacher(IExplorer inner, Policy policy, Objective objective, TeacherReward? reward = null, TeacherSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objective);
        (Inner, Policy, Objective) = (inner, policy, objective);
        (Reward, Settings) = (reward ?? TeacherReward.Grid, settings ?? new TeacherSettings());
        Reward.Validate();
        Settings.Validate();
        _learner = new Learner(policy, objective, Settings.LearningRate, Settings.ObjectiveLearningRate, Settings.GradientClip);
    }

    /// <summary>What proposes the batches that both train on.</summary>
    public IExplorer Inner { get; }

    /// <summary>The teacher's policy.</summary>
    public Policy Policy { get; }

    /// <summary>The teacher's objective, with its own log Z.</summary>
    public Objective Objective { get; }

    /// <summary>What the teacher is rewarded for.</summary>
    public TeacherReward Reward { get; }

    /// <summary>How it is trained.</summary>
    public TeacherSettings Settings { get; }

    /// <summary>The teacher's loss in the last iteration, before its update.</summary>
    public double Loss => _learner.Loss;

    /// <summary>Iterations in which the teacher was trained.</summary>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public string Name => $"{Inner.Name}; teacher by {Objective.Name} on {Reward}, {Settings}";

    /// <inheritdoc/>
    public long RewardCalls => Inner.RewardCalls;

    /// <summary>The usual composition: student and teacher propose in turn and both train on everything.</summary>
    /// <param name="student">The student's own proposals.</param>
    /// <param name="proposals">The teacher's, as <see cref="Proposals"/> makes them.</param>
    /// <param name="objective">The teacher's objective; trajectory balance where null.</param>
    /// <param name="reward">What the teacher is rewarded for; the grid code's form where null.</param>
    /// <param name="settings">How it is trained; the defaults where null.</param>
    /// <param name="pattern">Who proposes when, 0 for the student and 1 for the teacher; <see cref="Alternation.GridPattern"/> where null.</param>
    public static AdaptiveTeacher Of(
        IExplorer student,
        OnPolicy proposals,
        Objective? objective = null,
        TeacherReward? reward = null,
        TeacherSettings? settings = null,
        IReadOnlyList<int>? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        if (student is OnPolicy { Policy: var own } && ReferenceEquals(own, proposals.Policy))
            throw new ArgumentException("student and teacher have the same policy: give the teacher a network of its own", nameof(proposals));
        return new AdaptiveTeacher(new Alternation([student, proposals], pattern ?? Alternation.GridPattern), proposals.Policy, objective ?? new TrajectoryBalance(), reward, settings);
    }

    /// <summary>Trajectories of a teacher's policy, with random numbers of their own.</summary>
    /// <param name="policy">The teacher's policy.</param>
    /// <param name="reward">The reward that the student is to learn; it is asked, and counted, for the teacher's proposals too.</param>
    /// <param name="batchSize">Trajectories an iteration, at least 1.</param>
    /// <param name="sampler">What changes the teacher's action probabilities; null for none.</param>
    /// <param name="seed">Seed of the trajectories.</param>
    public static OnPolicy Proposals(Policy policy, Reward reward, int batchSize = 16, Sampler? sampler = null, ulong seed = 0) =>
        new(policy, reward, batchSize, sampler, seed) { Role = TrajectorySource.Teacher };

    /// <inheritdoc/>
    public TrajectoryBatch Propose(long iteration)
    {
        _learner.Begin(iteration);
        return Inner.Propose(iteration);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The teacher's loss is not finite; its parameters were not changed.</exception>
    public void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(evaluation);
        Inner.Observe(batch, evaluation);
        if (_logRewards.Length < batch.Count)
            (_logRewards, _teacherLogRewards) = (new double[batch.Count], new double[batch.Count]);
        Reward.LogRewards(batch, evaluation, _teacherLogRewards);
        batch.LogRewards.CopyTo(_logRewards);
        try
        {
            _teacherLogRewards.AsSpan(0, batch.Count).CopyTo(batch.LogRewards);
            using var scope = torch.NewDisposeScope();
            _learner.Step(batch, () => $"the teacher's {Objective.Name} loss");
            Steps++;
        }
        finally
        {
            _logRewards.AsSpan(0, batch.Count).CopyTo(batch.LogRewards);
            _learner.End();
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("how", How);
        writer.Write("inner", Inner);
        writer.Write("policy", Policy);
        writer.Write("objective", Objective);
        writer.Write("steps", Steps);
        writer.Write("loss", Loss);
        writer.Write("optimizer", _learner.Optimizer);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadString("how") is var how && how != How)
            throw new InvalidDataException($"the checkpoint's teacher is {how} (this run's {How}): set them alike or begin a new run");
        reader.Read("inner", Inner);
        reader.Read("policy", Policy);
        reader.Read("objective", Objective);
        reader.Read("optimizer", _learner.Optimizer);
        (Steps, _learner.Loss) = (reader.ReadLong("steps"), reader.ReadDouble("loss"));
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();

    private string How => $"{Objective.Name} on {Reward}, {Settings}";
}
