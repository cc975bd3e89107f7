using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// Sibling augmented GFlowNets (SA-GFN; Madan et al. 2025, "Towards improving exploration through sibling augmented GFlowNets"). The behaviour network,
/// which the <see cref="Trainer"/> trains and which is what one wants in the end, learns from its own trajectories and from those of a sibling network,
/// all with the true reward. The sibling learns on its trajectories with an objective that has an intrinsic reward, an <see cref="AugmentedObjective"/>,
/// and so goes where it has not been. The behaviour network's batch is a copy with the true rewards; no bonus comes near it.
/// The paper's settings and code are not known to us: batch sizes, sharing and the form of the bonus are reconstructions. With a <see cref="LossBonus"/> it is
/// a loss-guided GFlowNet; with a <see cref="DivergentTrajectoryBalance"/> a reconstruction of ACE. A buffer or a search goes around either's proposals or around it all.
/// </summary>
public sealed class SiblingNetworks : IExplorer, IDisposable
{
    private readonly Learner _learner;
    private readonly Objective? _behaviour;
    private readonly TrajectoryBatch _batch;
    private TrajectoryBatch? _own;
    private TrajectoryBatch? _siblings;
    private long _iteration;

    /// <summary>The explorer.</summary>
    /// <param name="own">What proposes the behaviour network's own trajectories.</param>
    /// <param name="proposals">What proposes the sibling's, usually <see cref="Proposals"/>.</param>
    /// <param name="policy">The sibling's policy, another than the behaviour network's.</param>
    /// <param name="objective">The sibling's objective, another object than the behaviour network's; one without an intrinsic reward makes a plain second network.</param>
    /// <param name="settings">How it is trained and shared; the defaults where null.</param>
    /// <param name="behaviour">The behaviour network's objective, for its log Z where the settings mix by it.</param>
    public SiblingNetworks(
        IExplorer own, IExplorer proposals, Policy policy, Objective objective, SiblingSettings? settings = null, Objective? behaviour = null)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objective);
        if (own is OnPolicy { Policy: var explored } && ReferenceEquals(explored, policy))
            throw new ArgumentException("behaviour network and sibling have the same policy: give the sibling a network of its own", nameof(policy));
        if (ReferenceEquals(objective, behaviour))
            throw new ArgumentException("behaviour network and sibling have the same objective: make one for each, since each has a log Z of its own", nameof(objective));
        (Own, Sibling, Policy, Objective, Settings, _behaviour) = (own, proposals, policy, objective, settings ?? new SiblingSettings(), behaviour);
        Settings.Validate();
        if (Settings.MixesByPartition && behaviour is null)
            throw new ArgumentException("to mix by Z the behaviour network's objective must be known: give it as behaviour", nameof(behaviour));
        _learner = new Learner(policy, objective, Settings.LearningRate, Settings.ObjectiveLearningRate, Settings.GradientClip);
        _batch = new TrajectoryBatch(policy.Environment);
    }

    /// <summary>What proposes the behaviour network's own trajectories.</summary>
    public IExplorer Own { get; }

    /// <summary>What proposes the sibling's.</summary>
    public IExplorer Sibling { get; }

    /// <summary>The sibling's policy.</summary>
    public Policy Policy { get; }

    /// <summary>The sibling's objective, with its own log Z and its intrinsic reward.</summary>
    public Objective Objective { get; }

    /// <summary>How it is trained and shared.</summary>
    public SiblingSettings Settings { get; }

    /// <summary>The sibling's loss in its last step, before its update.</summary>
    public double Loss => _learner.Loss;

    /// <summary>Steps of the sibling.</summary>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public string Name => $"{Own.Name}; {Sibling.Name} by {How}";

    /// <inheritdoc/>
    public long RewardCalls => Own.RewardCalls + Sibling.RewardCalls;

    /// <summary>The usual composition; the behaviour network has half as many trajectories of its own as the sibling has.</summary>
    /// <param name="behaviour">The behaviour network's policy, the one that the trainer trains.</param>
    /// <param name="sibling">The sibling's policy.</param>
    /// <param name="objective">The sibling's objective.</param>
    /// <param name="reward">The true reward.</param>
    /// <param name="batchSize">Trajectories of the sibling an iteration, at least 2.</param>
    /// <param name="settings">How it is trained and shared; the defaults where null.</param>
    /// <param name="seed">Seed of all trajectories.</param>
    public static SiblingNetworks Of(
        Policy behaviour, Policy sibling, Objective objective, Reward reward, int batchSize = 16, SiblingSettings? settings = null, ulong seed = 0)
    {
        if (batchSize < 2)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"batchSize must be at least 2, half of which are the behaviour network's own (got {batchSize})");
        return new SiblingNetworks(
            new OnPolicy(behaviour, reward, batchSize / 2, seed: seed), Proposals(sibling, reward, batchSize, seed: seed), sibling, objective, settings);
    }

    /// <summary>Trajectories of a sibling's policy with the true reward, with random numbers of their own.</summary>
    /// <param name="policy">The sibling's policy.</param>
    /// <param name="reward">The true reward; it is asked, and counted, for all of them.</param>
    /// <param name="batchSize">Trajectories an iteration, at least 1.</param>
    /// <param name="sampler">What changes the sibling's action probabilities; null for none.</param>
    /// <param name="seed">Seed of the trajectories.</param>
    public static OnPolicy Proposals(Policy policy, Reward reward, int batchSize = 16, Sampler? sampler = null, ulong seed = 0) =>
        new(policy, reward, batchSize, sampler, seed) { Role = TrajectorySource.Sibling };

    /// <summary>
    /// The behaviour network's trajectories, then the sibling's. Those of the sibling's that are not shared are there with weight 0: they cost a reward call,
    /// their residuals are known, and no gradient comes of them.
    /// </summary>
    public TrajectoryBatch Propose(long iteration)
    {
        _learner.Begin(iteration);
        (_iteration, _siblings, _own) = (iteration, Sibling.Propose(iteration), Own.Propose(iteration));
        _batch.Clear();
        for (var trajectory = 0; trajectory < _own.Count; trajectory++)
            _batch.Append(_own, trajectory);
        var shared = (int)Math.Round(Settings.Share * _siblings.Count, MidpointRounding.AwayFromZero);
        for (var trajectory = 0; trajectory < _siblings.Count; trajectory++)
        {
            _batch.Append(_siblings, trajectory);
            if (trajectory >= shared)
                _batch.Weights[^1] = 0;
        }

        if (Settings.MixesByPartition)
            Mix(_batch.Weights, _own.Count);
        return _batch;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The sibling's loss is not finite; its parameters were not changed.</exception>
    public void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(evaluation);
        if (_own is null || _siblings is null)
            throw new InvalidOperationException("there is nothing to observe before the first proposal: call Propose first");
        Own.Observe(_own, evaluation.FirstOf(_own));
        try
        {
            // How many steps are due depends on the iteration alone.
            var due = Math.Floor((_iteration + 1) * Settings.UpdateRatio) - Math.Floor(_iteration * Settings.UpdateRatio);
            for (var step = 0; step < due; step++)
                Train(evaluation, isFirst: step == 0);
        }
        finally
        {
            _learner.End();
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("how", How);
        writer.Write("own", Own);
        writer.Write("sibling", Sibling);
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
            throw new InvalidDataException($"the checkpoint's sibling is trained by {how} (this run's by {How}): set them alike or begin a new run");
        reader.Read("own", Own);
        reader.Read("sibling", Sibling);
        reader.Read("objective", Objective);
        reader.Read("policy", Policy);
        reader.Read("optimizer", _learner.Optimizer);
        (Steps, _learner.Loss) = (reader.ReadLong("steps"), reader.ReadDouble("loss"));
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();

    private string How => $"{Objective.Name}, {Settings}";

    private void Train(ObjectiveEvaluation evaluation, bool isFirst)
    {
        using var scope = torch.NewDisposeScope();
        var batch = Settings.TrainsOnAll ? _batch : _siblings!;
        var (first, count) = Settings.TrainsOnAll ? (0, _batch.Count) : (_own!.Count, _siblings!.Count);
        (Objective as IBehaviourObserver)?.ObserveBehaviour(batch, evaluation.Residuals.AsSpan(first, count));
        var judged = _learner.Step(batch, () => $"the sibling's {Objective.Name} loss");
        Steps++;
        if (isFirst)
            Sibling.Observe(_siblings!, Settings.TrainsOnAll ? judged.LastOf(_siblings!) : judged);
    }

    /// <summary>Scales the weights so that the first trajectories together have 1 − w and the others w; where one side has none, nothing changes.</summary>
    private void Mix(Span<double> weights, int own)
    {
        var difference = _behaviour!.LogPartition - Objective.LogPartition;
        var share = double.IsNaN(difference) ? 0.5 : Math.Clamp(1 / (1 + Math.Exp(difference)), 0.1, 0.9);
        var (first, second) = (Sum(weights[..own]), Sum(weights[own..]));
        if (first == 0 || second == 0)
            return;
        for (var trajectory = 0; trajectory < weights.Length; trajectory++)
            weights[trajectory] *= trajectory < own ? (1 - share) / first : share / second;

        static double Sum(ReadOnlySpan<double> values)
        {
            var sum = 0.0;
            foreach (var value in values)
                sum += value;
            return sum;
        }
    }
}
