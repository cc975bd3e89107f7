using System.Runtime.InteropServices;

namespace GFlowNets.Environments;

/// <summary>
/// Numbers distinct states in the order in which they are first seen: a hash table with open addressing over one array of integers,
/// 16 to 32 bytes a state beyond the state itself.
/// </summary>
public sealed class StateTable
{
    // A slot, from the top: sixteen bits for the generation in which it was written, so that clearing costs nothing; sixteen of the hash, so that
    // states are hardly ever compared in vain; thirty-two for the number.
    private ulong[] _slots = new ulong[32];
    private ulong _generation = 1;

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
    public int Find(ReadOnlySpan<int> state) => NumberIn(Slot(state, out var mark), mark);

    /// <summary>Number of a state, adding it where it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<int> state)
    {
        var slot = Slot(state, out var mark);
        if (NumberIn(slot, mark) is var known && known >= 0)
            return known;
        _slots[slot] = mark | (uint)Count;
        States.Add(state);
        if (Count * 2 > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>Forgets all states and keeps the memory.</summary>
    public void Clear()
    {
        States.Clear();
        if (++_generation <= ushort.MaxValue)
            return;
        Array.Clear(_slots);
        _generation = 1;
    }

    /// <summary>The slot that holds a state or has room for it, and what the upper half of that slot is or will be.</summary>
    private int Slot(ReadOnlySpan<int> state, out ulong mark)
    {
        var hash = Hash(state);
        mark = (_generation << 16 | hash >> 48) << 32;
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (true)
        {
            var difference = _slots[slot] ^ mark;
            if (difference >> 48 != 0 || (difference >> 32 == 0 && States[(int)difference].SequenceEqual(state)))
                return slot;
            slot = (slot + 1) & mask;
        }
    }

    private int NumberIn(int slot, ulong mark)
    {
        var difference = _slots[slot] ^ mark;
        return difference >> 32 == 0 ? (int)difference : -1;
    }

    private void Grow()
    {
        _slots = new ulong[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
            _slots[Slot(States[i], out var mark)] = mark | (uint)i;
    }

    private static ulong Hash(ReadOnlySpan<int> state)
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
        return hash ^ hash >> 32;
    }
}
