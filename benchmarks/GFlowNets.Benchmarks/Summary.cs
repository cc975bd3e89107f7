using static System.FormattableString;

namespace GFlowNets.Benchmarks;

/// <summary>What a run amounts to, in sentences: for the last lines of the table and for the page about performance.</summary>
internal static class Summary
{
    /// <summary>Other processes that keep more than this many cores busy are worth a warning.</summary>
    private const double QuietCores = 0.1;

    /// <summary>From this batch size on, a second thread must help.</summary>
    private const int LargeBatch = 128;

    internal static IEnumerable<string> Of(Run run)
    {
        foreach (var cells in run.Cells.GroupBy(cell => cell.Threads))
        {
            foreach (var line in OfThreads([.. cells]))
                yield return line;
        }

        foreach (var line in Speedups(run.Cells))
            yield return line;
        foreach (var line in HandOvers(run.Cells))
            yield return line;
        foreach (var line in Allocations(run.Cells))
            yield return line;
        foreach (var (rows, gflops) in run.Products)
        {
            var share = gflops / run.ProductPeak;
            var wanted = rows == 128 ? "" : share >= Targets.ProductShare ? " (target 85 %: met)" : " (target 85 %: missed)";
            yield return Invariant($"Matrix product {rows}x256x256 on one thread: {gflops:F0} GFLOP/s, {share:P0} of the peak of {run.ProductPeak:F0}{wanted}.");
        }

        foreach (var (threads, seconds) in run.ExactSeconds)
            yield return Invariant($"Exact evaluation of the grid 20^4 (160 000 states, two layers of 256), {Threads(threads)}: {seconds:F3} s (target 1 s: {(seconds < 1 ? "met" : "missed")}).");
        foreach (var sentence in run.Checks.Sentences)
            yield return sentence;
    }

    /// <summary>Geometric mean of the ratios that count.</summary>
    internal static double MeanRatio(IEnumerable<Measurement> cells) => Math.Exp(cells.Average(cell => Math.Log(cell.ScaledRatio)));

    internal static string Threads(int threads) => threads == 1 ? "one thread" : $"{threads} threads";

    private static IEnumerable<string> OfThreads(IReadOnlyList<Measurement> cells)
    {
        var mean = MeanRatio(cells);
        var met = cells.Count(cell => cell.Verdict != "missed");
        var (ten, limit) = (cells.Count(cell => cell.Verdict == "10x"), cells.Count(cell => cell.Verdict == "limit"));
        var all = cells.Count == Scenario.All.Length * Scenario.Batches.Length;
        var target = !all ? "" : mean >= Targets.MeanRatio ? Invariant($" (target {Targets.MeanRatio:F0}x: met)") : Invariant($" (target {Targets.MeanRatio:F0}x: missed)");
        yield return Invariant($"With {Threads(cells[0].Threads)}: geometric mean {mean:F1}x torchgfn on one thread{target}; {met} of {cells.Count} cells meet their target ({ten} by 10x, {limit} by 75 % of a limit that 10x would pass).");
        var atLimit = Math.Exp(cells.Average(cell => Math.Log(cell.TorchgfnMs / cell.LimitMs)));
        yield return Invariant($"Every cell exactly at its physical limit would make a geometric mean of {atLimit:F1}x; only merging equal states and leaving out zeros go beyond.");
        var peak = cells[0].CorePeakGflops;
        yield return Targets.NeedsScaling(peak)
            ? Invariant($"The peak of one thread was {peak:F0} GFLOP/s, not within 10 % of {Targets.ReferencePeak:F0}: ratios are scaled by {Targets.Scale(peak):F2}.")
            : Invariant($"The peak of one thread was {peak:F0} GFLOP/s, within 10 % of {Targets.ReferencePeak:F0}: ratios are not scaled.");
        var slowed = cells.Where(cell => cell.CellPeakGflops < (1 - Targets.Tolerance) * cell.PeakGflops).ToList();
        if (slowed.Count > 0)
            yield return $"The machine gave less than 90 % of its peak around {slowed.Count} of the cells, whose times are too long: {string.Join(", ", slowed.Select(cell => $"{cell.Scenario} {cell.Batch}"))}.";
        yield return Invariant($"Memory bandwidth: {cells.Average(cell => cell.BandwidthGBs):F1} GB/s.");
        if (cells.Max(cell => cell.CoresOfOthers) is { } busiest && busiest > QuietCores)
            yield return Invariant($"The machine was not ours alone: others kept up to {busiest:F1} cores busy during a cell ({cells.Average(cell => cell.CoresOfOthers):F1} on average): times are too long, and peaks may be too low; run it again when it is quiet.");
    }

    private static IEnumerable<string> Speedups(IReadOnlyList<Measurement> cells)
    {
        foreach (var more in cells.Select(cell => cell.Threads).Distinct().Where(threads => threads > 1))
        {
            var speedups =
                from cell in cells
                where cell.Threads == more && cell.Batch >= LargeBatch
                from one in cells
                where one.Threads == 1 && one.Scenario == cell.Scenario && one.Batch == cell.Batch
                select (Cell: cell, Speedup: one.MsPerIteration / cell.MsPerIteration);
            var known = speedups.OrderBy(pair => pair.Speedup).ToList();
            if (known.Count == 0)
                continue;
            var (least, most) = (known[0], known[^1]);
            yield return Invariant($"{Threads(more)} against one at batches of {LargeBatch} and more: {least.Speedup:F2}x ({least.Cell.Scenario}, {least.Cell.Batch}) to {most.Speedup:F2}x ({most.Cell.Scenario}, {most.Cell.Batch}); faster in {known.Count(pair => pair.Speedup > 1)} of {known.Count} cells.");
        }
    }

    private static IEnumerable<string> HandOvers(IReadOnlyList<Measurement> cells)
    {
        var times = cells.Where(cell => cell.HandOverNs is not null).Select(cell => cell.HandOverNs!.Value).Order().ToList();
        if (times.Count > 0)
            yield return Invariant($"A word took {times[0]:F0} to {times[^1]:F0} ns from one thread to another and back, {times[times.Count / 2]:F0} in the median of the cells: the longer, the less a second thread helps.");
    }

    private static IEnumerable<string> Allocations(IReadOnlyList<Measurement> cells)
    {
        var pairs = cells.GroupBy(cell => (cell.Scenario, cell.Threads)).Where(group => group.Count() > 1)
            .Select(group => (First: group.MinBy(cell => cell.Batch)!, Last: group.MaxBy(cell => cell.Batch)!)).ToList();
        if (pairs.Count == 0)
            yield break;
        var (first, last) = pairs.MaxBy(pair => (pair.Last.AllocatedBytes - pair.First.AllocatedBytes) / (pair.Last.Batch - pair.First.Batch));
        var growth = (last.AllocatedBytes - first.AllocatedBytes) / (last.Batch - first.Batch);
        yield return Invariant($"Managed allocation an iteration grows most in {last.Scenario}: {first.AllocatedBytes / 1024:F0} KB at batch {first.Batch}, {last.AllocatedBytes / 1024:F0} KB at {last.Batch}, {growth:F0} bytes a trajectory.");
    }
}
