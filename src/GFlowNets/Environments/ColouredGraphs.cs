using System.Numerics;

namespace GFlowNets.Environments;

/// <summary>
/// Connected undirected graphs with nodes of two colours, up to isomorphism: the graph benchmark of "Investigating generalization
/// behaviours of generative flow networks" (Atanackovic and Bengio 2024). A trajectory starts at the empty graph and adds one node,
/// attached to an existing one, or one edge a step; stop is legal everywhere, the empty graph included. Backward actions remove a node
/// of degree at most 1, or an edge that the graph stays connected without.
/// <para>
/// A state is the colours of the nodes (0 absent, 1 the first colour, 2 the second) and then the upper triangle of the adjacency matrix,
/// column by column: (0,1), (0,2), (1,2), (0,3), … States are canonical, the lexicographically least over all orders of the
/// nodes, so isomorphic graphs are one state and edges count per child. There are 2, 3, 10, 50, 354, 3883 and 67 994 graphs of 1 to 7 nodes.
/// </para>
/// </summary>
public sealed class ColouredGraphs : DiscreteEnvironment
{
    private const int Colours = 2;
    private readonly int _pairs;
    private readonly int _nodeActions;

    /// <summary>Graphs of at most so many nodes.</summary>
    /// <param name="maxNodes">Largest number of nodes, from 1 to 7.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public ColouredGraphs(int maxNodes = 4)
    {
        if (maxNodes is < 1 or > 7)
            throw new ArgumentOutOfRangeException(nameof(maxNodes), $"maxNodes must be from 1 to 7, since canonical forms of larger graphs are too slow (got {maxNodes})");
        MaxNodes = maxNodes;
        _pairs = Pair(0, maxNodes);
        // The last node to be added attaches to one of the others; the first attaches to none.
        _nodeActions = Colours * Math.Max(1, maxNodes - 1);
    }

    /// <summary>Largest number of nodes.</summary>
    public int MaxNodes { get; }

    /// <inheritdoc/>
    public override string Name => $"coloured graphs of at most {MaxNodes} nodes";

    /// <inheritdoc/>
    public override int StateLength => MaxNodes + _pairs;

    /// <inheritdoc/>
    public override int ActionCount => _nodeActions + _pairs + 1;

    /// <inheritdoc/>
    public override int BackwardActionCount => MaxNodes + _pairs;

    /// <inheritdoc/>
    public override int StopAction => ActionCount - 1;

    /// <summary>The number of nodes one-hot, the colour of each node one-hot, and one flag for each edge.</summary>
    public override int FeatureCount => MaxNodes + 1 + Colours * MaxNodes + _pairs;

    /// <inheritdoc/>
    public override EdgeCounting Edges => EdgeCounting.PerChild;

    /// <inheritdoc/>
    public override void Reset(Span<int> state) => state.Clear();

    /// <inheritdoc/>
    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var nodes = NodeCount(state);
        legal[StopAction] = true;
        if (nodes < MaxNodes)
            legal[..(Colours * Math.Max(nodes, 1))].Fill(true);
        for (var pair = 0; pair < Pair(0, nodes); pair++)
            legal[_nodeActions + pair] = state[MaxNodes + pair] == 0;
    }

    /// <inheritdoc/>
    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        Span<int> neighbours = stackalloc int[MaxNodes];
        Neighbours(state, neighbours);
        for (var v = 0; v < NodeCount(state); v++)
        {
            legal[v] = BitOperations.PopCount((uint)neighbours[v]) <= 1;
            for (var u = 0; u < v; u++)
                legal[MaxNodes + Pair(u, v)] = (neighbours[v] >> u & 1) != 0 && IsOnCycle(neighbours, u, v);
        }
    }

    /// <inheritdoc/>
    public override void Step(Span<int> state, int action)
    {
        if (action < _nodeActions)
        {
            var added = NodeCount(state);
            state[added] = action % Colours + 1;
            if (added > 0)
                state[MaxNodes + Pair(action / Colours, added)] = 1;
        }
        else
        {
            state[MaxNodes + action - _nodeActions] = 1;
        }

        Canonicalise(state);
    }

    /// <inheritdoc/>
    public override void StepBack(Span<int> state, int backwardAction)
    {
        // A removed node's edges need no clearing: they lead to an absent node, and the canonical form reads none of those.
        state[backwardAction] = 0;
        Canonicalise(state);
    }

    /// <inheritdoc/>
    public override bool IsTerminating(ReadOnlySpan<int> state) => true;

    /// <inheritdoc/>
    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        var nodes = NodeCount(state);
        features.OneHot(nodes);
        for (var v = 0; v < nodes; v++)
            features.OneHot(MaxNodes + 1 + Colours * v + state[v] - 1);
        for (var pair = 0; pair < Pair(0, nodes); pair++)
        {
            if (state[MaxNodes + pair] != 0)
                features.OneHot(MaxNodes + 1 + Colours * MaxNodes + pair);
        }
    }

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<int> state)
    {
        var nodes = NodeCount(state);
        if (nodes == 0)
            return "empty graph";
        var edges = new List<string>();
        for (var v = 1; v < nodes; v++)
        {
            for (var u = 0; u < v; u++)
            {
                if (state[MaxNodes + Pair(u, v)] != 0)
                    edges.Add($"{u}-{v}");
            }
        }

        return $"colours {string.Join(' ', state[..nodes].ToArray().Select(colour => colour - 1))}, edges {(edges.Count == 0 ? "none" : string.Join(' ', edges))}";
    }

    /// <summary>The state of a graph given in any order of its nodes.</summary>
    /// <param name="colours">Colour of each node, 0 or 1.</param>
    /// <param name="edges">Pairs of nodes, numbered from 0.</param>
    /// <exception cref="ArgumentException">The graph has too many nodes, another colour, an edge between absent nodes, or is not connected.</exception>
    public int[] Graph(ReadOnlySpan<int> colours, params ReadOnlySpan<(int U, int V)> edges)
    {
        if (colours.Length > MaxNodes)
            throw new ArgumentException($"a graph here has at most {MaxNodes} nodes (got {colours.Length})", nameof(colours));
        var state = new int[StateLength];
        for (var v = 0; v < colours.Length; v++)
            state[v] = colours[v] is 0 or 1 ? colours[v] + 1 : throw new ArgumentException($"a colour must be 0 or 1 (node {v} has {colours[v]})", nameof(colours));
        foreach (var (u, v) in edges)
        {
            if (u == v || Math.Min(u, v) < 0 || Math.Max(u, v) >= colours.Length)
                throw new ArgumentException($"an edge must join two different nodes from 0 to {colours.Length - 1} (got {u}-{v})", nameof(edges));
            state[MaxNodes + Pair(Math.Min(u, v), Math.Max(u, v))] = 1;
        }

        Span<int> neighbours = stackalloc int[MaxNodes];
        Neighbours(state, neighbours);
        if (colours.Length > 0 && BitOperations.PopCount((uint)Reachable(neighbours, 0)) < colours.Length)
            throw new ArgumentException("the graph must be connected: add edges or give its parts one by one", nameof(edges));
        Canonicalise(state);
        return state;
    }

    /// <summary>Number of nodes of a graph.</summary>
    public int NodeCount(ReadOnlySpan<int> state)
    {
        var absent = state[..MaxNodes].IndexOf(0);
        return absent < 0 ? MaxNodes : absent;
    }

    /// <summary>Writes the neighbours of each node as a set of bits, bit v for node v; absent nodes have none.</summary>
    /// <param name="state">The graph.</param>
    /// <param name="neighbours">Receives one number a node, <see cref="MaxNodes"/> in all.</param>
    public void Neighbours(ReadOnlySpan<int> state, Span<int> neighbours)
    {
        neighbours.Clear();
        for (var v = 1; v < MaxNodes; v++)
        {
            for (var u = 0; u < v; u++)
            {
                if (state[u] == 0 || state[v] == 0 || state[MaxNodes + Pair(u, v)] == 0)
                    continue;
                neighbours[u] |= 1 << v;
                neighbours[v] |= 1 << u;
            }
        }
    }

    /// <summary>Number of the pair u &lt; v; all pairs below n nodes come first, so Pair(0, n) is how many there are.</summary>
    private static int Pair(int u, int v) => v * (v - 1) / 2 + u;

    private static int Reachable(ReadOnlySpan<int> neighbours, int start)
    {
        var (reached, frontier) = (1 << start, 1 << start);
        while (frontier != 0)
        {
            frontier = neighbours[BitOperations.TrailingZeroCount(frontier)] & ~reached | frontier & frontier - 1;
            reached |= frontier;
        }

        return reached;
    }

    private static bool IsOnCycle(Span<int> neighbours, int u, int v)
    {
        (neighbours[u], neighbours[v]) = (neighbours[u] & ~(1 << v), neighbours[v] & ~(1 << u));
        var reached = Reachable(neighbours, u) >> v & 1;
        (neighbours[u], neighbours[v]) = (neighbours[u] | 1 << v, neighbours[v] | 1 << u);
        return reached != 0;
    }

    private void Canonicalise(Span<int> state)
    {
        Span<int> neighbours = stackalloc int[MaxNodes];
        Span<int> order = stackalloc int[MaxNodes];
        Span<int> rows = stackalloc int[MaxNodes];
        Span<int> best = stackalloc int[MaxNodes];
        Neighbours(state, neighbours);
        var colours = state[..MaxNodes];
        var (first, second) = (colours.Count(1), colours.Count(2));
        best.Fill(int.MaxValue);
        new LeastOrder(colours, neighbours, first, first + second, order, rows, best).Place(0, 0, false);
        state.Clear();
        colours[..first].Fill(1);
        colours.Slice(first, second).Fill(2);
        for (var v = 1; v < first + second; v++)
        {
            for (var u = 0; u < v; u++)
                state[MaxNodes + Pair(u, v)] = best[v] >> v - 1 - u & 1;
        }
    }

    /// <summary>
    /// Finds the order of the nodes that gives the least state, by depth-first search. The least state sorts the colours, so a position's
    /// colour is known; what a node adds at a position is its adjacency to the nodes before it, a number that the search compares at once.
    /// </summary>
    private readonly ref struct LeastOrder(
        ReadOnlySpan<int> colours, ReadOnlySpan<int> neighbours, int firstColour, int count, Span<int> order, Span<int> rows, Span<int> best)
    {
        private readonly ReadOnlySpan<int> _colours = colours;
        private readonly ReadOnlySpan<int> _neighbours = neighbours;
        private readonly Span<int> _order = order;
        private readonly Span<int> _rows = rows;
        private readonly Span<int> _best = best;

        /// <summary>Fills the positions from one on; <paramref name="better"/> says that the positions before it already beat the best.</summary>
        internal void Place(int position, int used, bool better)
        {
            if (position == count)
            {
                _rows.CopyTo(_best);
                return;
            }

            for (var node = 0; node < _colours.Length; node++)
            {
                if ((used >> node & 1) != 0 || _colours[node] != (position < firstColour ? 1 : 2))
                    continue;
                var row = 0;
                foreach (var placed in _order[..position])
                    row = 2 * row + (_neighbours[node] >> placed & 1);
                if (!better && row > _best[position])
                    continue;
                (_order[position], _rows[position]) = (node, row);
                Place(position + 1, used | 1 << node, better || row < _best[position]);
                // That call ended with a best that begins as this order does.
                better = false;
            }
        }
    }
}
