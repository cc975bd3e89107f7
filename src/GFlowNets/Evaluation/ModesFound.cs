using GFlowNets.Environments;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Evaluation;

/// <summary>
/// How many modes were met among all terminating states trained on, each counted once: "modesFound" and, where the number of modes
/// is known, "modesFoundShare". It costs one look-up, or one distance to each mode not yet found, for each distinct terminating state, and
/// nothing at an evaluation; what it says is a count, so it has no sampling floor. It depends on who proposed the batches, unlike
/// the mode mass of an exact evaluation.
/// </summary>
public sealed class ModesFound : IBatchObserver
{
    private readonly double _count;
    private readonly string _prefix;
    private readonly Func<ReadOnlySpan<int>, bool>? _isMode;
    private readonly int[][] _modes = [];
    private readonly EditPattern[]? _patterns;
    private readonly bool[] _found = [];
    private readonly Func<int[], int[]> _read = state => state;
    private readonly SequenceMetric _distance;
    private readonly int _radius;
    private readonly StateTable _seen;
    private long _modesFound;

    /// <summary>Counts the distinct modes that were met exactly.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="modes">What knows a mode, such as <see cref="Reward.KnownModes"/>.</param>
    /// <param name="name">What the metrics' names begin with.</param>
    public ModesFound(DiscreteEnvironment environment, IModes modes, string name = "")
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(modes);
        (_isMode, _count, _prefix) = (modes.IsMode, modes.ModeCount, name);
        _seen = new StateTable(environment.StateLength);
    }

    /// <summary>
    /// Counts the modes that some terminating state came near to: a mode is found by the first state within the radius. One state may find several.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="modes">The modes as sequences.</param>
    /// <param name="distance">Which distance.</param>
    /// <param name="radius">The largest distance that counts as found, at least 0.</param>
    /// <param name="read">How a state is read as a sequence to compare, such as words as bits; itself where null.</param>
    /// <param name="name">What the metrics' names begin with.</param>
    public ModesFound(DiscreteEnvironment environment, IReadOnlyList<int[]> modes, SequenceMetric distance, int radius, Func<int[], int[]>? read = null, string name = "")
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(modes);
        if (modes.Count == 0)
            throw new ArgumentException("there must be at least one mode", nameof(modes));
        if (radius < 0)
            throw new ArgumentOutOfRangeException(nameof(radius), $"radius must be at least 0 (got {radius})");
        _modes = [.. modes.DistinctBy(mode => string.Join(',', mode))];
        (_found, _count) = (new bool[_modes.Length], _modes.Length);
        (_distance, _radius, _read, _prefix) = (distance, radius, read ?? _read, name);
        // Characters that fit into a byte have their edit distances from bit vectors, a good ten times faster.
        if (distance == SequenceMetric.Levenshtein && _modes.All(IsOfBytes))
            _patterns = [.. _modes.Select(mode => new EditPattern(Array.ConvertAll(mode, character => (byte)character), byte.MaxValue + 1))];
        _seen = new StateTable(environment.StateLength);
    }

    /// <summary>Counts the modes of a sequence reward that came within a radius, in characters and in the reward's own distance.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="radius">The largest distance that counts as found, at least 0; the literature takes 28 to 30 of 120 bits.</param>
    /// <param name="name">What the metrics' names begin with.</param>
    public static ModesFound Near(ModeDistance reward, int radius, string name = "")
    {
        ArgumentNullException.ThrowIfNull(reward);
        return new ModesFound(reward.Environment, reward.ModeCharacters, reward.Metric, radius, reward.Characters, name);
    }

    /// <summary>Modes found so far.</summary>
    public long Count => _modesFound;

    /// <inheritdoc/>
    public void Observe(TrajectoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.Count; i++)
            Observe(batch.Terminating(i));
    }

    /// <summary>Looks at a terminating state that no trajectory brought, such as a Markov chain's.</summary>
    public void Observe(ReadOnlySpan<int> state)
    {
        if (_isMode is not null)
        {
            // Only modes are remembered, so that memory is bounded by their number.
            if (_isMode(state) && _seen.FindOrAdd(state) == _modesFound)
                _modesFound++;
        }
        else if (_modesFound < _modes.Length)
        {
            Look(_read(state.ToArray()));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer) => double.IsFinite(_count) && _count > 0
        ? [(_prefix + "modesFound", _modesFound), (_prefix + "modesFoundShare", _modesFound / _count)]
        : [(_prefix + "modesFound", _modesFound)];

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("radius", _isMode is null ? _radius : -1);
        writer.Write("modes", _count);
        writer.Write("found", Array.ConvertAll(_found, found => found ? 1 : 0));
        var states = new int[_seen.Count * _seen.States.StateLength];
        for (var row = 0; row < _seen.Count; row++)
            _seen.States[row].CopyTo(states.AsSpan(row * _seen.States.StateLength));
        writer.Write("states", states);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (radius, modes) = (reader.ReadLong("radius"), reader.ReadDouble("modes"));
        if (radius != (_isMode is null ? _radius : -1) || modes != _count)
            throw new InvalidDataException($"the checkpoint counted {modes} modes within {radius} (this run counts {_count} within {(_isMode is null ? _radius : -1)}): set them alike or begin a new run");
        var found = reader.ReadInts("found");
        for (var mode = 0; mode < _found.Length; mode++)
            _found[mode] = found[mode] != 0;
        _seen.Clear();
        var states = reader.ReadInts("states");
        var length = _seen.States.StateLength;
        for (var start = 0; start < states.Length; start += length)
            _seen.FindOrAdd(states.AsSpan(start, length));
        _modesFound = _isMode is null ? _found.Count(mode => mode) : _seen.Count;
    }

    private static bool IsOfBytes(int[] sequence) => !sequence.AsSpan().ContainsAnyExceptInRange(byte.MinValue, byte.MaxValue);

    private void Look(int[] sequence)
    {
        var text = _patterns is not null && IsOfBytes(sequence) ? Array.ConvertAll(sequence, character => (byte)character) : null;
        for (var mode = 0; mode < _modes.Length; mode++)
        {
            if (_found[mode])
                continue;
            var distance = _distance == SequenceMetric.Hamming ? SequenceDistance.Hamming(sequence, _modes[mode])
                : text is not null ? _patterns![mode].Distance(text, _radius)
                : SequenceDistance.LevenshteinUpTo(sequence, _modes[mode], _radius);
            if (distance > _radius)
                continue;
            _found[mode] = true;
            _modesFound++;
        }
    }
}
