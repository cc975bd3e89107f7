using System.CommandLine;
using System.Globalization;
using CSharpKernel.Execution;
using CSharpKernel.Output;
using GFlowNets.Experiments;
using GFlowNets.Training;

namespace GFlowNets.Cli;

// gfn race: all methods of exploration on one problem, a named one or a C# file's, and which of them to take.
internal static class RaceCommand
{
    private const int Prelude = 1, Problem = 2, Start = 3;

    public static Command Create()
    {
        var what = new Argument<string?>("PROBLEM|FILE")
        {
            Description = "A problem's name, or a C# script (.csx or .cs) that declares one: var problem = new RaceProblem(\"name\", () => reward);",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var list = new Option<bool>("--list") { Description = "Lists problems and methods and runs nothing." };
        var seeds = Options.AtLeastOne("--seeds", "Seeds of each method. Default: 3.");
        var calls = Options.AtLeastOne("--calls", "Reward calls of each run. Default: the problem's own number.");
        var threads = Options.Threads();
        var methods = new Option<string[]>("--methods") { Description = "These methods only.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var race = new Command("race", "Runs every method of exploration on a problem and recommends one, with the evidence. Ctrl-C stops it.") { what, list, seeds, calls, threads, methods };
        race.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(what),
            parsed.GetValue(list),
            new Wishes(parsed.GetValue(seeds) ?? 3, parsed.GetValue(calls), parsed.GetValue(threads) ?? 0, parsed.GetValue(methods) ?? []),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancel));
        return race;
    }

    private static async Task<int> RunAsync(string? what, bool list, Wishes wishes, TextWriter say, TextWriter complain, CancellationToken cancel)
    {
        if (list)
        {
            foreach (var problem in RaceProblem.All) say.WriteLine($"{problem.Name}: {problem.Hardship}");
            say.WriteLine("dna: a synthetic landscape of DNA strings");
            say.WriteLine("tfbind8: where its data file is (gfn data)");
            foreach (var method in RaceMethod.All) say.WriteLine($"  {method.Name}: {method.Idea}");
            return ExitCodes.Success;
        }

        if (what is null)
        {
            complain.WriteLine("gfn: name a problem or a file; --list names the problems.");
            return ExitCodes.Usage;
        }

        bool isFile = File.Exists(what);
        if (!isFile && (Path.GetExtension(what) is ".csx" or ".cs" || what.Contains(Path.DirectorySeparatorChar)))
        {
            complain.WriteLine($"gfn: there is no file {what}.");
            return ExitCodes.Usage;
        }

        return isFile
            ? await RunFileAsync(new FileInfo(what), wishes, say, complain, cancel).ConfigureAwait(false)
            : await Task.Run(() => RunNamed(what, wishes, say, complain, cancel), CancellationToken.None).ConfigureAwait(false);
    }

    private static int RunNamed(string name, Wishes wishes, TextWriter say, TextWriter complain, CancellationToken cancel)
    {
        try
        {
            if (Race.Find(name) is not { } problem)
            {
                complain.WriteLine($"gfn: there is no problem '{name}' and no file of that name; --list names the problems.");
                return ExitCodes.Usage;
            }

            using var stop = cancel.Register(StopSignal.RequestStop);
            return Race.Run(wishes.Of(problem), say, wishes.Seeds, wishes.Threads, wishes.Methods, new RunProgress(say).Report) ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            complain.WriteLine($"gfn: {e.Message}");
            return ExitCodes.Usage;
        }
    }

    // The script has copies of the kit's libraries of its own, so the race runs inside the script too.
    private static async Task<int> RunFileAsync(FileInfo file, Wishes wishes, TextWriter say, TextWriter complain, CancellationToken cancel)
    {
        var session = new CSharpSession(file.DirectoryName!);
        (int Number, string Code)[] cells =
        [
            (Prelude, PreludeCode),
            (Problem, $"#load {Quoted(file.FullName)}"),
            (Start, wishes.Code),
        ];
        foreach (var (number, code) in cells)
        {
            var outcome = await session.ExecuteAsync(code, number, output => Show(output, say, complain), cancel).ConfigureAwait(false);
            if (outcome.Status == CellStatus.Succeeded) continue;
            bool undeclared = number == Start && outcome.Error?.Name == "CompilationError";
            complain.WriteLine(outcome.Status != CellStatus.Failed ? "gfn: stopped."
                : undeclared ? $"gfn: {file.Name} must declare a variable called problem that is a RaceProblem: var problem = new RaceProblem(\"name\", () => reward);"
                : $"gfn: {file.Name}: {outcome.Error?.Message}");
            return number == Start && !undeclared ? ExitCodes.Failure : ExitCodes.Usage;
        }

        return ExitCodes.Success;
    }

    private static string PreludeCode => string.Join('\n',
    [
        .. new[] { "GFlowNets.dll", "GFlowNets.Experiments.dll" }.Select(name => $"#r {Quoted(Path.Combine(AppContext.BaseDirectory, name))}"),
        .. new[] { "Data", "Environments", "Experiments", "Rewards", "Rewards.Rna", "Sampling" }.Select(name => $"using GFlowNets.{name};"),
    ]);

    private static void Show(CellOutput output, TextWriter say, TextWriter complain)
    {
        if (output is not CellOutput.Stream(var name, var text)) return;
        var writer = name == "stderr" ? complain : say;
        writer.Write(text);
        writer.Flush();
    }

    private static string Quoted(string path) => $"\"{path}\"";

    // What the command line asks for.
    private sealed record Wishes(int Seeds, int? Calls, int Threads, string[] Methods)
    {
        public string Code => string.Create(CultureInfo.InvariantCulture,
            $"if (!Race.Run(problem{(Calls is { } calls ? $" with {{ RewardCalls = {calls} }}" : "")}, Console.Out, {Seeds}, {Threads}, [{string.Join(", ", Methods.Select(Literal))}], {Progress})) throw new OperationCanceledException();");

        private const string Progress = "progress => { if (progress.Finished) Console.WriteLine($\"  [{progress.FinishedRuns}/{progress.TotalRuns}] {progress.Method}, seed {progress.Seed}: {progress.Record?.Seconds:F0} s\"); }";

        public RaceProblem Of(RaceProblem problem) => Calls is { } calls ? problem with { RewardCalls = calls } : problem;

        private static string Literal(string text) => $"@\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
