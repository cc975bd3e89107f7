using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Exploration.Chunking;

/// <summary>Finds strings of actions that are worth an action of their own.</summary>
public interface IChunkMiner
{
    /// <summary>Short name for charts, tables and messages.</summary>
    string Name { get; }

    /// <summary>Chunks, the best first and each once, for as long as they are asked for and there are any. The library must not change meanwhile.</summary>
    /// <param name="corpus">Trajectories as strings of atomic actions, without stop.</param>
    /// <param name="library">The present actions.</param>
    /// <param name="random">Where random numbers come from.</param>
    IEnumerable<int[]> Chunks(IReadOnlyList<int[]> corpus, ActionLibrary library, CounterRandom random);
}
