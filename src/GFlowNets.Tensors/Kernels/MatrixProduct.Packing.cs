using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GFlowNets.Tensors;

internal static unsafe partial class MatrixProduct
{
    /// <summary>Elements in a row of a narrow panel, as wide as a tile.</summary>
    internal static int PanelWidth<T>() where T : unmanaged => 128 / sizeof(T);

    /// <summary>Elements in a row of a wide panel, as wide as a pair of rows.</summary>
    private static int WidePanel<T>() where T : unmanaged => 512 / sizeof(T);

    /// <summary>Whether there are columns enough for a wide panel.</summary>
    private static bool HasWidePanel<T>(int columns) where T : unmanaged => columns >= WidePanel<T>();

    /// <summary>Columns that lie in wide panels; those behind them lie in narrow ones.</summary>
    private static int WideColumns<T>(int columns) where T : unmanaged => columns / WidePanel<T>() * WidePanel<T>();

    /// <summary>Elements that <see cref="Pack"/> writes.</summary>
    internal static long PackedCount<T>(int depth, int columns) where T : unmanaged
    {
        var width = PanelWidth<T>();
        return (long)((columns + width - 1) / width) * width * depth;
    }

    /// <summary>Packs B, of given strides, into panels; columns beyond the last are zero.</summary>
    internal static void Pack<T>(T* b, nint rowStride, nint columnStride, int depth, int columns, T* packed) where T : unmanaged
    {
        var wide = WideColumns<T>(columns);
        PackPanels(b, rowStride, columnStride, depth, wide, WidePanel<T>(), packed);
        PackPanels(b + (wide * columnStride), rowStride, columnStride, depth, columns - wide, PanelWidth<T>(), packed + ((nint)wide * depth));
    }

    private static void PackPanels<T>(T* b, nint rowStride, nint columnStride, int depth, int columns, int width, T* packed) where T : unmanaged
    {
        if (columnStride == 1)
        {
            PackRows(b, rowStride, depth, columns, width, packed);
            return;
        }

        for (var first = 0; first < columns; first += width, packed += (nint)width * depth)
        {
            var valid = Math.Min(width, columns - first);
            if (valid < width)
                new Span<T>(packed, width * depth).Clear();
            Transpose(b + (first * columnStride), columnStride, rowStride, valid, depth, packed, width);
        }
    }

    // Row after row of the source, each dealt out to all panels: memory is read in its own order.
    private static void PackRows<T>(T* b, nint rowStride, int depth, int columns, int width, T* packed) where T : unmanaged
    {
        var (whole, rest, panel) = (columns / width, columns % width, (nint)width * depth);
        for (nint k = 0; k < depth; k++, b += rowStride, packed += width)
        {
            for (var i = 0; i < whole; i++)
                Unsafe.CopyBlockUnaligned(packed + (i * panel), b + (i * width), (uint)(width * sizeof(T)));
            if (rest == 0)
                continue;
            var last = new Span<T>(packed + (whole * panel), width);
            new Span<T>(b + (whole * width), rest).CopyTo(last);
            last[rest..].Clear();
        }
    }

    /// <summary>
    /// Whether all elements of so many rows of whole panels are finite, so that zeros that they are multiplied with may be left out; false,
    /// without a look, where vectors are too short for that.
    /// </summary>
    internal static bool IsFinite<T>(T* elements, int rows, long columns, nint rowStride) where T : unmanaged
    {
        if (!Wide)
            return false;
        // Zero times what is not finite is not a number, and stays so in every sum.
        var (zero, even, odd) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
        for (var row = 0; row < rows; row++, elements += rowStride)
        {
            for (nint i = 0; i < columns; i += 2 * Vector512<T>.Count)
                (even, odd) = (Fma(Vector512.Load(elements + i), zero, even), Fma(Vector512.Load(elements + i + Vector512<T>.Count), zero, odd));
        }
        return Vector512.EqualsAll(even + odd, zero);
    }

    /// <summary>The same of what <see cref="Pack"/> wrote; not asked where there are columns too few for zeros to be left out.</summary>
    internal static bool IsFinite<T>(T* packed, int depth, int columns) where T : unmanaged =>
        HasWidePanel<T>(columns) && IsFinite(packed, 1, PackedCount<T>(depth, columns), 0);

    // target[k][i] = source[i][k]: in blocks of 8x8 by shuffles for contiguous floats, one by one for the rest.
    private static void Transpose<T>(T* source, nint rowStride, nint columnStride, int rows, int depth, T* target, nint targetStride) where T : unmanaged
    {
        var (wholeRows, wholeDepth) = (0, 0);
        if (sizeof(T) == sizeof(float) && columnStride == 1 && Avx.IsSupported)
        {
            (wholeRows, wholeDepth) = (rows & ~7, depth & ~7);
            for (nint i = 0; i < wholeRows; i += 8)
            {
                for (nint k = 0; k < wholeDepth; k += 8)
                    Transpose8((float*)source + (i * rowStride) + k, rowStride, (float*)target + (k * targetStride) + i, targetStride);
            }
        }
        for (nint i = 0; i < rows; i++)
        {
            for (nint k = i < wholeRows ? wholeDepth : 0; k < depth; k++)
                target[(k * targetStride) + i] = source[(i * rowStride) + (k * columnStride)];
        }
    }

    private static void Transpose8(float* source, nint rowStride, float* target, nint targetStride)
    {
        // Pairs of rows interleaved, then pairs of pairs, then halves exchanged.
        var (p0, p1) = Interleave(source, source + rowStride);
        var (p2, p3) = Interleave(source + (2 * rowStride), source + (3 * rowStride));
        var (p4, p5) = Interleave(source + (4 * rowStride), source + (5 * rowStride));
        var (p6, p7) = Interleave(source + (6 * rowStride), source + (7 * rowStride));
        var (q0, q1) = (Avx.Shuffle(p0, p2, 0x44), Avx.Shuffle(p0, p2, 0xEE));
        var (q2, q3) = (Avx.Shuffle(p1, p3, 0x44), Avx.Shuffle(p1, p3, 0xEE));
        var (q4, q5) = (Avx.Shuffle(p4, p6, 0x44), Avx.Shuffle(p4, p6, 0xEE));
        var (q6, q7) = (Avx.Shuffle(p5, p7, 0x44), Avx.Shuffle(p5, p7, 0xEE));
        Avx.Permute2x128(q0, q4, 0x20).Store(target);
        Avx.Permute2x128(q1, q5, 0x20).Store(target + targetStride);
        Avx.Permute2x128(q2, q6, 0x20).Store(target + (2 * targetStride));
        Avx.Permute2x128(q3, q7, 0x20).Store(target + (3 * targetStride));
        Avx.Permute2x128(q0, q4, 0x31).Store(target + (4 * targetStride));
        Avx.Permute2x128(q1, q5, 0x31).Store(target + (5 * targetStride));
        Avx.Permute2x128(q2, q6, 0x31).Store(target + (6 * targetStride));
        Avx.Permute2x128(q3, q7, 0x31).Store(target + (7 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Interleave(float* first, float* second)
    {
        var (x, y) = (Vector256.Load(first), Vector256.Load(second));
        return (Avx.UnpackLow(x, y), Avx.UnpackHigh(x, y));
    }
}
