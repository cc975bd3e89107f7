using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GFlowNets.Tensors;

/// <summary>
/// A recycled block of memory, counted by its owners: tensor handles, their views, and what a graph saved for its
/// backward pass. When the last owner lets go, the block returns to the pool of that thread. Blocks that are never
/// released are left to the garbage collector, so there is no finaliser.
/// </summary>
internal sealed class Storage
{
    /// <summary>Blocks from this size on are pinned and aligned to a cache line; smaller ones are ordinary objects.</summary>
    private const int AlignedFrom = 2048;

    private const int Alignment = 64;

    private readonly byte[] buffer;
    private readonly int start;
    private int owners;

    internal unsafe Storage(int sizeClass, int bytes)
    {
        SizeClass = sizeClass;
        Bytes = bytes;
        if (bytes < AlignedFrom)
        {
            buffer = GC.AllocateUninitializedArray<byte>(bytes);
            return;
        }
        buffer = GC.AllocateUninitializedArray<byte>(bytes + Alignment, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer));
        start = (int)((Alignment - (address % Alignment)) % Alignment);
    }

    internal int SizeClass { get; }

    internal int Bytes { get; }

    /// <summary>Raised by every write, so that packed copies and saved tensors can tell that they are stale.</summary>
    internal int Version { get; private set; }

    /// <summary>Whether exactly one owner is left, so that its contents may be overwritten.</summary>
    internal bool IsExclusive => Volatile.Read(ref owners) == 1;

    /// <summary>A block of at least <paramref name="bytes"/> bytes with one owner; its contents are arbitrary.</summary>
    internal static Storage Rent(long bytes)
    {
        var storage = ThreadState.Current.Pool.Take(bytes);
        storage.owners = 1;
        return storage;
    }

    internal void MarkWritten() => Version++;

    internal void AddOwner() => Interlocked.Increment(ref owners);

    internal void Release()
    {
        if (Interlocked.Decrement(ref owners) == 0)
        {
            Version++;
            ThreadState.Current.Pool.Give(this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Span<T>(long offset, long count) where T : unmanaged
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), start);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Unsafe.As<byte, T>(ref first), (nint)offset), checked((int)count));
    }
}
