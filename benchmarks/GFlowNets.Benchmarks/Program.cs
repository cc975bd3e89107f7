using System.CommandLine;
using System.Text.Json;
using GFlowNets.Benchmarks;
using static System.FormattableString;

var options = new Options();
var root = new RootCommand("Times training iterations of the scenarios that torchgfn publishes. ./gfn bench micro [FILTER] times single parts with BenchmarkDotNet.");
options.AddTo(root);
root.SetAction(parsed =>
{
    var (choice, complaint) = options.Read(parsed);
    if (choice is null)
    {
        Console.Error.WriteLine(complaint);
        return 2;
    }

    var run = Measure(choice);
    Console.WriteLine(Machine.Description);
    Console.WriteLine();
    Console.WriteLine(ScenarioTable.Of(run.Cells, TextTable.ConsoleWidth));
    Console.WriteLine(ScenarioTable.Legend);
    Console.WriteLine();
    foreach (var line in Summary.Of(run))
        Console.WriteLine(line);
    if (choice.Json is { } json)
        WholeFile.Write(json, JsonSerializer.Serialize(run.Cells, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
    if (choice.Markdown is { } page)
        Markdown.Write(page, run);
    return run.Checks.Hold ? 0 : 1;
});

var growth = new Command("growth", "How cost grows with batch, side, dimension, hidden units and threads, one factor at a time.");
growth.SetAction(_ => Growth.Write(Console.Out, Console.Error));
root.Add(growth);
return root.Parse(args).Invoke();

static Run Measure(Options.Choice choice)
{
    var started = DateTime.Now;
    var all = new List<Measurement>();
    foreach (var threads in choice.Threads)
    {
        var cells = new List<Measurement>();
        var bandwidth = Hardware.BandwidthGBs(threads);
        foreach (var scenario in choice.Scenarios)
        {
            foreach (var batch in choice.Batches)
            {
                var m = ScenarioRun.Measure(scenario, batch, threads, choice.Modes(batch), choice.Repeats, bandwidth);
                cells.Add(m);
                var plain = m.NoMerge is null ? "" : Invariant($" ({m.NoMerge.MsPerIteration:F3} unmerged)");
                Console.Error.WriteLine(Invariant($"{m.Scenario} {m.Batch}, {Summary.Threads(threads)}: {m.MsPerIteration:F3} ms{plain}, {m.Ratio:F1}x torchgfn, peak {m.CellPeakGflops:F0} GFLOP/s"));
            }
        }

        var largest = cells.Max(cell => cell.PeakGflops);
        all.AddRange(cells.Select(cell => cell with { PeakGflops = largest }));
    }

    var products = Parts.ProductRows.Select(rows => (rows, Parts.ProductGflops(rows))).ToList();
    var core = all.Select(cell => cell.CorePeakGflops).Append(Hardware.PeakGflops(threads: 1)).Max();
    var exact = choice.Threads.Select(threads => (threads, Parts.ExactEvaluationSeconds(threads))).ToList();
    return new Run([.. all.Select(cell => cell with { CorePeakGflops = core })], products, core, exact, Checks.Run(), started);
}
