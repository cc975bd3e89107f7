using System.Globalization;

namespace GFlowNets.Experiments.Checks;

/// <summary>Sibling networks on the sparse grid that generative augmented flow networks were made for.</summary>
internal sealed class SiblingsOnSparseGrid : Check
{
    public override string Name => "siblings-sparse-16";

    public override string Claim =>
        "on the sparse 16x16 grid, reward in three corners alone, sibling networks (bonus on edges, η 0.02) learn all three in 4000 iterations, and GAFN with the same bonus overestimates log Z";

    public override string Bound => "on each of 3 seeds: exact L1 of SA-GFN below 0.1, GAFN's log Z above the exact 1.0986";

    public override string Source => "Pan et al. 2023 (the grid) and Madan et al. 2025; the bounds are those of a separate program with LeakyReLU networks";

    public override CheckOutcome Measure(CheckSurroundings surroundings)
    {
        var run = SiblingRun.SparseGrid(16, 4000) with { Evaluations = 0 };
        var result = surroundings.Compare([run.Tb, run.Gafn, run.SaGfn], seeds: 3);
        var (siblings, partition) = (result.Final("SA-GFN", "l1"), result.Final("GAFN", "logPartition"));
        // Three corners of 1 + 1e-8 and 222 other cells of 1e-8.
        return new CheckOutcome(
            $"L1: SA-GFN {Text(siblings)}, GAFN {Text(result.Final("GAFN", "l1"))}, TB {Text(result.Final("TB", "l1"))}; log Z of GAFN {Text(partition)}, of SA-GFN {Text(result.Final("SA-GFN", "logPartition"))}",
            siblings.All(value => value < 0.1) && partition.All(value => value > Math.Log(3 + (225 * 1e-8))));
    }

    private static string Text(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString("F3", CultureInfo.InvariantCulture)));
}
