using System.CommandLine;

namespace GFlowNets.Benchmarks;

/// <summary>The options of the scenarios' command line.</summary>
internal sealed class Options
{
    private readonly Option<string[]> _scenarios = new("--scenario")
    {
        Description = $"Scenarios to run, of {string.Join(", ", Scenario.All.Select(s => s.Name))}; all without it.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int[]> _batches = new("--batch") { Description = "Batch sizes, of 16, 32, 128 and 512; all without it.", AllowMultipleArgumentsPerToken = true };

    private readonly Option<int[]> _threads = new("--threads") { Description = "Threads of the tensor engine; several numbers make a cell each. 1 without it.", AllowMultipleArgumentsPerToken = true };

    private readonly Option<int> _repeats = new("--repeats") { Description = "Repeats of each cell and mode, at least 5.", DefaultValueFactory = _ => 5 };

    private readonly Option<bool> _mergeOnly = new("--merge-only") { Description = "Leaves out the runs that evaluate equal states again and again." };

    private readonly Option<bool> _noMerge = new("--no-merge") { Description = "Only the runs that evaluate every visited state in the training pass, equal ones too." };

    private readonly Option<int[]> _compare = new("--compare") { Description = "Batch sizes at which equal states are evaluated both ways; all without it.", AllowMultipleArgumentsPerToken = true };

    private readonly Option<FileInfo?> _json = new("--json") { Description = "Writes the measurements to a file, an array of objects." };

    private readonly Option<FileInfo?> _markdown = new("--markdown") { Description = "Writes the figures into a page, between its marks, or into a new file." };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _scenarios, _batches, _threads, _repeats, _mergeOnly, _noMerge, _compare, _json, _markdown })
            command.Add(option);
    }

    /// <summary>Reads the options, or says what is wrong with them.</summary>
    internal (Choice? Choice, string? Complaint) Read(ParseResult parsed)
    {
        string[] names = parsed.GetValue(_scenarios) is { Length: > 0 } chosen ? [.. chosen.Distinct()] : [.. Scenario.All.Select(s => s.Name)];
        int[] batches = parsed.GetValue(_batches) is { Length: > 0 } sizes ? [.. sizes.Distinct()] : Scenario.Batches;
        int[] threads = parsed.GetValue(_threads) is { Length: > 0 } counts ? [.. counts.Distinct()] : [1];
        var repeats = parsed.GetValue(_repeats);
        var (json, markdown) = (parsed.GetValue(_json), parsed.GetValue(_markdown));
        var (mergeOnly, noMerge) = (parsed.GetValue(_mergeOnly), parsed.GetValue(_noMerge));
        int[] compared = parsed.GetValue(_compare) is { Length: > 0 } some ? [.. some.Distinct()] : batches;
        var complaint =
            names.Except(Scenario.All.Select(s => s.Name)).FirstOrDefault() is { } unknown ? $"there is no scenario {unknown}: choose of {string.Join(", ", Scenario.All.Select(s => s.Name))}"
            : batches.Except(Scenario.Batches).Any() ? $"batches must be of {string.Join(", ", Scenario.Batches)}, for which torchgfn was timed (got {string.Join(", ", batches)})"
            : threads.Any(count => count < 1 || count > Environment.ProcessorCount) ? $"threads must be between 1 and {Environment.ProcessorCount}, the machine's cores (got {string.Join(", ", threads)})"
            : repeats < 5 ? $"repeats must be at least 5 (got {repeats})"
            : mergeOnly && noMerge ? "--merge-only and --no-merge leave nothing to measure: give one of them or neither"
            : compared.Except(batches).Any() ? $"--compare must name batch sizes that are measured, of {string.Join(", ", batches)} (got {string.Join(", ", compared)})"
            : (mergeOnly || noMerge) && parsed.GetValue(_compare) is { Length: > 0 } ? "--compare measures both ways: leave out --merge-only and --no-merge"
            : WholeFile.Complaint(json) ?? WholeFile.Complaint(markdown) ?? (markdown is null ? null : Markdown.Complaint(markdown));
        if (complaint is not null)
            return (null, complaint);
        return (new Choice([.. Scenario.All.Where(s => names.Contains(s.Name))], batches, threads, repeats, Modes, json, markdown), null);

        IReadOnlyList<bool> Modes(int batch) => noMerge ? [false] : mergeOnly || !compared.Contains(batch) ? [true] : [true, false];
    }

    /// <summary>What is to be measured, and where it goes.</summary>
    internal sealed record Choice(
        IReadOnlyList<Scenario> Scenarios,
        IReadOnlyList<int> Batches,
        IReadOnlyList<int> Threads,
        int Repeats,
        Func<int, IReadOnlyList<bool>> Modes,
        FileInfo? Json,
        FileInfo? Markdown);
}
