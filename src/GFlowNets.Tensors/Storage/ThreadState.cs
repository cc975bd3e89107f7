namespace GFlowNets.Tensors;

/// <summary>What belongs to a thread: its innermost dispose scope, its gradient mode, its free blocks.</summary>
internal sealed class ThreadState
{
    [ThreadStatic]
    private static ThreadState? current;

    internal static ThreadState Current => current ??= new ThreadState();

    internal DisposeScope? Scope { get; set; }

    internal bool GradientsEnabled { get; set; } = true;

    internal StoragePool Pool { get; } = new();

    /// <summary>The stream of a thread that has called manual_seed; null on the others, which share one stream.</summary>
    internal torch.Generator? Generator { get; set; }
}
