using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GFlowNets.Benchmarks;

/// <summary>What the machine can do at most, measured in the same run as what is compared with it.</summary>
internal static class Hardware
{
    /// <summary>Peak GFLOP/s of one thread: independent chains of fused multiply-adds in registers, best of several bursts.</summary>
    internal static double PeakGFlops()
    {
        const int rounds = 2_000_000;
        const int chains = 16;
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        var best = double.MaxValue;
        for (var burst = 0; burst < 7; burst++)
        {
            var started = Stopwatch.GetTimestamp();
            Sink = Vector512.IsHardwareAccelerated ? Chains512(rounds) : Chains256(rounds);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return 2.0 * rounds * chains * lanes / best / 1e9;
    }

    private static float Sink { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains512(int rounds)
    {
        var (m, s) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        Vector512<float> a = s, b = s, c = s, d = s, e = s, f = s, g = s, h = s, i = s, j = s, k = s, l = s, n = s, o = s, p = s, q = s;
        for (var round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, m, s);
            b = Vector512.FusedMultiplyAdd(b, m, s);
            c = Vector512.FusedMultiplyAdd(c, m, s);
            d = Vector512.FusedMultiplyAdd(d, m, s);
            e = Vector512.FusedMultiplyAdd(e, m, s);
            f = Vector512.FusedMultiplyAdd(f, m, s);
            g = Vector512.FusedMultiplyAdd(g, m, s);
            h = Vector512.FusedMultiplyAdd(h, m, s);
            i = Vector512.FusedMultiplyAdd(i, m, s);
            j = Vector512.FusedMultiplyAdd(j, m, s);
            k = Vector512.FusedMultiplyAdd(k, m, s);
            l = Vector512.FusedMultiplyAdd(l, m, s);
            n = Vector512.FusedMultiplyAdd(n, m, s);
            o = Vector512.FusedMultiplyAdd(o, m, s);
            p = Vector512.FusedMultiplyAdd(p, m, s);
            q = Vector512.FusedMultiplyAdd(q, m, s);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + n + o + p + q);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains256(int rounds)
    {
        var (m, s) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        Vector256<float> a = s, b = s, c = s, d = s, e = s, f = s, g = s, h = s;
        for (var round = 0; round < 2 * rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, m, s);
            b = Vector256.FusedMultiplyAdd(b, m, s);
            c = Vector256.FusedMultiplyAdd(c, m, s);
            d = Vector256.FusedMultiplyAdd(d, m, s);
            e = Vector256.FusedMultiplyAdd(e, m, s);
            f = Vector256.FusedMultiplyAdd(f, m, s);
            g = Vector256.FusedMultiplyAdd(g, m, s);
            h = Vector256.FusedMultiplyAdd(h, m, s);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }
}
