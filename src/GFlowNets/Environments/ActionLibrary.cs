using GFlowNets.Replay;
using GFlowNets.Training;

namespace GFlowNets.Environments;

/// <summary>
/// The actions of a <see cref="ChunkedEnvironment"/>: the atomic actions of the environment underneath (stop included, in their own order), then
/// chunks, each a string of atomic actions that is taken in one step (Boussif et al. 2025, "Action abstractions for amortized sampling").
/// Chunks are added and replaced while a policy trains; whoever keeps something about an action keeps it by <see cref="Identity"/>.
/// </summary>
public sealed class ActionLibrary : ISaveable
{
    private static long stamps;

    private readonly List<int[]> _actions = [];
    private readonly List<long> _identities = [];
    private readonly Dictionary<int[], int> _numbers = new(StateContents.Instance);
    private long _nextIdentity;

    /// <summary>A library of atoms alone.</summary>
    /// <param name="atoms">Number of atomic actions, stop included; at least 1.</param>
    /// <param name="stop">Number of the stop action, or <see cref="DiscreteEnvironment.NoStop"/>.</param>
    /// <param name="capacity">Most actions that it can ever have, atoms included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ActionLibrary(int atoms, int stop, int capacity)
    {
        if (atoms < 1)
            throw new ArgumentOutOfRangeException(nameof(atoms), $"atoms must be at least 1 (got {atoms})");
        if (stop != DiscreteEnvironment.NoStop && (uint)stop >= (uint)atoms)
            throw new ArgumentOutOfRangeException(nameof(stop), $"stop must be NoStop or one of the atoms 0 to {atoms - 1} (got {stop})");
        if (capacity < atoms)
            throw new ArgumentOutOfRangeException(nameof(capacity), $"capacity must be at least the number of atoms, {atoms} (got {capacity})");
        (AtomCount, Stop, Capacity, _nextIdentity) = (atoms, stop, capacity, atoms);
        Keep([]);
    }

    /// <summary>A library of another's chunks, for another policy or for an environment with the same atoms; later changes of one leave the other alone.</summary>
    /// <param name="other">The library to copy.</param>
    /// <param name="capacity">Most actions that it can ever have; the other's where null.</param>
    public ActionLibrary(ActionLibrary other, int? capacity = null)
        : this((other ?? throw new ArgumentNullException(nameof(other))).AtomCount, other.Stop, capacity ?? other.Capacity) =>
        Replace(other.Chunks);

    /// <summary>Number of atomic actions, stop included; they are the first actions.</summary>
    public int AtomCount { get; }

    /// <summary>Number of the stop action, or <see cref="DiscreteEnvironment.NoStop"/>.</summary>
    public int Stop { get; }

    /// <summary>Most actions that there can ever be, atoms included.</summary>
    public int Capacity { get; }

    /// <summary>Number of actions now, atoms included.</summary>
    public int Count => _actions.Count;

    /// <summary>Number of changes so far. It is restored with the rest; what is kept in memory about a library is kept by its stamp.</summary>
    public long Version { get; private set; }

    /// <summary>Differs whenever the actions may differ: it changes with each change and each restoring, and no two libraries share one.</summary>
    internal long Stamp { get; private set; }

    /// <summary>The atomic actions of an action: one for an atom, at least two for a chunk.</summary>
    public ReadOnlySpan<int> this[int action] => _actions[action];

    /// <summary>The chunks in the order of their numbers, in arrays of their own.</summary>
    public IReadOnlyList<int[]> Chunks => [.. _actions.Skip(AtomCount).Select(chunk => chunk.ToArray())];

    /// <summary>
    /// A number that an action keeps as long as it is in the library: an atom's own number, and for chunks numbers from <see cref="AtomCount"/>
    /// on that are never used twice. A chunk that is removed and added again gets a new one.
    /// </summary>
    public long Identity(int action) => _identities[action];

    /// <summary>The action with the given atoms, or −1.</summary>
    public int Find(ReadOnlySpan<int> atoms) => _numbers.GetValueOrDefault(atoms.ToArray(), -1);

    /// <summary>Adds a chunk at the end; the numbers of the others stay.</summary>
    /// <param name="chunk">At least two atomic actions, none of them stop.</param>
    /// <returns>The new action's number.</returns>
    /// <exception cref="ArgumentException">It is not a chunk, or there already; the library was not changed.</exception>
    /// <exception cref="InvalidOperationException">The library is full; it was not changed.</exception>
    public int Add(ReadOnlySpan<int> chunk)
    {
        RequireChunk(chunk);
        if (Find(chunk) is >= 0 and var known)
            throw new ArgumentException($"the chunk ({Text(chunk)}) is in the library already, as action {known}", nameof(chunk));
        if (Count == Capacity)
            throw new InvalidOperationException($"the library is full, with {Capacity} actions: give it a larger capacity, or replace its chunks");
        Store(chunk.ToArray(), _nextIdentity++);
        Changed();
        return Count - 1;
    }

    /// <summary>
    /// Makes the given chunks the only ones, in the given order. Those that were there keep their identity, though not their number.
    /// </summary>
    /// <param name="chunks">The chunks, no two the same.</param>
    /// <exception cref="ArgumentException">One is not a chunk, stands twice, or there are too many; the library was not changed.</exception>
    public void Replace(IReadOnlyList<int[]> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        if (AtomCount + chunks.Count > Capacity)
            throw new ArgumentException($"there is room for {Capacity - AtomCount} chunks (got {chunks.Count}): give the library a larger capacity", nameof(chunks));
        var distinct = new HashSet<int[]>(StateContents.Instance);
        foreach (var chunk in chunks)
        {
            RequireChunk(chunk);
            if (!distinct.Add(chunk))
                throw new ArgumentException($"the chunk ({Text(chunk)}) stands twice in the list", nameof(chunks));
        }

        if (Same(chunks))
            return;
        Keep([.. chunks.Select(chunk => (chunk.ToArray(), Find(chunk) is >= 0 and var known ? _identities[known] : _nextIdentity++))]);
        Version++;
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("shape", [AtomCount, Stop, Capacity]);
        writer.Write("version", Version);
        writer.Write("nextIdentity", _nextIdentity);
        writer.Write("lengths", _actions.Skip(AtomCount).Select(chunk => chunk.Length).ToArray());
        writer.Write("chunks", _actions.Skip(AtomCount).SelectMany(chunk => chunk).ToArray());
        writer.Write("identities", _identities.Skip(AtomCount).ToArray());
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadInts("shape") is var shape && !shape.AsSpan().SequenceEqual([AtomCount, Stop, Capacity]))
        {
            throw new InvalidDataException(
                $"the checkpoint's library has atoms, stop and capacity {string.Join(", ", shape)} (this run's {AtomCount}, {Stop}, {Capacity}): set them alike or begin a new run");
        }

        var (lengths, atoms, identities) = (reader.ReadInts("lengths"), reader.ReadInts("chunks"), reader.ReadLongs("identities"));
        var chunks = new List<(int[], long)>(lengths.Length);
        var start = 0;
        foreach (var (i, length) in lengths.Index())
        {
            chunks.Add((atoms[start..(start + length)], identities[i]));
            start += length;
        }

        (Version, _nextIdentity) = (reader.ReadLong("version"), reader.ReadLong("nextIdentity"));
        var same = Same([.. chunks.Select(entry => entry.Item1)]) && identities.AsSpan().SequenceEqual(_identities.Skip(AtomCount).ToArray());
        if (!same)
            Keep(chunks);
    }

    private static string Text(ReadOnlySpan<int> atoms) => string.Join(", ", atoms.ToArray());

    private void RequireChunk(ReadOnlySpan<int> chunk)
    {
        if (chunk.Length < 2)
            throw new ArgumentException($"a chunk must have at least 2 atomic actions (got {chunk.Length})", nameof(chunk));
        if (chunk.ContainsAnyExceptInRange(0, AtomCount - 1))
            throw new ArgumentException($"a chunk must be made of the atomic actions 0 to {AtomCount - 1} (got {Text(chunk)})", nameof(chunk));
        if (Stop != DiscreteEnvironment.NoStop && chunk.Contains(Stop))
            throw new ArgumentException($"a chunk must not contain the stop action, {Stop} (got {Text(chunk)})", nameof(chunk));
    }

    private bool Same(IReadOnlyList<int[]> chunks) =>
        chunks.Count == Count - AtomCount && chunks.Index().All(entry => entry.Item.AsSpan().SequenceEqual(_actions[AtomCount + entry.Index]));

    private void Keep(IReadOnlyList<(int[] Chunk, long Identity)> chunks)
    {
        _actions.Clear();
        _identities.Clear();
        _numbers.Clear();
        for (var atom = 0; atom < AtomCount; atom++)
            Store([atom], atom);
        foreach (var (chunk, identity) in chunks)
            Store(chunk, identity);
        Stamp = Interlocked.Increment(ref stamps);
    }

    private void Store(int[] atoms, long identity)
    {
        _numbers.Add(atoms, Count);
        _actions.Add(atoms);
        _identities.Add(identity);
    }

    private void Changed()
    {
        Version++;
        Stamp = Interlocked.Increment(ref stamps);
    }
}
