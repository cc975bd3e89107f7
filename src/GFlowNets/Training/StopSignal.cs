using GFlowNets.Training;

[assembly: NotebookStopSource(typeof(StopSignal))]

namespace GFlowNets.Training;

/// <summary>
/// The one stop signal that every training loop obeys: it ends after the current iteration and keeps what was learned.
/// A notebook kernel raises it when the user interrupts a cell.
/// </summary>
public static class StopSignal
{
    private static CancellationTokenSource _source = new();

    /// <summary>Whether a stop was requested.</summary>
    public static bool IsRequested => _source.IsCancellationRequested;

    /// <summary>The signal as a token, for waiting code.</summary>
    public static CancellationToken Token => _source.Token;

    /// <summary>Asks every running loop to end.</summary>
    public static void RequestStop() => _source.Cancel();

    /// <summary>Withdraws the request, so that the next loop runs.</summary>
    public static void ResetStop()
    {
        if (_source.IsCancellationRequested)
            _source = new CancellationTokenSource();
    }
}
