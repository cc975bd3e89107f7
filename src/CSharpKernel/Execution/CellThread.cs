using System.Runtime;
using CSharpKernel.Output;

namespace CSharpKernel.Execution;

// The thread of one cell, and the two ways in which .NET lets another thread end what it does.
internal sealed class CellThread
{
    /// <summary>The name of the error of a cell that was aborted, which has not been published.</summary>
    public const string Aborted = "CellAborted";

    private const int StackBytes = 32 << 20;

    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<CellOutput.Error?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<CellOutput.Error?> _body;
    private readonly Thread _thread;

    public CellThread(string name, Func<CellOutput.Error?> body)
    {
        _body = body;
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Completes with the cell's error, or null. It never fails.</summary>
    public Task<CellOutput.Error?> Ended => _ended.Task;

    /// <summary>Whether the thread sleeps, or waits for a lock, a task or another thread.</summary>
    public bool IsWaiting => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>Ends the thread's wait with an exception; a thread that does not wait is interrupted when it next does.</summary>
    public void InterruptWait() => _thread.Interrupt();

    /// <summary>Aborts the thread wherever it is, which can leave anything it was changing half changed.</summary>
    // On another thread: it returns only when the runtime has stopped this one.
    public void Abort() => _ = Task.Run(_abort.Cancel);

    private void Run()
    {
        CellOutput.Error? error = null;
        try
        {
#pragma warning disable SYSLIB0046 // The only way to end a loop that watches nothing; used when the user asks twice.
            ControlledExecution.Run(() => error = _body(), _abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            const string message = "the cell's thread was aborted; what it was changing may be half changed.";
            error = new CellOutput.Error(Aborted, message, [message]);
        }
        catch (Exception e)
        {
            // An exception on a thread of its own would end the process.
            error ??= new CellOutput.Error(e.GetType().Name, e.Message, [$"{e.GetType().Name}: {e.Message}"]);
        }

        _ended.SetResult(error);
    }
}
