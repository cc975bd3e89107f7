using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GFlowNets.Benchmarks;

/// <summary>What the machine can do at most, measured in the same run as what is compared with it.</summary>
internal static unsafe class Hardware
{
    private const int Bursts = 15;

    /// <summary>
    /// Peak GFLOP/s of some threads together: each runs independent chains of fused multiply-adds in registers, all at once, and the
    /// slowest counts; best of several bursts.
    /// </summary>
    internal static double PeakGflops(int threads)
    {
        const int rounds = 2_000_000;
        const int chains = 16;
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        var sinks = new float[threads * 64];
        var seconds = Fastest(threads, Bursts, thread => sinks[thread * 64] = Vector512.IsHardwareAccelerated ? Chains512(rounds) : Chains256(rounds));
        return 2.0 * rounds * chains * lanes * threads / seconds / 1e9;
    }

    /// <summary>
    /// Memory bandwidth in GB/s of some threads together: STREAM's triad a = b + s·c over arrays of 64 MiB, far beyond the caches, counting
    /// 12 bytes an element as STREAM does (that the line to be written is read first is not counted); best of several passes.
    /// </summary>
    internal static double BandwidthGBs(int threads)
    {
        const int length = 16 << 20;
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)3 * length * sizeof(float), 64);
        try
        {
            new Span<float>(memory, length).Fill(0);
            new Span<float>(memory + length, length).Fill(1);
            new Span<float>(memory + 2 * length, length).Fill(2);
            var share = length / threads / 16 * 16;
            var seconds = Fastest(threads, Bursts, thread =>
            {
                var from = memory + thread * share;
                Triad(from, from + length, from + 2 * length, share);
            });
            return 12.0 * share * threads / seconds / 1e9;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>
    /// Nanoseconds that a word takes from one thread to another and back, in the median of several bursts: long where the host has put the
    /// cores so far apart that they share no cache.
    /// </summary>
    internal static double HandOverNs()
    {
        const int trips = 200;
        var (word, last) = (0, 2 * trips * Bursts);
        var other = new Thread(() =>
        {
            for (var expected = 1; expected < last; expected += 2)
            {
                while (Volatile.Read(ref word) != expected)
                    Thread.SpinWait(1);
                Volatile.Write(ref word, expected + 1);
            }
        });
        other.Start();
        var times = new double[Bursts];
        for (var burst = 0; burst < Bursts; burst++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var trip = 0; trip < trips; trip++)
            {
                var sent = word + 1;
                Volatile.Write(ref word, sent);
                while (Volatile.Read(ref word) <= sent)
                    Thread.SpinWait(1);
            }

            times[burst] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / trips;
        }

        other.Join();
        Array.Sort(times);
        return times[Bursts / 2];
    }

    /// <summary>Seconds of the fastest of several bursts in which all threads do their work at the same time.</summary>
    private static double Fastest(int threads, int bursts, Action<int> work)
    {
        using var barrier = new Barrier(threads);
        var best = double.MaxValue;
        var others = Enumerable.Range(1, threads - 1).Select(thread => new Thread(() => Take(thread))).ToList();
        others.ForEach(thread => thread.Start());
        Take(0);
        others.ForEach(thread => thread.Join());
        return best;

        void Take(int thread)
        {
            for (var burst = 0; burst < bursts; burst++)
            {
                barrier.SignalAndWait();
                var started = Stopwatch.GetTimestamp();
                work(thread);
                barrier.SignalAndWait();
                if (thread == 0)
                    best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Triad(float* a, float* b, float* c, int length)
    {
        var scale = Vector512.Create(3f);
        for (var i = 0; i < length; i += Vector512<float>.Count)
            Vector512.Store(Vector512.Load(b + i) + scale * Vector512.Load(c + i), a + i);
    }

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
