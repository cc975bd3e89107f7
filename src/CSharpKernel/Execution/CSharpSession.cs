using System.Diagnostics;
using CSharpKernel.Cells;
using CSharpKernel.Errors;
using CSharpKernel.Formatting;
using CSharpKernel.Html;
using CSharpKernel.Output;

namespace CSharpKernel.Execution;

/// <summary>
/// Runs C# cells one after another. Variables, functions, types and usings persist from cell to cell. The session does not know
/// where outputs go: each cell's are handed to the delegate that came with it. Several sessions may run in one process.
/// </summary>
public sealed class CSharpSession
{
    private const int StackBytes = 32 << 20;
    private static readonly TimeSpan s_betweenRequests = TimeSpan.FromMilliseconds(250);
    private readonly SubmissionChain _chain;
    private readonly TimeSpan _grace;
    private int _running;
    private bool _abandoned;

    /// <summary>A session without cells.</summary>
    /// <param name="folder">The folder from which cells resolve #r and #load: the notebook's.</param>
    /// <param name="grace">How long a cell may take to stop when asked to; 5 seconds by default.</param>
    public CSharpSession(string folder, TimeSpan? grace = null)
    {
        _chain = new SubmissionChain(Path.GetFullPath(folder));
        _grace = grace ?? TimeSpan.FromSeconds(5);
    }

    /// <summary>Runs a cell, on a thread of its own with a stack of 32 MB and no synchronization context.</summary>
    /// <param name="code">The cell's text: C#, with #r and #load, and the magics #!time, #!csharp, #!markdown and #!html.</param>
    /// <param name="number">The cell's execution number, by which messages call it.</param>
    /// <param name="publish">Receives the cell's outputs, one at a time and in order, from whatever thread made them; it must not write to the console.</param>
    /// <param name="stop">Asks the cell to stop, through <see cref="StopConvention"/>.</param>
    /// <returns>How the cell ended. Faults of the cell are told here and never thrown.</returns>
    /// <exception cref="InvalidOperationException">Another cell is running, or an earlier one was abandoned.</exception>
    public async Task<CellOutcome> ExecuteAsync(string code, int number, Action<CellOutput> publish, CancellationToken stop = default)
    {
        if (_abandoned) throw new InvalidOperationException("an earlier cell did not stop and still runs, so this session runs no more cells: start a new one.");
        if (Interlocked.Exchange(ref _running, 1) == 1) throw new InvalidOperationException("a session runs one cell at a time, and one is running: await it first.");
        var clock = Stopwatch.StartNew();
        using var cell = new CellPublisher(publish);
        try
        {
            StopConvention.ResetStop(_chain.Context.Assemblies);
            ConsoleRouter.Install();
            var ended = Start(code, number, cell);
            await Task.WhenAny(ended, Task.Delay(Timeout.InfiniteTimeSpan, stop)).ConfigureAwait(false);
            bool stopped = !ended.IsCompleted;
            if (stopped && !await StopAsync(ended).ConfigureAwait(false))
            {
                _abandoned = true;
                string message = $"Cell {number} was asked to stop and did not within {_grace.TotalSeconds:0.#} s, so it was abandoned and still runs.";
                var error = new CellOutput.Error("CellAbandoned", message, [message]);
                cell.Publish(error);
                return new CellOutcome(CellStatus.Abandoned, error, clock.Elapsed);
            }

            var fault = await ended.ConfigureAwait(false);
            return new CellOutcome(stopped ? CellStatus.Stopped : fault is null ? CellStatus.Succeeded : CellStatus.Failed, fault, clock.Elapsed);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    // The cell's error, or null.
    private Task<CellOutput.Error?> Start(string code, int number, CellPublisher cell)
    {
        var ended = new TaskCompletionSource<CellOutput.Error?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => ended.SetResult(Run(code, number, cell)), StackBytes) { IsBackground = true, Name = $"Cell {number}" };
        thread.Start();
        return ended.Task;
    }

    private async Task<bool> StopAsync(Task ended)
    {
        // Asked again and again, for a library that was loaded only after the first time.
        for (var asked = Stopwatch.StartNew(); asked.Elapsed < _grace && !ended.IsCompleted;)
        {
            StopConvention.RequestStop(_chain.Context.Assemblies);
            await Task.WhenAny(ended, Task.Delay(s_betweenRequests)).ConfigureAwait(false);
        }

        return ended.IsCompleted;
    }

    private CellOutput.Error? Run(string code, int number, CellPublisher cell)
    {
        cell.Enter();
        var clock = Stopwatch.StartNew();
        bool timed = false;
        try
        {
            var source = CellSource.Parse(code);
            timed = source.IsTimed;
            foreach (var part in source.Parts) Run(part, number, cell);
            return null;
        }
        catch (Exception e)
        {
            var error = e switch
            {
                CellErrorException { Error: var told } => told,
                UnknownMagicException => new CellOutput.Error("UnknownMagic", $"Cell {number}, {e.Message}", [$"Cell {number}, {e.Message}"]),
                _ => ExceptionReport.Of(e, _chain.Texts),
            };
            cell.Publish(error);
            return error;
        }
        finally
        {
            if (timed) NotebookFunctions.display($"Wall time: {clock.Elapsed.TotalMilliseconds:F1} ms");
            cell.Flush();
        }
    }

    private void Run(CellPart part, int number, CellPublisher cell)
    {
        switch (part.Language)
        {
            case CellLanguage.Html:
                NotebookFunctions.display(NotebookFunctions.HTML(part.Text));
                break;
            case CellLanguage.Markdown:
                NotebookFunctions.display(NotebookFunctions.HTML(MarkdownRenderer.ToHtml(part.Text)));
                break;
            default:
                var submission = _chain.Compile(part.Text, $"Cell {number}");
                object? value = _chain.Run(submission).GetAwaiter().GetResult();
                if (submission.HasResult && value is not DisplayedValue) cell.Publish(new CellOutput.Result(ValueFormatter.Format(value), number));
                break;
        }
    }
}
