using System.Runtime.InteropServices;

namespace GFlowNets.Environments;

/// <summary>
/// Numbers distinct states in the order in which they are first seen: a hash table with open addressing over one array of integers,
/// 16 to 32 bytes a state beyond the state itself.
/// </summary>
public sealed class StateTable
{
    // The upper half of a slot is the generation in which it was written, so that clearing costs nothing.
    private long[] _slots = new long[32];
    private long _generation = 1L << 32;

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
    public int Find(ReadOnlySpan<int> state) => Number(_slots[Slot(state)]);

    /// <summary>Number of a state, adding it where it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<int> state)
    {
        var slot = Slot(state);
        if (Number(_slots[slot]) is var known && known >= 0)
            return known;
        _slots[slot] = _generation | (uint)Count;
        States.Add(state);
        if (Count * 2 > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>Forgets all states and keeps the memory.</summary>
    public void Clear()
    {
        States.Clear();
        _generation += 1L << 32;
    }

    private int Slot(ReadOnlySpan<int> state)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(state) & mask;
        while (Number(_slots[slot]) is var number && number >= 0 && !States[number].SequenceEqual(state))
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        _slots = new long[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
            _slots[Slot(States[i])] = _generation | (uint)i;
    }

    private int Number(long slot) => (slot ^ _generation) >>> 32 == 0 ? (int)slot : -1;

    private static uint Hash(ReadOnlySpan<int> state)
    {
        // Two chains of multiplications side by side, since one would wait for itself.
        const ulong multiplier = 0xD6E8FEB86659FD93ul;
        var (left, right) = (0x9E3779B97F4A7C15ul, 0xC2B2AE3D27D4EB4Ful);
        var pairs = MemoryMarshal.Cast<int, ulong>(state);
        var i = 0;
        for (; i + 1 < pairs.Length; i += 2)
        {
            left = (left ^ pairs[i]) * multiplier;
            right = (right ^ pairs[i + 1]) * multiplier;
            left ^= left >> 32;
            right ^= right >> 32;
        }

        if (i < pairs.Length)
            left = (left ^ pairs[i]) * multiplier;
        if (state.Length % 2 == 1)
            right = (right ^ (uint)state[^1]) * multiplier;
        left ^= left >> 29;
        var hash = (left ^ right) * multiplier;
        return (uint)(hash ^ hash >> 32);
    }
}
