using System.Runtime.CompilerServices;

namespace GFlowNets.Sampling;

/// <summary>
/// Counter-based random numbers: a value is a pure function of (seed, purpose, iteration, row, draw). There is no state to save
/// beyond these integers, and the bits depend neither on the order of the calls nor on the number of threads.
/// The function is Philox4x32 with ten rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
/// </summary>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Iteration">Training iteration, or any other counter of the caller; at most 2^56.</param>
public readonly record struct CounterRandom(ulong Seed, RandomPurpose Purpose, long Iteration = 0)
{
    /// <summary>The same seed and purpose at another iteration.</summary>
    public CounterRandom At(long iteration) => this with { Iteration = iteration };

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="draw">Number of the draw within the row.</param>
    public double Uniform(int row, int draw)
    {
        var (first, _) = Bits(row, draw);
        return (first >> 11) * (1.0 / (1ul << 53));
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="draw">Number of the draw within the row.</param>
    public double Normal(int row, int draw)
    {
        var (first, second) = Bits(row, draw);
        var radius = ((first >> 11) + 1) * (1.0 / (1ul << 53));
        var angle = (second >> 11) * (1.0 / (1ul << 53));
        return Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
    }

    /// <summary>A uniform integer in [0, <paramref name="bound"/>).</summary>
    /// <param name="bound">Exclusive upper bound, at least 1.</param>
    /// <param name="row">Row of the batch.</param>
    /// <param name="draw">Number of the draw within the row.</param>
    public int Integer(int bound, int row, int draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        // 32 bits times a bound below 2^31: the bias is below 2^-32 and no draw is ever rejected, so counters stay aligned.
        return (int)((Bits(row, draw).First >> 32) * (ulong)bound >> 32);
    }

    /// <summary>Two independent words of 64 random bits.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="draw">Number of the draw within the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (ulong First, ulong Second) Bits(int row, int draw)
    {
        uint c0 = (uint)draw, c1 = (uint)row, c2 = (uint)Iteration, c3 = (uint)((ulong)Iteration >> 32) ^ ((uint)Purpose << 24);
        uint k0 = (uint)Seed, k1 = (uint)(Seed >> 32);
        for (var round = 0; round < 10; round++)
        {
            var p0 = 0xD2511F53ul * c0;
            var p1 = 0xCD9E8D57ul * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return ((ulong)c0 << 32 | c1, (ulong)c2 << 32 | c3);
    }
}
