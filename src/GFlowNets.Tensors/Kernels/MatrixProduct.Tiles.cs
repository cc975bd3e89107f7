using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GFlowNets.Tensors;

internal static unsafe partial class MatrixProduct
{
    private static void Kernel<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        if (Wide)
        {
            if (rows > 4)
                Tile8(a, rowStride, depthStride, rows, b, bStride, depth, start, startStride, c, stride);
            else
                Tile4(a, rowStride, depthStride, rows, b, bStride, depth, start, startStride, c, stride);
            return;
        }
        for (var i = 0; i < rows; i += 4)
        {
            for (var half = 0; half < 2 * Vector512<T>.Count; half += Vector512<T>.Count)
            {
                Tile4Narrow(a + (i * rowStride), rowStride, depthStride, Math.Min(4, rows - i), b + half, bStride, depth,
                    start + (i * startStride) + half, startStride, c + (i * stride) + half, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        // Rows that do not exist repeat the last one, and are not stored.
        nint r5 = Math.Min(5, rows - 1), r6 = Math.Min(6, rows - 1), r7 = Math.Min(7, rows - 1);
        T* a0 = a, a1 = a + rowStride, a2 = a + (2 * rowStride), a3 = a + (3 * rowStride), a4 = a + (4 * rowStride),
            a5 = a + (r5 * rowStride), a6 = a + (r6 * rowStride), a7 = a + (r7 * rowStride);
        T* s = start;
        Vector512<T> c00 = Vector512.Load(s), c01 = Vector512.Load(s + lanes);
        s = start + startStride;
        Vector512<T> c10 = Vector512.Load(s), c11 = Vector512.Load(s + lanes);
        s = start + (2 * startStride);
        Vector512<T> c20 = Vector512.Load(s), c21 = Vector512.Load(s + lanes);
        s = start + (3 * startStride);
        Vector512<T> c30 = Vector512.Load(s), c31 = Vector512.Load(s + lanes);
        s = start + (4 * startStride);
        Vector512<T> c40 = Vector512.Load(s), c41 = Vector512.Load(s + lanes);
        s = start + (r5 * startStride);
        Vector512<T> c50 = Vector512.Load(s), c51 = Vector512.Load(s + lanes);
        s = start + (r6 * startStride);
        Vector512<T> c60 = Vector512.Load(s), c61 = Vector512.Load(s + lanes);
        s = start + (r7 * startStride);
        Vector512<T> c70 = Vector512.Load(s), c71 = Vector512.Load(s + lanes);
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            Vector512<T> b0 = Vector512.Load(b), b1 = Vector512.Load(b + lanes);
            var x = Vector512.Create(a0[at]);
            (c00, c01) = (Fma(x, b0, c00), Fma(x, b1, c01));
            x = Vector512.Create(a1[at]);
            (c10, c11) = (Fma(x, b0, c10), Fma(x, b1, c11));
            x = Vector512.Create(a2[at]);
            (c20, c21) = (Fma(x, b0, c20), Fma(x, b1, c21));
            x = Vector512.Create(a3[at]);
            (c30, c31) = (Fma(x, b0, c30), Fma(x, b1, c31));
            x = Vector512.Create(a4[at]);
            (c40, c41) = (Fma(x, b0, c40), Fma(x, b1, c41));
            x = Vector512.Create(a5[at]);
            (c50, c51) = (Fma(x, b0, c50), Fma(x, b1, c51));
            x = Vector512.Create(a6[at]);
            (c60, c61) = (Fma(x, b0, c60), Fma(x, b1, c61));
            x = Vector512.Create(a7[at]);
            (c70, c71) = (Fma(x, b0, c70), Fma(x, b1, c71));
            at += depthStride;
        }
        Store(c00, c01, c);
        Store(c10, c11, c + stride);
        Store(c20, c21, c + (2 * stride));
        Store(c30, c31, c + (3 * stride));
        Store(c40, c41, c + (4 * stride));
        if (rows > 5)
            Store(c50, c51, c + (5 * stride));
        if (rows > 6)
            Store(c60, c61, c + (6 * stride));
        if (rows > 7)
            Store(c70, c71, c + (7 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8Half<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        nint r1 = Math.Min(1, rows - 1), r2 = Math.Min(2, rows - 1), r3 = Math.Min(3, rows - 1), r4 = Math.Min(4, rows - 1),
            r5 = Math.Min(5, rows - 1), r6 = Math.Min(6, rows - 1), r7 = Math.Min(7, rows - 1);
        T* a0 = a, a1 = a + (r1 * rowStride), a2 = a + (r2 * rowStride), a3 = a + (r3 * rowStride), a4 = a + (r4 * rowStride),
            a5 = a + (r5 * rowStride), a6 = a + (r6 * rowStride), a7 = a + (r7 * rowStride);
        Vector512<T> c0 = Vector512.Load(start), c1 = Vector512.Load(start + (r1 * startStride)),
            c2 = Vector512.Load(start + (r2 * startStride)), c3 = Vector512.Load(start + (r3 * startStride)),
            c4 = Vector512.Load(start + (r4 * startStride)), c5 = Vector512.Load(start + (r5 * startStride)),
            c6 = Vector512.Load(start + (r6 * startStride)), c7 = Vector512.Load(start + (r7 * startStride));
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            var y = Vector512.Load(b);
            c0 = Fma(Vector512.Create(a0[at]), y, c0);
            c1 = Fma(Vector512.Create(a1[at]), y, c1);
            c2 = Fma(Vector512.Create(a2[at]), y, c2);
            c3 = Fma(Vector512.Create(a3[at]), y, c3);
            c4 = Fma(Vector512.Create(a4[at]), y, c4);
            c5 = Fma(Vector512.Create(a5[at]), y, c5);
            c6 = Fma(Vector512.Create(a6[at]), y, c6);
            c7 = Fma(Vector512.Create(a7[at]), y, c7);
            at += depthStride;
        }
        // Rows that do not exist repeat the last one, bit for bit, so storing them too does no harm.
        c7.Store(c + (r7 * stride));
        c6.Store(c + (r6 * stride));
        c5.Store(c + (r5 * stride));
        c4.Store(c + (r4 * stride));
        c3.Store(c + (r3 * stride));
        c2.Store(c + (r2 * stride));
        c1.Store(c + (r1 * stride));
        c0.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        nint r1 = Math.Min(1, rows - 1), r2 = Math.Min(2, rows - 1), r3 = Math.Min(3, rows - 1);
        T* a0 = a, a1 = a + (r1 * rowStride), a2 = a + (r2 * rowStride), a3 = a + (r3 * rowStride);
        T* s = start;
        Vector512<T> c00 = Vector512.Load(s), c01 = Vector512.Load(s + lanes);
        s = start + (r1 * startStride);
        Vector512<T> c10 = Vector512.Load(s), c11 = Vector512.Load(s + lanes);
        s = start + (r2 * startStride);
        Vector512<T> c20 = Vector512.Load(s), c21 = Vector512.Load(s + lanes);
        s = start + (r3 * startStride);
        Vector512<T> c30 = Vector512.Load(s), c31 = Vector512.Load(s + lanes);
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            Vector512<T> b0 = Vector512.Load(b), b1 = Vector512.Load(b + lanes);
            var x = Vector512.Create(a0[at]);
            (c00, c01) = (Fma(x, b0, c00), Fma(x, b1, c01));
            x = Vector512.Create(a1[at]);
            (c10, c11) = (Fma(x, b0, c10), Fma(x, b1, c11));
            x = Vector512.Create(a2[at]);
            (c20, c21) = (Fma(x, b0, c20), Fma(x, b1, c21));
            x = Vector512.Create(a3[at]);
            (c30, c31) = (Fma(x, b0, c30), Fma(x, b1, c31));
            at += depthStride;
        }
        Store(c00, c01, c);
        if (rows > 1)
            Store(c10, c11, c + stride);
        if (rows > 2)
            Store(c20, c21, c + (2 * stride));
        if (rows > 3)
            Store(c30, c31, c + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4Narrow<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector256<T>.Count;
        nint r1 = Math.Min(1, rows - 1), r2 = Math.Min(2, rows - 1), r3 = Math.Min(3, rows - 1);
        T* a0 = a, a1 = a + (r1 * rowStride), a2 = a + (r2 * rowStride), a3 = a + (r3 * rowStride);
        T* s = start;
        Vector256<T> c00 = Vector256.Load(s), c01 = Vector256.Load(s + lanes);
        s = start + (r1 * startStride);
        Vector256<T> c10 = Vector256.Load(s), c11 = Vector256.Load(s + lanes);
        s = start + (r2 * startStride);
        Vector256<T> c20 = Vector256.Load(s), c21 = Vector256.Load(s + lanes);
        s = start + (r3 * startStride);
        Vector256<T> c30 = Vector256.Load(s), c31 = Vector256.Load(s + lanes);
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            Vector256<T> b0 = Vector256.Load(b), b1 = Vector256.Load(b + lanes);
            var x = Vector256.Create(a0[at]);
            (c00, c01) = (Fma(x, b0, c00), Fma(x, b1, c01));
            x = Vector256.Create(a1[at]);
            (c10, c11) = (Fma(x, b0, c10), Fma(x, b1, c11));
            x = Vector256.Create(a2[at]);
            (c20, c21) = (Fma(x, b0, c20), Fma(x, b1, c21));
            x = Vector256.Create(a3[at]);
            (c30, c31) = (Fma(x, b0, c30), Fma(x, b1, c31));
            at += depthStride;
        }
        Store(c00, c01, c);
        if (rows > 1)
            Store(c10, c11, c + stride);
        if (rows > 2)
            Store(c20, c21, c + (2 * stride));
        if (rows > 3)
            Store(c30, c31, c + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector512<T> left, Vector512<T> right, T* target) where T : unmanaged
    {
        left.Store(target);
        right.Store(target + Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<T> left, Vector256<T> right, T* target) where T : unmanaged
    {
        left.Store(target);
        right.Store(target + Vector256<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fma<T>(Vector256<T> x, Vector256<T> y, Vector256<T> z) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}
