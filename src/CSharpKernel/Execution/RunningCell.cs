using System.Diagnostics;
using CSharpKernel.Output;

namespace CSharpKernel.Execution;

// The cell that runs now, and how it is made to stop: asked first, its waits ended next, its thread aborted only when the user insists.
internal sealed class RunningCell(string name, CellThread thread, CellPublisher publisher, NotebookLoadContext context)
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_insistence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_hint = TimeSpan.FromSeconds(1);

    // A training loop that obeys the stop request may be waiting for its own workers, and keeps what they learned only if it is let be.
    private static readonly TimeSpan s_obedient = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_other = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private Stopwatch? _asked;

    public CellThread Thread => thread;

    public bool WasInterrupted
    {
        get
        {
            lock (_gate) return _asked is not null;
        }
    }

    /// <summary>Asks the cell to stop, or, where it was asked less than five seconds ago, aborts its thread.</summary>
    public void Interrupt()
    {
        bool again, first;
        lock (_gate)
        {
            again = _asked?.Elapsed < s_insistence;
            first = _asked is null;
            _asked = Stopwatch.StartNew();
        }

        if (again)
        {
            publisher.Write("stderr", $"{name}: its thread is being aborted, since it was interrupted twice; this may take the kernel down.\n");
            thread.Abort();
        }

        if (first) _ = Task.Run(PressAsync);
    }

    /// <summary>Asks every library that follows the convention; again and again, for one that is loaded only later.</summary>
    public void Ask() => StopConvention.RequestStop(context.Assemblies);

    private async Task PressAsync()
    {
        var clock = Stopwatch.StartNew();
        bool hinted = false;
        int waited = 0;
        try
        {
            while (!thread.Ended.IsCompleted)
            {
                Ask();
                await Task.WhenAny(thread.Ended, Task.Delay(s_pace)).ConfigureAwait(false);

                // Twice in a row: a short wait for a lock is none of ours.
                waited = thread.IsWaiting ? waited + 1 : 0;
                if (waited >= 2 && clock.Elapsed > Patience()) thread.InterruptWait();
                if (hinted || clock.Elapsed < s_hint || thread.Ended.IsCompleted) continue;
                hinted = true;
                publisher.Write("stderr", $"{name} was asked to stop and has not yet. Interrupt twice within five seconds to abort its thread, which may take the kernel down.\n");
            }
        }
        catch (InvalidOperationException e)
        {
            publisher.Write("stderr", $"{name}: {e.Message}\n");
            if (thread.IsWaiting) thread.InterruptWait();
        }
    }

    private TimeSpan Patience() => StopConvention.IsFollowed(context.Assemblies) ? s_obedient : s_other;
}
