using System.Numerics;
using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Graphs that are rewarded for their independent cycles (Boussif et al. 2025, "Action abstractions for amortized sampling", released code): R = (dimension of the
/// cycle space)/(n(n−1)/2 − n + 1), at least 10^-6, with n the largest number of nodes, so that the complete graph has R = 1. The dimension is edges −
/// nodes + components. Training there is on R^10 (<see cref="TemperedReward"/>).
/// </summary>
public sealed class CycleRank : Reward, IModes
{
    /// <summary>The least reward of the released code.</summary>
    public const double Least = 1e-6;

    private readonly GrowingGraphs _graphs;

    /// <summary>The reward.</summary>
    /// <param name="graphs">The graphs; of at least 3 nodes, or there are no cycles.</param>
    public CycleRank(GrowingGraphs graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        if (graphs.MaxNodes < 3)
            throw new ArgumentException($"a cycle needs at least 3 nodes (got {graphs.Name})", nameof(graphs));
        _graphs = graphs;
    }

    /// <inheritdoc/>
    public override string Name => "dimension of the cycle space";

    /// <inheritdoc/>
    public override DiscreteEnvironment Environment => _graphs;

    /// <summary>Dimension of the cycle space of the complete graph.</summary>
    public int Largest => (_graphs.MaxNodes * (_graphs.MaxNodes - 1) / 2) - _graphs.MaxNodes + 1;

    /// <summary>One: the complete graph.</summary>
    public double ModeCount => 1;

    /// <inheritdoc/>
    public bool IsMode(ReadOnlySpan<int> state) => Rank(state) == Largest;

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state) => Math.Log(Math.Max(Least, Rank(state) / (double)Largest));

    /// <summary>Dimension of a graph's cycle space: edges − nodes + components.</summary>
    public int Rank(ReadOnlySpan<int> state)
    {
        if (state.Length != _graphs.MaxNodes)
            throw new ArgumentException($"a state of {_graphs.Name} has {_graphs.MaxNodes} integers (got {state.Length})", nameof(state));
        var nodes = GrowingGraphs.Nodes(state);
        Span<int> parents = stackalloc int[nodes];
        // Every tie that joins two parts makes no cycle; every other one makes one (union-find).
        var cycles = 0;
        for (var node = 0; node < nodes; node++)
        {
            parents[node] = node;
            for (var ties = (uint)(state[node] - 1); ties != 0; ties &= ties - 1)
            {
                var (own, other) = (Root(parents, node), Root(parents, node - 1 - BitOperations.TrailingZeroCount(ties)));
                if (own == other)
                    cycles++;
                else
                    parents[own] = other;
            }
        }

        return cycles;
    }

    private static int Root(ReadOnlySpan<int> parents, int node)
    {
        while (parents[node] != node)
            node = parents[node];
        return node;
    }
}
