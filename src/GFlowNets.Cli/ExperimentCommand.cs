using System.CommandLine;
using GFlowNets.Experiments;
using GFlowNets.Training;

namespace GFlowNets.Cli;

// gfn experiment run: a wide comparison on all cores, recorded in data/results.
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "The experiment.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<bool>("--list") { Description = "Lists the experiments and runs nothing." };
        var (threads, seeds) = (Options.Threads(), Options.AtLeastOne("--seeds", "Seeds of each method. Default: the experiment's own numbers."));
        var run = new Command("run", "Runs an experiment, or goes on where it was stopped (Ctrl-C stops it), and records it in data/results/NAME.jsonl. Unfinished runs are kept in runs/.")
        {
            name, list, threads, seeds,
        };
        run.SetAction((parsed, cancel) => Task.Run(
            () => Run(
                parsed.GetValue(name),
                parsed.GetValue(list),
                parsed.GetValue(threads) ?? 0,
                parsed.GetValue(seeds),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error,
                cancel),
            CancellationToken.None));
        return new Command("experiment", "Comparisons too wide for a notebook.") { run };
    }

    private static int Run(string? name, bool list, int threads, int? seeds, TextWriter say, TextWriter complain, CancellationToken cancel)
    {
        if (list)
        {
            foreach (var one in Experiment.All) say.WriteLine($"{one.Name}: {one.Question}");
            return ExitCodes.Success;
        }

        var experiment = Experiment.All.FirstOrDefault(e => e.Name == name);
        if (experiment is null)
        {
            complain.WriteLine(name is null ? "gfn: name an experiment; --list names them all." : $"gfn: there is no experiment '{name}'; --list names them all.");
            return ExitCodes.Usage;
        }

        if (RepositoryFolder.Find() is not { } root)
        {
            complain.WriteLine("gfn: experiments are recorded in the kit's own tree: run this inside it.");
            return ExitCodes.Usage;
        }

        using var stop = cancel.Register(StopSignal.RequestStop);
        string results = Path.Combine(root, "data", "results", $"{experiment.Name}.jsonl");
        say.WriteLine($"{experiment.Name}: {experiment.Question}");
        foreach (var sentence in experiment.Omitted) say.WriteLine(sentence);
        // A folder a number of seeds is not needed: runs are told apart by seed, so more seeds go on from fewer.
        var recorded = experiment.Run(Path.Combine(root, "runs", "experiments", experiment.Name), results, seeds, threads, new RunProgress(say).Report);
        if (recorded is null)
        {
            complain.WriteLine("gfn: stopped; the same command goes on where it was.");
            return ExitCodes.Failure;
        }

        say.WriteLine($"recorded: {results}");
        return ExitCodes.Success;
    }
}
