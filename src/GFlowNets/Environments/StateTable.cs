namespace GFlowNets.Environments;

/// <summary>
/// Numbers distinct states in the order in which they are first seen: a hash table with open addressing over one array of integers,
/// 12 to 16 bytes a state beyond the state itself.
/// </summary>
public sealed class StateTable
{
    private int[] _slots = new int[32];

    /// <summary>An empty table.</summary>
    /// <param name="stateLength">Number of integers of a state.</param>
    public StateTable(int stateLength)
    {
        States = new StateBatch(stateLength);
    }

    /// <summary>The distinct states by number.</summary>
    public StateBatch States { get; }

    /// <summary>Number of distinct states.</summary>
    public int Count => States.Count;

    /// <summary>Number of a state, or −1 where it has not been added.</summary>
    public int Find(ReadOnlySpan<int> state) => _slots[Slot(state)] - 1;

    /// <summary>Number of a state, adding it where it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<int> state)
    {
        var slot = Slot(state);
        if (_slots[slot] != 0)
            return _slots[slot] - 1;
        States.Add(state);
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>Forgets all states and keeps the memory.</summary>
    public void Clear()
    {
        States.Clear();
        Array.Clear(_slots);
    }

    private int Slot(ReadOnlySpan<int> state)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(state) & mask;
        while (_slots[slot] != 0 && !States[_slots[slot] - 1].SequenceEqual(state))
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
            _slots[Slot(States[i])] = i + 1;
    }

    private static uint Hash(ReadOnlySpan<int> state)
    {
        var hash = 0x9E3779B97F4A7C15ul;
        foreach (var value in state)
        {
            hash = (hash ^ (uint)value) * 0xD6E8FEB86659FD93ul;
            hash ^= hash >> 32;
        }

        return (uint)(hash ^ hash >> 29);
    }
}
