using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>What the rewards of <see cref="ColouredGraphs"/> share: they lie between −10 and 0 in log-space and need a graph to read.</summary>
public abstract class GraphReward : Reward
{
    private protected GraphReward(ColouredGraphs graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        Graphs = graphs;
    }

    /// <summary>The environment whose states it rewards.</summary>
    public ColouredGraphs Graphs { get; }

    /// <inheritdoc/>
    public override DiscreteEnvironment? Environment => Graphs;

    /// <inheritdoc/>
    public sealed override double LogReward(ReadOnlySpan<int> state)
    {
        if (state.Length != Graphs.StateLength)
            throw new ArgumentException($"a state of {Graphs.Name} has {Graphs.StateLength} integers (got {state.Length})", nameof(state));
        Span<int> neighbours = stackalloc int[Graphs.MaxNodes];
        Graphs.Neighbours(state, neighbours);
        var nodes = Graphs.NodeCount(state);
        var second = 0;
        for (var v = 0; v < nodes; v++)
            second |= (state[v] - 1) << v;
        return LogReward(nodes, second, neighbours[..nodes]);
    }

    /// <summary>log R of a graph; sets of nodes are bits, bit v for node v.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="second">The nodes of the second colour.</param>
    /// <param name="neighbours">The neighbours of each node.</param>
    private protected abstract double LogReward(int nodes, int second, ReadOnlySpan<int> neighbours);
}
