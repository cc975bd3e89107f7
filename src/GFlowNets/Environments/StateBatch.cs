namespace GFlowNets.Environments;

/// <summary>
/// A growing list of states of one environment, stored one after another in a single array. Clearing keeps the memory, so a batch
/// that is refilled every iteration stops allocating once it has reached its size.
/// </summary>
public sealed class StateBatch
{
    private int[] _values;

    /// <summary>An empty batch.</summary>
    /// <param name="stateLength">Number of integers of one state, at least 1.</param>
    /// <param name="capacity">States to reserve memory for.</param>
    public StateBatch(int stateLength, int capacity = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stateLength, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        StateLength = stateLength;
        _values = new int[checked(stateLength * capacity)];
    }

    /// <summary>Number of integers of one state.</summary>
    public int StateLength { get; }

    /// <summary>Number of states.</summary>
    public int Count { get; private set; }

    /// <summary>The state in the given row.</summary>
    public ReadOnlySpan<int> this[int row] => Row(row);

    /// <summary>Appends a state of zeros and returns it for writing; the span is valid until the next state is added.</summary>
    public Span<int> Add()
    {
        var row = Append(1);
        row.Clear();
        return row;
    }

    /// <summary>Appends a copy of a state.</summary>
    /// <exception cref="ArgumentException">The state has another length.</exception>
    public void Add(ReadOnlySpan<int> state)
    {
        if (state.Length != StateLength)
            throw new ArgumentException($"a state of this batch has {StateLength} integers (got {state.Length})", nameof(state));
        state.CopyTo(Append(1));
    }

    /// <summary>Appends the states of another batch from one on.</summary>
    internal void AddFrom(StateBatch other, int first) =>
        other._values.AsSpan(first * StateLength, (other.Count - first) * StateLength).CopyTo(Append(other.Count - first));

    /// <summary>Forgets all states and keeps the memory.</summary>
    public void Clear() => Count = 0;

    internal Span<int> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        return _values.AsSpan(row * StateLength, StateLength);
    }

    internal void RemoveLast() => Count--;

    /// <summary>All states, one after another.</summary>
    internal ReadOnlySpan<int> Values => _values.AsSpan(0, Count * StateLength);

    // Room for more states; what it holds is arbitrary.
    private Span<int> Append(int states)
    {
        var (start, length) = checked((Count * StateLength, states * StateLength));
        if (start + (long)length > _values.Length)
            Array.Resize(ref _values, checked((int)Math.Min(Array.MaxLength, Math.Max(start + (long)length, 2L * _values.Length))));
        Count += states;
        return _values.AsSpan(start, length);
    }
}
