using System.Text.Json.Serialization;

namespace GFlowNets.Benchmarks;

/// <summary>One cell of the table: a scenario at a batch size on a number of threads.</summary>
internal sealed record Measurement : Timing
{
    /// <summary>Name of the scenario.</summary>
    [JsonPropertyOrder(-5)]
    public required string Scenario { get; init; }

    /// <summary>Trajectories an iteration.</summary>
    [JsonPropertyOrder(-4)]
    public required int Batch { get; init; }

    /// <summary>Threads of the tensor engine.</summary>
    [JsonPropertyOrder(-3)]
    public required int Threads { get; init; }

    /// <summary>Whether equal states were evaluated once in what the cell itself says.</summary>
    [JsonPropertyOrder(-2)]
    public required bool MergeEqualStates { get; init; }

    /// <summary>Repeats of each mode.</summary>
    public required int Repeats { get; init; }

    /// <summary>The same without merging equal states; null where only one mode was measured.</summary>
    [JsonPropertyOrder(1)]
    public Timing? NoMerge { get; init; }

    /// <summary>Milliseconds of the multiply-adds of three passes over every visited state, nothing merged, at the measured peak of the threads used.</summary>
    public double LimitMs => LimitFlops / PeakGflops / 1e6;

    /// <summary>Floating-point operations of the limit.</summary>
    public required double LimitFlops { get; init; }

    /// <summary>Bytes of weights and activations that an iteration moves with nothing merged, by <see cref="Cost.Bytes"/>.</summary>
    public required double BytesPerIteration { get; init; }

    /// <summary>Milliseconds of moving those bytes at the measured memory bandwidth, as if nothing stayed in a cache.</summary>
    public required double ByteLimitMs { get; init; }

    /// <summary>torchgfn's milliseconds on one thread.</summary>
    public required double TorchgfnMs { get; init; }

    /// <summary>
    /// Peak GFLOP/s of the threads used: the largest measured in the whole run, since a busy moment lowers a measured peak and would make
    /// limits and scaled ratios look better than they are.
    /// </summary>
    public required double PeakGflops { get; init; }

    /// <summary>Peak GFLOP/s of one thread alone, the largest measured in the whole run: what ratios are scaled by.</summary>
    public required double CorePeakGflops { get; init; }

    /// <summary>Peak GFLOP/s of the threads used, the lower of just before and just after this cell: what the machine really gave.</summary>
    public required double CellPeakGflops { get; init; }

    /// <summary>Memory bandwidth of the threads used, measured in the same run.</summary>
    public required double BandwidthGBs { get; init; }

    /// <summary>Nanoseconds that a word takes from one thread to another and back; null with one thread.</summary>
    public required double? HandOverNs { get; init; }

    /// <summary>Processor cores that other processes and guests kept busy meanwhile; null where the system does not say.</summary>
    public required double? CoresOfOthers { get; init; }

    /// <summary>torchgfn's time over the best time.</summary>
    public double Ratio => TorchgfnMs / MsPerIteration;

    /// <summary>The ratio that counts: scaled to the reference peak where the measured one is not within a tenth of it.</summary>
    public double ScaledRatio => Ratio * Targets.Scale(CorePeakGflops);

    /// <summary>The limit over the best time; above 1 where merging equal states saves more than everything else costs.</summary>
    public double LimitShare => LimitMs / MsPerIteration;

    /// <summary>Share of the peak that the layers' operations reached.</summary>
    public double PeakShare => Gflops / PeakGflops;

    /// <summary>Share of the memory bandwidth that the bytes of <see cref="Cost.Bytes"/> amount to, of the states that were evaluated.</summary>
    public required double BandwidthShare { get; init; }

    /// <summary>How the cell stands to its target.</summary>
    public string Verdict => Targets.Verdict(this);
}
