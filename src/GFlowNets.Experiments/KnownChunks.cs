using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>How many of certain strings of actions are chunks of the policy's library: "knownChunks".</summary>
/// <param name="strings">The strings, such as the words that bit sequences are built of.</param>
public sealed class KnownChunks(IReadOnlyList<int[]> strings) : IMetric
{
    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return trainer.Policy.Environment is ChunkedEnvironment environment
            ? [("knownChunks", strings.Count(actions => environment.Library.Find(actions) >= 0))]
            : [];
    }
}
