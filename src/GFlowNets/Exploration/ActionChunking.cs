using GFlowNets.Environments;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Replay;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// Lets another explorer propose, and now and then gives the policy longer actions to propose with (Boussif et al. 2025, "Action abstractions for
/// amortized sampling"): before some iterations, chunks are mined from a corpus of replayed and fresh trajectories, written as atomic actions, and
/// put into the environment's library. It asks for no rewards. It must be the outermost of the explorers of a run, and the policy one
/// whose head grows with the library.
/// </summary>
public sealed class ActionChunking : IExplorer
{
    private const int Draws = 0, Walks = 1, Fresh = 2, Mining = 3, Rewalks = 4;

    private readonly Policy _policy;
    private readonly ChunkedEnvironment _environment;
    private readonly ReplayBuffer? _buffer;
    private readonly ReplayDraw _draw;
    private readonly ForwardRollout _rollout;
    private readonly BackwardRollout _backward;
    private readonly CounterRandom _random;
    private readonly TrajectoryBatch _batch;
    private bool _isDue;
    private double _threshold;

    /// <summary>The explorer.</summary>
    /// <param name="inner">Who proposes.</param>
    /// <param name="policy">The policy that is trained, in a <see cref="ChunkedEnvironment"/>.</param>
    /// <param name="settings">When the library is updated, from what, and how.</param>
    /// <param name="buffer">The replay buffer that the corpus is drawn from, usually that of the inner explorer; null for fresh trajectories alone.</param>
    /// <param name="draw">How the corpus is drawn from the buffer; softmax(log R) without replacement where null, as in the released code.</param>
    /// <param name="seed">Seed of the corpus.</param>
    /// <exception cref="ArgumentException">The policy's environment has no library, the buffer is another environment's, or the library is too small.</exception>
    public ActionChunking(IExplorer inner, Policy policy, ActionChunkingSettings settings, ReplayBuffer? buffer = null, ReplayDraw? draw = null, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        _environment = policy.Environment as ChunkedEnvironment
            ?? throw new ArgumentException($"chunks need a library to go to, but the policy plays {policy.Environment.Name}: put a ChunkedEnvironment around it", nameof(policy));
        if (buffer is not null && buffer.Environment.Name != _environment.Name)
            throw new ArgumentException($"the buffer is for {buffer.Environment.Name} and the policy plays {_environment.Name}: make both for the same environment", nameof(buffer));
        if (_environment.Library.AtomCount + settings.Chunks > _environment.Library.Capacity)
        {
            throw new ArgumentException(
                $"a library with {settings.Chunks} chunks and {_environment.Library.AtomCount} atoms does not fit a capacity of {_environment.Library.Capacity}: make it larger", nameof(settings));
        }

        (Inner, _policy, Settings, _buffer, _draw) = (inner, policy, settings, buffer, draw ?? new RewardDraw());
        _threshold = settings.LossThreshold ?? double.NegativeInfinity;
        _rollout = new ForwardRollout(policy) { ForTraining = false };
        _backward = new BackwardRollout(policy);
        _random = new CounterRandom(seed, RandomPurpose.ActionChunking);
        _batch = new TrajectoryBatch(_environment);
    }

    /// <summary>Who proposes.</summary>
    public IExplorer Inner { get; }

    /// <summary>When the library is updated, from what, and how.</summary>
    public ActionChunkingSettings Settings { get; }

    /// <summary>The library that it updates.</summary>
    public ActionLibrary Library => _environment.Library;

    /// <summary>Number of updates so far.</summary>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public string Name => $"{Inner.Name}, chunks: {Settings}";

    /// <inheritdoc/>
    public long RewardCalls => Inner.RewardCalls;

    /// <inheritdoc/>
    public TrajectoryBatch Propose(long iteration)
    {
        if (_isDue || (Settings.Every > 0 && iteration > 0 && iteration % Settings.Every == 0))
            Update(_random.At(iteration));
        return Inner.Propose(iteration);
    }

    /// <inheritdoc/>
    public void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        // The update itself waits for the next iteration, so that a run does not end with actions that it never trained.
        if (Settings.LossThreshold is not null && evaluation.Loss.item<double>() <= _threshold)
        {
            _isDue = true;
            _threshold *= Settings.ThresholdFactor;
        }

        Inner.Observe(batch, evaluation);
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("seed", (long)_random.Seed);
        writer.Write("settings", How);
        writer.Write("library", Library);
        writer.Write("updates", [Updates, _isDue ? 1L : 0L]);
        writer.Write("threshold", _threshold);
        writer.Write("inner", Inner);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (seed, how) = ((ulong)reader.ReadLong("seed"), reader.ReadString("settings"));
        if (seed != _random.Seed || how != How)
            throw new InvalidDataException($"the checkpoint's chunks are made by {how} with seed {seed} (this run's by {How} with seed {_random.Seed}): set them alike or begin a new run");
        var updates = reader.ReadLongs("updates");
        reader.Read("inner", Inner);
        reader.Read("library", Library);
        (Updates, _isDue, _threshold) = (updates[0], updates[1] != 0, reader.ReadDouble("threshold"));
    }

    private string How => $"{Settings}, {_draw.Name}";

    private void Update(CounterRandom random)
    {
        if (_policy.Kept is { Count: > 0 })
            throw new InvalidOperationException("the library cannot change while a batch is being made: let ActionChunking be the outermost explorer");
        var (before, corpus) = (Library.Stamp, Corpus(random));
        var chunks = Settings.Miner.Chunks(corpus, Library, random.Stream(Mining));
        if (Settings.Update == LibraryUpdate.Replace)
        {
            Library.Replace([.. chunks.Take(Settings.Chunks)]);
        }
        else
        {
            var room = Math.Min(Settings.Chunks, Library.Capacity - Library.Count);
            foreach (var chunk in chunks.Where(chunk => Library.Find(chunk) < 0).Take(room).ToList())
                Library.Add(chunk);
        }

        (Updates, _isDue) = (Updates + 1, false);
        // What is kept of an iteration has the shape of its actions, and the iteration has just begun.
        _policy.Kept?.Clear();
        if (Settings.Update == LibraryUpdate.Replace && Library.Stamp != before)
            RefreshBuffer(random);
    }

    private IReadOnlyList<int[]> Corpus(CounterRandom random)
    {
        _batch.Clear();
        var items = new int[Math.Min((int)(Settings.BufferShare * Settings.CorpusSize), _buffer is null ? 0 : int.MaxValue)];
        var drawn = _buffer is null or { Count: 0 } || items.Length == 0 ? 0 : _draw.Draw(_buffer, random.Stream(Draws), items, new double[items.Length]);
        var states = new StateBatch(_environment.StateLength);
        foreach (var item in items.AsSpan(0, drawn))
        {
            if (_buffer!.Settings.Content == ReplayContent.Trajectories)
                _buffer.AppendTrajectory(item, _batch);
            else
                states.Add(_buffer.State(item));
        }

        _backward.Sample(states, random.Stream(Walks), _batch);
        _rollout.Sample(Settings.CorpusSize - drawn, random.Stream(Fresh), _batch);
        return [.. Enumerable.Range(0, _batch.Count).Select(i => _environment.Expand(_batch.Actions[_batch.Offsets[i].._batch.Offsets[i + 1]]))];
    }

    private void RefreshBuffer(CounterRandom random)
    {
        if (_buffer is null || _buffer.Count == 0)
            return;
        if (Settings.ClearsBuffer)
        {
            _buffer.Clear();
            return;
        }

        if (_buffer.Settings.Content != ReplayContent.Trajectories)
            return;
        var states = new StateBatch(_environment.StateLength, _buffer.Count);
        for (var item = 0; item < _buffer.Count; item++)
            states.Add(_buffer.State(item));
        _batch.Clear();
        _backward.Sample(states, random.Stream(Rewalks), _batch);
        _buffer.ReplaceTrajectories(_batch);
    }
}
