using System.Globalization;
using GFlowNets.Training;

namespace GFlowNets.Experiments.Checks;

/// <summary>Growing action sets on the fractal grid: modes met, lengths of trajectories, losses, and what they cost.</summary>
internal sealed class ChunksFindModes : Check
{
    private const double Modes = 10;
    private const double MostByAtoms = 6;

    public override string Name => "chunking-fractal-65";

    public override string Claim =>
        "on the fractal grid of side 65, in 2500 batches of 64 with free embeddings, chunks of actions find all 10 modes where single actions do not, by trajectories a third as long; replacing the library costs TB loss over growing it";

    public override string Bound =>
        "each of 3 seeds: 10 modes with Increment and with Replace, at most 6 with atoms; mean length of either at most a third of the atoms'; mean loss Replace above Increment";

    public override string Source => "action abstractions, Boussif et al. 2025; the bound and the times are those of a separate program on one core";

    public override CheckOutcome Measure(CheckSurroundings surroundings)
    {
        var run = new ChunkRun(ChunkProblem.Fractal(65), 2500);
        var result = surroundings.Compare([run.Atoms, run.Increment, run.Replace], seeds: 3);
        var shorter = new[] { "Increment", "Replace" }.All(name => result.Final(name, "meanLength").Zip(result.Final("atoms", "meanLength")).All(pair => pair.First <= pair.Second / 3));
        var losses = result.Summary("Replace", "loss").Mean > result.Summary("Increment", "loss").Mean;
        return new CheckOutcome(
            $"{Told(result, "atoms", "74, 56")}; {Told(result, "Increment", "80, 55")}; {Told(result, "Replace", "55, 51")}",
            result.Final("atoms", "modesFound").All(modes => modes <= MostByAtoms)
                && result.Final("Increment", "modesFound").All(modes => modes == Modes)
                && result.Final("Replace", "modesFound").All(modes => modes == Modes)
                && shorter && losses);
    }

    private static string Told(ComparisonResult result, string name, string theirSeconds)
    {
        var all = result.Of(name).Select(run => run.Records.FirstOrDefault(record => record["modesFound"] == Modes)?.Iteration.ToString(CultureInfo.InvariantCulture) ?? "never");
        var (modes, seconds) = (string.Join(", ", result.Final(name, "modesFound")), result.Of(name).Average(run => run.Records[^1].Seconds));
        return FormattableString.Invariant(
            $"{name}: {modes} modes, all by iteration {string.Join(", ", all)}; length {result.Summary(name, "meanLength").Mean:F1}, loss {result.Summary(name, "loss").Mean:F2}, L1 {result.Summary(name, "l1").Mean:F2}; {seconds:F1} s a run (theirs {theirSeconds} s)");
    }
}
