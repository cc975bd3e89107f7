using GFlowNets.Threads;

namespace GFlowNets.Policies;

/// <summary>
/// Shares independent rows out among the tensor engine's number of threads. One caller at a time; another, such as a seed that trains side
/// by side, does its rows alone. What a row computes must not depend on the block that it falls in: the embedded engine's layers keep to that
/// bit for bit, TorchSharp's to rounding.
/// </summary>
internal static class RowBlocks
{
    /// <summary>As many rows as matrix products take at a time.</summary>
    internal const int ProductRows = 8;

    /// <summary>Runs a function over blocks [from, to) that cover [0, count).</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="worth">Fewer rows than this stay on the calling thread.</param>
    /// <param name="rows">What to do with a block.</param>
    /// <param name="group">Rows are dealt out in whole groups of so many, apart from the end.</param>
    internal static void Run(int count, int worth, Action<int, int> rows, int group = 1)
    {
        var threads = torch.get_num_threads();
        if (threads < 2 || count < worth)
        {
            rows(0, count);
            return;
        }

        Workers.Run(threads, part =>
        {
            var (from, to) = Workers.Range(part, threads, count, group);
            if (from < to)
                rows(from, to);
        });
    }
}
