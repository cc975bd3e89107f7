using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GFlowNets.Benchmarks;
using Spectre.Console;

var scenarioOption = new Option<string[]>("--scenario") { Description = "Scenarios to run; all without it.", AllowMultipleArgumentsPerToken = true };
var batchOption = new Option<int[]>("--batch") { Description = "Batch sizes; 16, 32, 128 and 512 without it.", AllowMultipleArgumentsPerToken = true };
var threadsOption = new Option<int>("--threads") { Description = "Threads of the tensor engine.", DefaultValueFactory = _ => 1 };
var repeatsOption = new Option<int>("--repeats") { Description = "Repeats of each cell, at least 5.", DefaultValueFactory = _ => 5 };
var jsonOption = new Option<FileInfo?>("--json") { Description = "Writes the measurements to a file." };
var mergeOption = new Option<bool>("--no-merge") { Description = "Evaluates every visited state, equal ones too." };
var command = new RootCommand("Times training iterations of the scenarios that torchgfn publishes.")
{
    scenarioOption, batchOption, threadsOption, repeatsOption, jsonOption, mergeOption,
};
command.SetAction(parsed =>
{
    var names = parsed.GetValue(scenarioOption) is { Length: > 0 } chosen ? chosen : [.. Scenario.All.Select(s => s.Name)];
    var unknown = names.Except(Scenario.All.Select(s => s.Name)).ToList();
    var batches = parsed.GetValue(batchOption) is { Length: > 0 } sizes ? sizes : Scenario.Batches;
    if (unknown.Count > 0 || batches.Except(Scenario.Batches).Any() || parsed.GetValue(repeatsOption) < 5)
    {
        Console.Error.WriteLine($"scenarios are {string.Join(", ", Scenario.All.Select(s => s.Name))}; batches 16, 32, 128, 512; repeats at least 5");
        return 2;
    }

    var threads = parsed.GetValue(threadsOption);
    var results = new List<Measurement>();
    var table = new Table().AddColumns("scenario", "batch", "best ms", "median ms", "limit ms", "torchgfn ms", "ratio", "rollout", "loss", "backward", "optimiser", "states", "distinct", "KB/it");
    foreach (var name in names)
    {
        foreach (var batch in batches)
        {
            // Measured before every cell: the machine is shared, and its clock moves.
            var peak = Hardware.PeakGFlops();
            var scenario = Scenario.All.Single(s => s.Name == name);
            var m = ScenarioRun.Measure(scenario, batch, threads, !parsed.GetValue(mergeOption), peak, parsed.GetValue(repeatsOption));
            results.Add(m);
            table.AddRow(
                m.Scenario, $"{m.Batch}", F(m.MsPerIteration), F(m.MedianMs), F(m.LimitMs), F(m.TorchgfnMs), $"{m.TorchgfnMs / m.MsPerIteration:F1}x",
                F(m.RolloutMs), F(m.LossMs), F(m.BackwardMs), F(m.OptimiserMs), $"{m.States:F0}", $"{m.DistinctStates:F0}", $"{m.AllocatedBytes / 1024:F0}");
            Console.Error.WriteLine($"{m.Scenario} {m.Batch}: {m.MsPerIteration:F3} ms, {m.TorchgfnMs / m.MsPerIteration:F1}x torchgfn, peak {m.PeakGFlops:F0} GFLOP/s");
        }
    }

    AnsiConsole.Profile.Width = 180;
    AnsiConsole.Write(table);
    var mean = Math.Exp(results.Average(m => Math.Log(m.TorchgfnMs / m.MsPerIteration)));
    Console.WriteLine($"geometric mean {mean:F1}x torchgfn on one thread; ours on {threads}; peak {results.Average(m => m.PeakGFlops):F0} GFLOP/s on these threads");
    if (parsed.GetValue(jsonOption) is { } file)
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(results, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
    return 0;

    static string F(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
});
return command.Parse(args).Invoke();
