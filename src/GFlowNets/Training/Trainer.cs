using System.Diagnostics;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;

namespace GFlowNets.Training;

/// <summary>
/// The training loop. An iteration is: the explorer proposes a batch, the policy is evaluated on all visited states at once, the
/// objective turns that into a loss, Adam takes a step, and the explorer sees the evaluation. There is no other code path,
/// on-policy or off.
/// </summary>
public sealed class Trainer : ISaveable, IDisposable
{
    private readonly Learner _learner;
    private readonly IReadOnlyList<IMetric> _metrics;
    private readonly List<RunRecord> _log = [];
    private double _seconds;
    private double _lossSum;
    private long _lossCount;

    /// <summary>A run.</summary>
    /// <param name="policy">The policy to train.</param>
    /// <param name="objective">The loss.</param>
    /// <param name="explorer">Where the batches come from.</param>
    /// <param name="settings">How to train; the defaults where null.</param>
    /// <param name="metrics">What to measure at each evaluation.</param>
    public Trainer(Policy policy, Objective objective, IExplorer explorer, TrainingSettings? settings = null, params IReadOnlyList<IMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(explorer);
        ArgumentNullException.ThrowIfNull(metrics);
        if (explorer is OnPolicy { Policy: var explored } && !ReferenceEquals(explored, policy))
            throw new ArgumentException("the explorer proposes trajectories of another policy than the one to train: give both the same", nameof(explorer));
        Settings = settings ?? new TrainingSettings();
        Settings.Validate();
        (Policy, Objective, Explorer, _metrics) = (policy, objective, explorer, metrics);
        _learner = new Learner(policy, objective, Settings.LearningRate, Settings.ObjectiveLearningRate, Settings.GradientClip, Settings.MergeEqualStates);
    }

    /// <summary>The policy being trained.</summary>
    public Policy Policy { get; }

    /// <summary>The loss.</summary>
    public Objective Objective { get; }

    /// <summary>Where the batches come from.</summary>
    public IExplorer Explorer { get; }

    /// <summary>How it is trained.</summary>
    public TrainingSettings Settings { get; }

    /// <summary>Iterations done.</summary>
    public long Iteration { get; private set; }

    /// <summary>Wall-clock time spent training so far, evaluations not counted.</summary>
    public double Seconds => _seconds;

    /// <summary>Loss of the last iteration, before its update.</summary>
    public double Loss => _learner.Loss;

    /// <summary>One record an evaluation, oldest first.</summary>
    public IReadOnlyList<RunRecord> Log => _log;

    /// <summary>Whether all iterations of the settings are done.</summary>
    public bool IsFinished => Iteration >= Settings.Iterations;

    /// <summary>What is trained, in a few words: objective, environment, explorer and settings. A checkpoint is restored only into its like.</summary>
    public string Description => $"{Objective.Name} on {Policy.Environment.Name}, {Explorer.Name}, {Settings}";

    /// <summary>
    /// Trains until the settings' number of iterations is reached or <see cref="StopSignal"/> is raised, evaluating on the way.
    /// </summary>
    /// <param name="onRecord">Called with each new record, for live charts.</param>
    /// <returns>This run.</returns>
    public Trainer Run(Action<RunRecord>? onRecord = null) => Run(onRecord, null);

    /// <summary>The same, with a call after each iteration and its record, and an end before the last iteration where something is spent.</summary>
    internal Trainer Run(Action<RunRecord>? onRecord, Action? afterStep, Func<bool>? isSpent = null)
    {
        if (Iteration == 0 && _log.Count == 0)
            Record(onRecord);
        while (!Ends() && !StopSignal.IsRequested)
        {
            Step();
            if (Ends() || (Settings.EvaluateEvery > 0 && Iteration % Settings.EvaluateEvery == 0))
                Record(onRecord);
            afterStep?.Invoke();
        }

        bool Ends() => IsFinished || isSpent?.Invoke() == true;

        return this;
    }

    /// <summary>One iteration.</summary>
    /// <exception cref="InvalidOperationException">The loss is not finite; the parameters were not changed.</exception>
    public void Step()
    {
        var started = Stopwatch.GetTimestamp();
        using var scope = torch.NewDisposeScope();
        _learner.Begin(Iteration, Settings.KeepActivations && Settings.MergeEqualStates);
        try
        {
            var batch = Explorer.Propose(Iteration);
            SetLearningRates();
            var judged = _learner.Step(batch, () => $"the {Objective.Name} loss at iteration {Iteration}");
            Explorer.Observe(batch, judged);
            foreach (var observer in _metrics.OfType<IBatchObserver>())
                observer.Observe(batch);
        }
        finally
        {
            _learner.End();
        }

        Iteration++;
        _lossSum += Loss;
        _lossCount++;
        _seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("what", Description);
        writer.Write("iteration", Iteration);
        writer.Write("seconds", _seconds);
        writer.Write("loss", [Loss, _lossSum, _lossCount]);
        writer.Write("log", RunLog.ToLines(_log));
        writer.Write("policy", Policy);
        writer.Write("objective", Objective);
        writer.Write("explorer", Explorer);
        foreach (var (i, observer) in _metrics.OfType<IBatchObserver>().Index())
            writer.Write($"observer{i}", observer);
        writer.Write("optimizer", _learner.Optimizer);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadString("what") is var what && what != Description)
            throw new InvalidDataException($"the checkpoint is of another run: {what} (this one is {Description})");
        // The explorer refuses another run's state before anything is overwritten.
        reader.Read("explorer", Explorer);
        reader.Read("policy", Policy);
        reader.Read("objective", Objective);
        foreach (var (i, observer) in _metrics.OfType<IBatchObserver>().Index())
            reader.Read($"observer{i}", observer);
        reader.Read("optimizer", _learner.Optimizer);
        Iteration = reader.ReadLong("iteration");
        _seconds = reader.ReadDouble("seconds");
        var loss = reader.ReadDoubles("loss");
        (_learner.Loss, _lossSum, _lossCount) = (loss[0], loss[1], (long)loss[2]);
        _log.Clear();
        _log.AddRange(RunLog.FromLines(reader.ReadString("log")));
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();

    private void SetLearningRates()
    {
        // A function of the iteration alone, so that there is no scheduler state to save.
        var factor = Math.Pow(Settings.FinalLearningRateFactor, Iteration / (double)Settings.Iterations);
        var rate = Settings.LearningRate;
        foreach (var group in _learner.Optimizer.ParamGroups)
        {
            group.LearningRate = rate * factor;
            rate = Settings.ObjectiveLearningRate;
        }
    }

    private void Record(Action<RunRecord>? onRecord)
    {
        var metrics = new Dictionary<string, double>();
        foreach (var metric in _metrics)
        {
            foreach (var (name, value) in metric.Measure(this))
            {
                if (!metrics.TryAdd(name, value))
                    throw new InvalidOperationException($"two metrics are called \"{name}\": give one evaluation another name");
            }
        }

        var logPartition = Policy.Environment.InitialStateCount == 1 ? Objective.LogPartition : double.NaN;
        var record = new RunRecord(Iteration, Explorer.RewardCalls, _seconds, _lossSum / _lossCount, logPartition, metrics);
        (_lossSum, _lossCount) = (0, 0);
        _log.Add(record);
        onRecord?.Invoke(record);
    }
}
