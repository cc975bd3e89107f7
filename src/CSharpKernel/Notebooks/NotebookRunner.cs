using CSharpKernel.Execution;
using CSharpKernel.Output;

namespace CSharpKernel.Notebooks;

/// <summary>Runs a notebook's cells in order, in a fresh session, and puts their outputs into it.</summary>
public static class NotebookRunner
{
    /// <summary>
    /// Runs the code cells until one fails, unless its tags announce that. Outputs of earlier runs are removed first. Whatever
    /// happens, the notebook holds the outputs so far.
    /// </summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="folder">The folder from which cells resolve #r and #load.</param>
    /// <param name="timeout">How long a cell may take; null for as long as it likes.</param>
    /// <param name="report">Told when a cell starts and when it has ended.</param>
    /// <param name="cancel">Asks the running cell to stop, and runs no other.</param>
    /// <param name="grace">How long a cell may take to stop when asked to; 5 seconds by default.</param>
    /// <returns>The cell that failed, or null if none did.</returns>
    public static async Task<NotebookFailure?> RunAsync(
        NotebookDocument notebook, string folder, TimeSpan? timeout = null, Action<CellProgress>? report = null, CancellationToken cancel = default, TimeSpan? grace = null)
    {
        var session = new CSharpSession(folder, grace);
        var recorder = new OutputRecorder();
        var code = notebook.Cells.Where(cell => cell.IsCode).ToList();
        foreach (var cell in code)
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }

        var cells = code.Where(cell => !string.IsNullOrWhiteSpace(cell.Source)).ToList();
        try
        {
            for (int i = 0; i < cells.Count; i++)
            {
                var cell = cells[i];
                int number = i + 1;
                report?.Invoke(new CellProgress(number, cells.Count, cell, null));
                recorder.Begin(cell);
                cell.ExecutionCount = number;
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                if (timeout is { } limit) stop.CancelAfter(limit);
                var outcome = await session.ExecuteAsync(cell.Source, number, output => recorder.Add(cell, output), stop.Token).ConfigureAwait(false);
                if (Complaint(outcome, timeout, cancel) is { } complaint && (outcome.Status != CellStatus.Failed || !cell.MayRaise))
                {
                    // A cell that stopped in good order leaves no error of its own, and the reader should know that it is not whole.
                    if (outcome.Error is null) recorder.Add(cell, new CellOutput.Error("CellStopped", complaint, [complaint]));
                    report?.Invoke(new CellProgress(number, cells.Count, cell, outcome));
                    return new NotebookFailure(number, cell, complaint, outcome);
                }

                report?.Invoke(new CellProgress(number, cells.Count, cell, outcome));
            }

            return null;
        }
        finally
        {
            recorder.Write();
        }
    }

    private static string? Complaint(CellOutcome outcome, TimeSpan? timeout, CancellationToken cancel)
    {
        string why = cancel.IsCancellationRequested ? "it was interrupted" : $"it took longer than {timeout?.TotalSeconds:0.###} s";
        return outcome.Status switch
        {
            CellStatus.Succeeded => null,
            CellStatus.Failed => $"{outcome.Error!.Name}: {outcome.Error.Message}",
            CellStatus.Stopped => $"{why}, was asked to stop, and did.",
            _ => $"{why}, was asked to stop, and did not, so it was abandoned.",
        };
    }
}
