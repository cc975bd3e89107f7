using System.Diagnostics;
using CSharpKernel.Cells;
using CSharpKernel.Errors;
using CSharpKernel.Formatting;
using CSharpKernel.Output;

namespace CSharpKernel.Execution;

/// <summary>
/// Runs C# cells one after another. Variables, functions, types and usings persist from cell to cell. The session does not know
/// where outputs go: each cell's are handed to the delegate that came with it. Several sessions may run in one process.
/// </summary>
public sealed class CSharpSession
{
    private static readonly TimeSpan s_betweenRequests = TimeSpan.FromMilliseconds(250);
    private readonly TimeSpan _grace;
    private volatile RunningCell? _cell;
    private int _running;
    private bool _abandoned;

    /// <summary>A session without cells.</summary>
    /// <param name="folder">The folder from which cells resolve #r and #load: the notebook's.</param>
    /// <param name="grace">How long a cell may take to stop when asked to; 5 seconds by default.</param>
    public CSharpSession(string folder, TimeSpan? grace = null)
    {
        Chain = new SubmissionChain(Path.GetFullPath(folder));
        _grace = grace ?? TimeSpan.FromSeconds(5);
    }

    internal SubmissionChain Chain { get; }

    /// <summary>Runs a cell, on a thread of its own with a stack of 32 MB and no synchronization context.</summary>
    /// <param name="code">The cell's text: C#, with #r, #i and #load, and the magics that <see cref="CellSource"/> knows.</param>
    /// <param name="number">The cell's execution number, by which messages call it.</param>
    /// <param name="publish">Receives the cell's outputs, one at a time and in order, from whatever thread made them; it must not write to the console.</param>
    /// <param name="stop">Asks the cell to stop, through <see cref="StopConvention"/>.</param>
    /// <returns>How the cell ended. Faults of the cell are told here and never thrown.</returns>
    /// <exception cref="InvalidOperationException">Another cell is running, or an earlier one was abandoned.</exception>
    public Task<CellOutcome> ExecuteAsync(string code, int number, Action<CellOutput> publish, CancellationToken stop = default) =>
        ExecuteAsync(new CellRequest(code, $"Cell {number}", number), publish, stop);

    /// <summary>
    /// Interrupts the running cell, if there is one. It is asked to stop through <see cref="StopConvention"/>, and after a moment its
    /// waits end with an exception; loops that do neither go on. Interrupted twice within five seconds, its thread is aborted, which may
    /// take the process down.
    /// </summary>
    public void Interrupt() => _cell?.Interrupt();

    internal async Task<CellOutcome> ExecuteAsync(CellRequest request, Action<CellOutput> publish, CancellationToken stop = default)
    {
        if (_abandoned) throw new InvalidOperationException("an earlier cell did not stop and still runs, so this session runs no more cells: start a new one.");
        if (Interlocked.Exchange(ref _running, 1) == 1) throw new InvalidOperationException("a session runs one cell at a time, and one is running: await it first.");
        var clock = Stopwatch.StartNew();
        using var publisher = new CellPublisher(publish, request.ReadLine);
        try
        {
            StopConvention.ResetStop(Chain.Context.Assemblies);
            ConsoleRouter.Install();
            var thread = new CellThread(request.Name, () => Run(request, publisher));
            var cell = _cell = new RunningCell(request.Name, thread, publisher, Chain.Context);
            await Task.WhenAny(thread.Ended, Task.Delay(Timeout.InfiniteTimeSpan, stop)).ConfigureAwait(false);
            bool stopped = !thread.Ended.IsCompleted;
            if (stopped && !await StopAsync(cell).ConfigureAwait(false))
            {
                _abandoned = true;
                string message = $"{request.Name} was asked to stop and did not within {_grace.TotalSeconds:0.#} s, so it was abandoned and still runs.";
                var error = new CellOutput.Error("CellAbandoned", message, [message]);
                publisher.Publish(error);
                return new CellOutcome(CellStatus.Abandoned, error, clock.Elapsed);
            }

            var fault = await thread.Ended.ConfigureAwait(false);
            stopped |= cell.WasInterrupted && fault is null;
            if (fault?.Name == CellThread.Aborted) publisher.Publish(fault);
            return new CellOutcome(stopped ? CellStatus.Stopped : fault is null ? CellStatus.Succeeded : CellStatus.Failed, fault, clock.Elapsed);
        }
        finally
        {
            _cell = null;
            Volatile.Write(ref _running, 0);
        }
    }

    private async Task<bool> StopAsync(RunningCell cell)
    {
        for (var asked = Stopwatch.StartNew(); asked.Elapsed < _grace && !cell.Thread.Ended.IsCompleted;)
        {
            cell.Ask();
            await Task.WhenAny(cell.Thread.Ended, Task.Delay(s_betweenRequests)).ConfigureAwait(false);
        }

        return cell.Thread.Ended.IsCompleted;
    }

    // The cell's error, or null.
    private CellOutput.Error? Run(CellRequest request, CellPublisher publisher)
    {
        publisher.Enter();
        var clock = Stopwatch.StartNew();
        bool timed = false;
        try
        {
            var source = CellSource.Parse(request.Code);
            timed = source.IsTimed;
            foreach (string place in source.PackageSources) Chain.Packages.AddSource(place);
            foreach (var part in source.Parts) Run(part, request, publisher);
            return null;
        }
        catch (Exception e) when (e is not ThreadAbortException)
        {
            var error = Report(e, request.Name);
            publisher.Publish(error);
            return error;
        }
        finally
        {
            if (timed) NotebookFunctions.display($"Wall time: {clock.Elapsed.TotalMilliseconds:F1} ms");
            publisher.Flush();
        }
    }

    private void Run(CellPart part, CellRequest request, CellPublisher publisher)
    {
        if (part.Language != CellLanguage.CSharp)
        {
            Magics.Run(part, Chain, publisher);
            return;
        }

        var submission = Chain.Compile(part.Text, request.Name);
        object? value = Chain.Run(submission).GetAwaiter().GetResult();
        if (submission.HasResult && value is not DisplayedValue) publisher.Publish(new CellOutput.Result(ValueFormatter.Format(value), request.Number));
    }

    private CellOutput.Error Report(Exception e, string name)
    {
        switch (e)
        {
            case CellErrorException { Error: var told }:
                return told;
            case MagicException { Kind: var kind }:
                return new CellOutput.Error(kind, $"{name}, {e.Message}", [$"{name}, {e.Message}"]);
            case InsufficientExecutionStackException:
                string message = $"{name} is nested too deeply to be compiled or run: break it into smaller parts.";
                return new CellOutput.Error(e.GetType().Name, message, [message]);
            case ThreadInterruptedException when _cell?.WasInterrupted == true:
                var report = ExceptionReport.Of(e, Chain.Texts);
                string interrupted = $"{name} was interrupted while it waited.";
                return new CellOutput.Error("CellInterrupted", interrupted, [interrupted, .. report.Traceback.Skip(1)]);
            default:
                return ExceptionReport.Of(e, Chain.Texts);
        }
    }
}
