using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GFlowNets.Tensors;

internal static unsafe partial class MatrixProduct
{
    /// <summary>
    /// Two rows of C by eight vectors in sixteen registers, over the marked depths alone. Behind a rectifier half of a row is zeros, and
    /// what two rows have in common of them is left out: adding zero times a finite number changes nothing but the sign of a zero. Eight loads of B and two
    /// broadcasts serve sixteen multiply-adds, so that arithmetic still sets the pace, as long as the rows of B are in the first-level cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pair<T>(T* a0, T* a1, nint depthStride, ulong marks, T* b, nint bStride, T* start, nint startNext, T* c, nint next) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        T* s = start;
        Vector512<T> c00 = Vector512.Load(s), c01 = Vector512.Load(s + lanes), c02 = Vector512.Load(s + (2 * lanes)), c03 = Vector512.Load(s + (3 * lanes));
        Vector512<T> c04 = Vector512.Load(s + (4 * lanes)), c05 = Vector512.Load(s + (5 * lanes)), c06 = Vector512.Load(s + (6 * lanes)), c07 = Vector512.Load(s + (7 * lanes));
        s = start + startNext;
        Vector512<T> c10 = Vector512.Load(s), c11 = Vector512.Load(s + lanes), c12 = Vector512.Load(s + (2 * lanes)), c13 = Vector512.Load(s + (3 * lanes));
        Vector512<T> c14 = Vector512.Load(s + (4 * lanes)), c15 = Vector512.Load(s + (5 * lanes)), c16 = Vector512.Load(s + (6 * lanes)), c17 = Vector512.Load(s + (7 * lanes));
        for (; marks != 0; marks &= marks - 1)
        {
            nint k = BitOperations.TrailingZeroCount(marks);
            var (x0, x1) = (Vector512.Create(a0[k * depthStride]), Vector512.Create(a1[k * depthStride]));
            var row = b + (k * bStride);
            var y = Vector512.Load(row);
            (c00, c10) = (Fma(x0, y, c00), Fma(x1, y, c10));
            y = Vector512.Load(row + lanes);
            (c01, c11) = (Fma(x0, y, c01), Fma(x1, y, c11));
            y = Vector512.Load(row + (2 * lanes));
            (c02, c12) = (Fma(x0, y, c02), Fma(x1, y, c12));
            y = Vector512.Load(row + (3 * lanes));
            (c03, c13) = (Fma(x0, y, c03), Fma(x1, y, c13));
            y = Vector512.Load(row + (4 * lanes));
            (c04, c14) = (Fma(x0, y, c04), Fma(x1, y, c14));
            y = Vector512.Load(row + (5 * lanes));
            (c05, c15) = (Fma(x0, y, c05), Fma(x1, y, c15));
            y = Vector512.Load(row + (6 * lanes));
            (c06, c16) = (Fma(x0, y, c06), Fma(x1, y, c16));
            y = Vector512.Load(row + (7 * lanes));
            (c07, c17) = (Fma(x0, y, c07), Fma(x1, y, c17));
        }
        // A row that is its own partner is stored twice, bit for bit.
        var target = c + next;
        Store(c10, c11, target);
        Store(c12, c13, target + (2 * lanes));
        Store(c14, c15, target + (4 * lanes));
        Store(c16, c17, target + (6 * lanes));
        Store(c00, c01, c);
        Store(c02, c03, c + (2 * lanes));
        Store(c04, c05, c + (4 * lanes));
        Store(c06, c07, c + (6 * lanes));
    }
}
