using System.CommandLine;
using System.Globalization;
using CSharpKernel.Execution;
using CSharpKernel.Html;
using CSharpKernel.Notebooks;

namespace GFlowNets.Cli;

// gfn notebook run: the cells of a notebook, their outputs written into a copy of it and onto an HTML page.
internal static class NotebookCommand
{
    private const string Budget = "GFN_BUDGET";
    private const string Solution = "GFNNotebooks.sln";
    private static readonly string[] s_budgets = ["smoke", "laptop", "paper"];

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The notebook (.ipynb)." };
        var output = new Option<FileInfo?>("--out")
        {
            Description = "Where the notebook with its outputs goes; FILE itself is allowed. "
                + "Default: artifacts/notebooks/NAME.ipynb of this repository, or NAME.out.ipynb beside a file from elsewhere.",
            HelpName = "FILE",
        };
        var html = new Option<FileInfo?>("--html")
        {
            Description = "Where the HTML page goes. Default: beside --out, if that is another file than FILE; else artifacts/notebooks/NAME.html, "
                + "or NAME.out.html beside a file from elsewhere.",
            HelpName = "FILE",
        };
        var budget = new Option<string?>("--budget") { Description = $"How much the cells may compute; the same as the environment variable {Budget}, which it overrules." };
        budget.AcceptOnlyFromAmong(s_budgets);
        var timeout = new Option<double?>("--timeout") { Description = "How long a cell may take. Default: as long as it likes.", HelpName = "SECONDS" };
        timeout.Validators.Add(result =>
        {
            // What is no number at all is refused by the parser itself.
            if (double.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out double seconds) && !(seconds > 0 && seconds < TimeSpan.FromDays(30).TotalSeconds))
                result.AddError($"--timeout must be more than 0 seconds and less than 30 days (got {seconds.ToString(CultureInfo.InvariantCulture)}).");
        });

        var inline = new Option<bool>("--inline-plotly")
        {
            Description = "Puts plotly.js into the HTML page once, so that its figures are interactive without a network; ./gfn plotly fetch gets it.",
        };

        var run = new Command("run", "Runs every cell, without Jupyter, and writes the notebook with its outputs and an HTML page. Stops at the first cell that fails.")
        {
            file, output, html, budget, timeout, inline,
        };
        run.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(file)!,
            parsed.GetValue(output),
            parsed.GetValue(html),
            parsed.GetValue(budget),
            parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            parsed.GetValue(inline),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancel));
        return new Command("notebook", "C# notebooks.") { run };
    }

    private static async Task<int> RunAsync(
        FileInfo file, FileInfo? output, FileInfo? html, string? budget, TimeSpan? timeout, bool inline, TextWriter say, TextWriter complain, CancellationToken cancel)
    {
        var (defaultOutput, defaultHtml) = DefaultTargets(file);
        string notebookTarget = output?.FullName ?? defaultOutput;
        string pageTarget = html?.FullName
            ?? (output is null || output.FullName == file.FullName ? defaultHtml : Path.ChangeExtension(output.FullName, ".html"));
        NotebookDocument notebook;
        try
        {
            CheckPlaces(file, notebookTarget, pageTarget);
            notebook = NotebookDocument.Load(file.FullName);
        }
        catch (Exception e) when (e is NotebookFormatException or IOException or UnauthorizedAccessException)
        {
            await complain.WriteLineAsync($"gfn: {e.Message}");
            return ExitCodes.Usage;
        }

        string folder = file.DirectoryName!;
        NotebookFailure? failure;
        using (new CellSurroundings(folder, budget is null ? [] : [(Budget, budget)]))
            failure = await NotebookRunner.RunAsync(notebook, folder, timeout, progress => Report(progress, say), cancel);

        bool written = Written("notebook: ", notebookTarget, () => notebook.Save(notebookTarget))
            & Written("page:     ", pageTarget, () => SafeFile.Write(pageTarget, NotebookPage.ToHtml(notebook, Path.GetFileNameWithoutExtension(file.Name), inline ? PlotlyCommand.Inline : null)));
        if (failure is null) return written ? ExitCodes.Success : ExitCodes.Usage;
        await complain.WriteLineAsync($"gfn: cell {failure.Number} failed ({failure.Cell.FirstLine})");
        bool threw = failure.Outcome is { Status: CellStatus.Failed, Error.Traceback.Count: > 0 };
        foreach (string line in threw ? failure.Outcome.Error!.Traceback : [failure.Message]) await complain.WriteLineAsync($"  {line}");
        return ExitCodes.Failure;

        bool Written(string label, string path, Action write)
        {
            try
            {
                write();
                say.WriteLine(label + path);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                complain.WriteLine($"gfn: {path} cannot be written: {e.Message}");
                return false;
            }
        }
    }

    // A wrong place is told before the cells run, not after.
    private static void CheckPlaces(FileInfo file, string notebook, string page)
    {
        if (Directory.Exists(file.FullName)) throw new IOException($"{file.FullName} is a folder; name a notebook in it.");
        if (page == file.FullName || page == notebook) throw new IOException($"the HTML page would overwrite the notebook {page}: give --html another file.");
        foreach (string target in new[] { notebook, page })
        {
            if (Directory.Exists(target)) throw new IOException($"{target} is a folder; name a file to write.");
            string folder = Path.GetDirectoryName(target)!;
            string probe = Path.Combine(folder, $".{Guid.NewGuid():N}.new");
            try
            {
                Directory.CreateDirectory(folder);
                File.Create(probe).Dispose();
                File.Delete(probe);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"nothing can be written into {folder}, where {Path.GetFileName(target)} would go: give --out and --html other places.", e);
            }
        }

        if (Environment.GetEnvironmentVariable(Budget) is { Length: > 0 } budget && !s_budgets.Contains(budget))
            throw new IOException($"the environment variable {Budget} must be {string.Join(", ", s_budgets[..^1])} or {s_budgets[^1]} (got '{budget}').");
    }

    private static void Report(CellProgress progress, TextWriter say)
    {
        // A line is begun with the cell and ended with its time, so that a reader sees what is running.
        if (progress.Outcome is not { } outcome)
        {
            const int width = 60;
            string line = progress.Cell.FirstLine;
            say.Write($"[{progress.Number}/{progress.Total}] {(line.Length > width ? line[..(width - 3)] + "..." : line).PadRight(width)} ");
            say.Flush();
            return;
        }

        string time = outcome.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture).PadLeft(6);
        string ending = outcome.Status switch
        {
            CellStatus.Succeeded => "",
            CellStatus.Failed when progress.Cell.MayRaise => "  failed, as its tag says",
            var status => $"  {status.ToString().ToLowerInvariant()}",
        };
        say.WriteLine($"{time} s{ending}");
    }

    // In the kit's own tree outputs go where git does not look.
    private static (string Notebook, string Page) DefaultTargets(FileInfo file)
    {
        string name = Path.GetFileNameWithoutExtension(file.Name);
        for (var folder = file.Directory; folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, Solution))) continue;
            string target = Path.Combine(folder.FullName, "artifacts", "notebooks", name);
            return (target + ".ipynb", target + ".html");
        }

        string beside = Path.Combine(file.DirectoryName!, name + ".out");
        return (beside + ".ipynb", beside + ".html");
    }
}
