using System.Globalization;
using GFlowNets.Training;

namespace GFlowNets.Experiments.Checks;

/// <summary>Sibling networks where trajectory balance stays in the corner that it finds first.</summary>
internal sealed class SiblingsOnGrid : Check
{
    private const double Exact = 3.6895189;

    public override string Name => "siblings-grid-16";

    public override string Claim =>
        "on the 16x16 grid with R0 1e-4 sibling networks (bonus on edges, η 0.1) learn all four corners in 3000 iterations of 24 trajectories where TB (16 each) learns one; GAFN keeps a bias";

    public override string Bound =>
        "exact L1 on each of 3 seeds: TB above 1.4, SA-GFN below 0.15; GAFN's log Z above the exact 3.6895; an SA-GFN run in less than 15 s of one core";

    public override string Source => "sibling augmented GFlowNets, Madan et al. 2025, whose settings are unknown to us; the bounds are those of a separate program with LeakyReLU networks";

    public override CheckOutcome Measure(CheckSurroundings surroundings)
    {
        var run = SiblingRun.Grid(2, 16, 3000) with { Evaluations = 0 };
        var result = surroundings.Compare([run.Tb, run.Gafn, run.SaGfn], seeds: 3);
        var (tb, gafn, siblings) = (result.Final("TB", "l1"), result.Final("GAFN", "l1"), result.Final("SA-GFN", "l1"));
        var partition = result.Final("GAFN", "logPartition");
        var seconds = ProcessorSeconds(run.SaGfn);
        return new CheckOutcome(
            string.Create(CultureInfo.InvariantCulture, $"L1: TB {Text(tb)}, GAFN {Text(gafn)} with log Z {Text(partition)}, SA-GFN {Text(siblings)}; an SA-GFN run takes {seconds:F1} s of one core"),
            tb.All(value => value > 1.4) && siblings.All(value => value < 0.15) && partition.All(value => value > Exact) && seconds < 15);
    }

    /// <summary>What one more run costs alone, in processor time, which a busy machine does not stretch.</summary>
    private static double ProcessorSeconds(Method method)
    {
        var before = Environment.CpuUsage.TotalTime;
        using var trainer = method.Create(0);
        using var policy = trainer.Policy;
        trainer.Run();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static string Text(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString("F3", CultureInfo.InvariantCulture)));
}
