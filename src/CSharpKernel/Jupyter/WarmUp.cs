using CSharpKernel.Execution;

namespace CSharpKernel.Jupyter;

// Has the just-in-time compiler translate the C# compiler while nobody waits for a cell. Beside a cell it would only slow it down, as both
// need the same methods at the same moment: a cell that comes at once prevents it, and one that comes later lets it end first.
internal static class WarmUp
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(150);
    private static readonly CancellationTokenSource s_prevented = new();
    private static readonly Lazy<Task> s_task = new(() => Task.Run(RunAsync));

    /// <summary>Starts it in the background, once per process.</summary>
    public static void Start() => _ = s_task.Value;

    /// <summary>Prevents it if it has not begun; completes when the compiler is free for a cell.</summary>
    public static Task MakeWayAsync()
    {
        if (!s_task.IsValueCreated) return Task.CompletedTask;
        s_prevented.Cancel();
        return s_task.Value;
    }

    private static async Task RunAsync()
    {
        // Every cell needs them.
        _ = FrameworkReferences.All;
        await Task.Delay(s_patience, s_prevented.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!s_prevented.IsCancellationRequested) await new CSharpSession(AppContext.BaseDirectory).ExecuteAsync("var x = 1;\nnew { x }", 0, _ => { }).ConfigureAwait(false);
    }
}
