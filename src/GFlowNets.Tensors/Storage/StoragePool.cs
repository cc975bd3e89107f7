using System.Numerics;

namespace GFlowNets.Tensors;

/// <summary>
/// One thread's free blocks by size class. Classes lie a quarter of a power of two apart, so that a block wastes at
/// most a fifth. No locks: a block goes back to the pool of the thread that released it.
/// </summary>
internal sealed class StoragePool
{
    private const int SmallestClassBits = 6;
    private const long LargestBlock = int.MaxValue - 1024;
    private const long KeptAtMost = 1L << 30;

    private readonly Stack<Storage>?[] free = new Stack<Storage>?[128];
    private long kept;

    internal Storage Take(long bytes)
    {
        if (bytes > LargestBlock)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes),
                $"a tensor may hold at most {LargestBlock} bytes (asked for {bytes}): split the batch.");
        }
        var (sizeClass, rounded) = ClassOf(bytes);
        if (free[sizeClass] is { Count: > 0 } stack)
        {
            kept -= rounded;
            return stack.Pop();
        }
        return new Storage(sizeClass, (int)Math.Min(rounded, LargestBlock));
    }

    internal void Give(Storage storage)
    {
        if (kept + storage.Bytes > KeptAtMost)
        {
            return;
        }
        kept += storage.Bytes;
        (free[storage.SizeClass] ??= new Stack<Storage>()).Push(storage);
    }

    private static (int SizeClass, long Bytes) ClassOf(long bytes)
    {
        if (bytes <= 1L << SmallestClassBits)
        {
            return (0, 1L << SmallestClassBits);
        }
        // Within the octave (2^b, 2^(b+1)] four steps of 2^(b-2) each.
        var octave = BitOperations.Log2((ulong)(bytes - 1));
        var step = 1L << (octave - 2);
        var quarter = (bytes - (1L << octave) + step - 1) / step;
        return ((((octave - SmallestClassBits) * 4) + (int)quarter), (1L << octave) + (quarter * step));
    }
}
