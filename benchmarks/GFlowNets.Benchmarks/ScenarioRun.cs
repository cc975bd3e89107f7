using System.Diagnostics;
using System.Runtime.ExceptionServices;
using GFlowNets.Environments;
using GFlowNets.Rewards;

namespace GFlowNets.Benchmarks;

/// <summary>Times training iterations of a scenario.</summary>
internal static class ScenarioRun
{
    /// <summary>Units of each hidden layer.</summary>
    internal const int Hidden = 256;

    /// <summary>torchgfn's protocol: a fresh network, iterations that are not timed, then those that are.</summary>
    private const int WarmUp = 50;
    private const int Timed = 100;

    private static readonly HashSet<bool> Compiled = [];

    /// <summary>Measures a cell, with merging equal states, without, or both.</summary>
    internal static Measurement Measure(Scenario scenario, int batch, int threads, IReadOnlyList<bool> modes, int repeats, double bandwidth)
    {
        // Measured around every cell: the machine is shared, and its clock moves.
        var peak = Hardware.PeakGflops(threads);
        torch.set_num_threads(threads);
        var (others, started) = (Machine.SecondsOfOthers(), Stopwatch.GetTimestamp());
        var runs = modes.Select(merge => TimeAlone(scenario, batch, merge, repeats)).ToList();
        var coresOfOthers = (Machine.SecondsOfOthers() - others) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        var peakAfter = Hardware.PeakGflops(threads);
        var (first, timing) = runs[0];
        var bytes = first.Cost.Bytes(first.States);
        return new Measurement
        {
            Scenario = scenario.Name,
            Batch = batch,
            Threads = threads,
            MergeEqualStates = modes[0],
            Repeats = repeats,
            MsPerIteration = timing.MsPerIteration,
            MedianMs = timing.MedianMs,
            RolloutMs = timing.RolloutMs,
            LossMs = timing.LossMs,
            BackwardMs = timing.BackwardMs,
            OptimiserMs = timing.OptimiserMs,
            States = timing.States,
            DistinctStates = timing.DistinctStates,
            Gflops = timing.Gflops,
            AllocatedBytes = timing.AllocatedBytes,
            PeakMemoryBytes = timing.PeakMemoryBytes,
            NoMerge = runs.Count > 1 ? runs[1].Timing : null,
            LimitFlops = first.Cost.Flops(Cost.Passes) * first.States,
            BytesPerIteration = bytes,
            ByteLimitMs = bytes / bandwidth / 1e6,
            TorchgfnMs = scenario.Torchgfn[batch],
            PeakGflops = Math.Max(peak, peakAfter),
            CorePeakGflops = threads == 1 ? Math.Max(peak, peakAfter) : Hardware.PeakGflops(threads: 1),
            CellPeakGflops = Math.Min(peak, peakAfter),
            BandwidthGBs = bandwidth,
            BandwidthShare = first.Cost.Bytes(modes[0] ? first.Distinct : first.States) / timing.MsPerIteration / 1e6 / bandwidth,
            HandOverNs = threads > 1 ? Hardware.HandOverNs() : null,
            CoresOfOthers = coresOfOthers is { } cores ? Math.Max(0, cores) : null,
        };
    }

    /// <summary>
    /// Runs the repeats on a thread of their own: the tensor engine keeps its buffers per thread, so the cell's memory is its own, but for what a second
    /// thread, which stays, has from the cells before.
    /// </summary>
    private static (Repeat Best, Timing Timing) TimeAlone(Scenario scenario, int batch, bool merge, int repeats)
    {
        ExceptionDispatchInfo? problem = null;
        (Repeat, Timing)? result = null;
        Machine.ResetPeakMemory();
        var before = Machine.ResidentBytes;
        var thread = new Thread(() =>
        {
            try
            {
                result = Time(scenario, batch, merge, repeats, before);
            }
            catch (Exception e)
            {
                problem = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        problem?.Throw();
        return result!.Value;
    }

    private static (Repeat Best, Timing Timing) Time(Scenario scenario, int batch, bool merge, int repeats, long residentBefore)
    {
        Compile(scenario, batch, merge);
        var runs = Enumerable.Range(0, repeats).Select(_ => Once(scenario.Create, Hidden, batch, merge)).OrderBy(run => run.Total).ToList();
        var (best, median) = (runs[0], runs[runs.Count / 2]);
        return (best, new Timing
        {
            MsPerIteration = best.Total,
            MedianMs = median.Total,
            RolloutMs = median.Phases[0],
            LossMs = median.Phases[1],
            BackwardMs = median.Phases[2],
            OptimiserMs = median.Phases[3],
            States = best.States,
            DistinctStates = best.Distinct,
            Gflops = best.Cost.Flops(best.Evaluated) / best.Total / 1e6,
            AllocatedBytes = median.Allocated,
            PeakMemoryBytes = Math.Max(0, Machine.PeakResidentBytes() - residentBefore),
        });
    }

    /// <summary>One repeat of any training run: iterations that are not timed, then those that are.</summary>
    internal static Repeat Once(Func<(DiscreteEnvironment Environment, Reward Reward)> create, int hidden, int batch, bool merge)
    {
        var (environment, reward) = create();
        using var loop = new TrainingLoop(environment, reward, hidden, batch, merge);
        loop.Run(WarmUp);
        var allocated = loop.Run(Timed);
        return loop.Result(allocated);
    }

    /// <summary>Trains until the just-in-time compiler has had time for its last tier, which it reaches in the background.</summary>
    private static void Compile(Scenario scenario, int batch, bool merge)
    {
        var wait = TimeSpan.FromSeconds(Compiled.Add(merge) ? 4 : 0.2);
        var started = Stopwatch.GetTimestamp();
        var (environment, reward) = scenario.Create();
        do
        {
            using var loop = new TrainingLoop(environment, reward, Hidden, batch, merge);
            for (var rounds = 0; rounds < 15 && Stopwatch.GetElapsedTime(started) < wait; rounds++)
                loop.Run(10);
        }
        while (Stopwatch.GetElapsedTime(started) < wait);
    }
}
