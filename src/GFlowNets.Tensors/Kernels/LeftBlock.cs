using System.Numerics;
using System.Runtime.Intrinsics;

namespace GFlowNets.Tensors;

/// <summary>Some rows of a left factor, over some of its depth: as they lie, row after row, or in strips of eight rows, depth after depth.</summary>
internal readonly unsafe struct LeftBlock<T> where T : unmanaged
{
    /// <summary>Rows of a strip.</summary>
    internal const int StripRows = 8;

    /// <summary>Depths that a word marks.</summary>
    internal const int WordBits = 64;

    /// <summary>Leaving out zeros pays where, of so many depths of a pair of rows, at least one holds zeros only.</summary>
    private const int WorthEighths = 8;

    private readonly nint _strip;

    /// <summary>Rows as they lie.</summary>
    internal LeftBlock(T* elements, nint rowStride, int rows, int depth)
    {
        (RowStride, DepthStride, Rows, Depth, _strip) = (rowStride, 1, rows, depth, StripRows * rowStride);
        Elements = elements;
    }

    /// <summary>Rows in strips; those that a last strip lacks hold anything.</summary>
    internal LeftBlock(T* strips, int rows, int depth)
    {
        (RowStride, DepthStride, Rows, Depth, _strip) = (1, StripRows, rows, depth, StripStride(depth));
        Elements = strips;
    }

    internal T* Elements { get; }

    internal nint RowStride { get; }

    internal nint DepthStride { get; }

    internal int Rows { get; }

    internal int Depth { get; }

    /// <summary>From a strip to the next: a line more than it holds, or all strips would compete for the same few places of the first-level cache.</summary>
    internal static nint StripStride(int depth) => ((nint)StripRows * depth) + (64 / sizeof(T));

    /// <summary>Where a row begins.</summary>
    internal T* Row(int row) => Elements + (row / StripRows * _strip) + (row % StripRows * RowStride);

    /// <summary>
    /// Marks for each pair of rows where either holds something other than zero: a bit for each depth, so many words a pair. Says whether
    /// so little is marked that it is worth leaving out the rest; where it is not, the marks are not complete.
    /// </summary>
    internal bool MarkPairs(ulong* marks, int words)
    {
        var (marked, most) = (0L, 0L);
        for (var first = 0; first < Depth; first += WordBits)
        {
            var count = Math.Min(WordBits, Depth - first);
            if (DepthStride == 1)
                MarkRows(first, count, marks + (first / WordBits), words);
            else
                MarkStrips(first, count, marks + (first / WordBits), words);
            for (var pair = 0; pair < (Rows + 1) / 2; pair++)
                marked += BitOperations.PopCount(marks[(pair * words) + (first / WordBits)]);
            most += (Rows + 1) / 2 * count;
            if (marked * WorthEighths > most * (WorthEighths - 1))
                return false;
        }
        return true;
    }

    private void MarkRows(int first, int count, ulong* marks, int words)
    {
        for (var row = 0; row < Rows; row += 2, marks += words)
            *marks = Nonzero(Row(row) + first, count) | (row + 1 < Rows ? Nonzero(Row(row + 1) + first, count) : 0);
    }

    private static ulong Nonzero(T* elements, int count)
    {
        var (bits, i) = (0ul, 0);
        for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count)
            bits |= Vector512.ExtractMostSignificantBits(~Vector512.Equals(Vector512.Load(elements + i), Vector512<T>.Zero)) << i;
        for (; i < count; i++)
            bits |= EqualityComparer<T>.Default.Equals(elements[i], default) ? 0 : 1ul << i;
        return bits;
    }

    // A byte says which of a strip's rows are not zero at a depth; two bits of the bytes make the marks of a pair.
    private void MarkStrips(int first, int count, ulong* marks, int words)
    {
        var bytes = stackalloc byte[WordBits];
        var depths = Vector512<T>.Count / StripRows;
        var existing = count == WordBits ? ulong.MaxValue : (1ul << count) - 1;
        for (var strip = 0; strip < Rows; strip += StripRows)
        {
            var elements = Row(strip) + (first * StripRows);
            for (var k = 0; k < count; k += depths)
            {
                var bits = Vector512.ExtractMostSignificantBits(~Vector512.Equals(Vector512.Load(elements + (k * StripRows)), Vector512<T>.Zero));
                if (depths == 2)
                    *(ushort*)(bytes + k) = (ushort)bits;
                else
                    bytes[k] = (byte)bits;
            }

            var all = Vector512.Load(bytes);
            for (var row = 0; row < StripRows && strip + row < Rows; row += 2, marks += words)
            {
                // What a missing row holds does not count.
                var pair = Vector512.Create((byte)((strip + row + 1 < Rows ? 3 : 1) << row));
                *marks = ~Vector512.ExtractMostSignificantBits(Vector512.Equals(all & pair, Vector512<byte>.Zero)) & existing;
            }
        }
    }
}
