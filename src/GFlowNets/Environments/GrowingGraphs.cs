using System.Numerics;

namespace GFlowNets.Environments;

/// <summary>
/// Undirected graphs that grow node by node (the graph environment of Boussif et al. 2025, "Action abstractions for amortized sampling", after GraphRNN, You
/// et al. 2018): action 0 adds a node, action k ties the last node to the one k places before it, and the last action stops. The ties of a
/// node must go ever farther back, so each graph with numbered nodes has one trajectory and P_B = 1 over single actions. An empty graph cannot be stopped.
/// A state has one integer a node: 0 where there is none, else 1 plus a bit for each tie, bit k − 1 for k places back.
/// </summary>
public sealed class GrowingGraphs : DiscreteEnvironment
{
    private const int MostNodes = 30;

    /// <summary>An environment of graphs.</summary>
    /// <param name="nodes">Nodes at most, from 2 to 30; the paper has 10.</param>
    public GrowingGraphs(int nodes = 10)
    {
        if (nodes is < 2 or > MostNodes)
            throw new ArgumentOutOfRangeException(nameof(nodes), $"nodes must be from 2 to {MostNodes} (got {nodes})");
        MaxNodes = nodes;
    }

    /// <summary>Nodes at most.</summary>
    public int MaxNodes { get; }

    /// <summary>The action that adds a node.</summary>
    public const int AddNode = 0;

    /// <inheritdoc/>
    public override string Name => $"graphs of up to {MaxNodes} nodes, one node after another";

    /// <inheritdoc/>
    public override int StateLength => MaxNodes;

    /// <summary>One to add a node, one for each distance back, and stop.</summary>
    public override int ActionCount => MaxNodes + 1;

    /// <inheritdoc/>
    public override int BackwardActionCount => 1;

    /// <inheritdoc/>
    public override int StopAction => MaxNodes;

    /// <summary>One a node, and one for each pair of nodes.</summary>
    public override int FeatureCount => MaxNodes + (MaxNodes * (MaxNodes - 1) / 2);

    /// <summary>Number of nodes of a graph.</summary>
    public static int Nodes(ReadOnlySpan<int> state) => state.IndexOf(0) is >= 0 and var first ? first : state.Length;

    /// <summary>Number of edges of a graph.</summary>
    public static int EdgesOf(ReadOnlySpan<int> state)
    {
        var edges = 0;
        foreach (var node in state)
            edges += node == 0 ? 0 : BitOperations.PopCount((uint)(node - 1));
        return edges;
    }

    /// <inheritdoc/>
    public override void Reset(Span<int> state) => state.Clear();

    /// <inheritdoc/>
    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var nodes = Nodes(state);
        legal[AddNode] = nodes < MaxNodes;
        legal[StopAction] = nodes > 0;
        for (var back = nodes > 0 ? Farthest(state[nodes - 1]) + 1 : 1; back < nodes; back++)
            legal[back] = true;
    }

    /// <inheritdoc/>
    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal[0] = state[0] != 0;

    /// <inheritdoc/>
    public override void Step(Span<int> state, int action)
    {
        var nodes = Nodes(state);
        if (action == AddNode)
            state[nodes] = 1;
        else
            state[nodes - 1] += 1 << (action - 1);
    }

    /// <inheritdoc/>
    public override void StepBack(Span<int> state, int backwardAction)
    {
        ref var last = ref state[Nodes(state) - 1];
        last -= Farthest(last) is > 0 and var back ? 1 << (back - 1) : 1;
    }

    /// <inheritdoc/>
    public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => 0;

    /// <inheritdoc/>
    public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => Farthest(child[Nodes(child) - 1]);

    /// <inheritdoc/>
    public override bool IsTerminating(ReadOnlySpan<int> state) => state[0] != 0;

    /// <inheritdoc/>
    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        var pairs = MaxNodes;
        for (var node = 0; node < state.Length && state[node] != 0; node++)
        {
            features.OneHot(node);
            for (var ties = (uint)(state[node] - 1); ties != 0; ties &= ties - 1)
                features.OneHot(pairs + BitOperations.TrailingZeroCount(ties));
            pairs += node;
        }
    }

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<int> state)
    {
        var nodes = Nodes(state);
        var edges = new List<string>();
        for (var node = 0; node < nodes; node++)
        {
            for (var ties = (uint)(state[node] - 1); ties != 0; ties &= ties - 1)
                edges.Add($"{node - BitOperations.TrailingZeroCount(ties) - 1}-{node}");
        }

        return nodes == 0 ? "(empty)" : $"{nodes} nodes{(edges.Count == 0 ? "" : $": {string.Join(' ', edges)}")}";
    }

    /// <summary>The farthest tie of a node, in places back; 0 where it has none, which is also the action that added it.</summary>
    private static int Farthest(int node) => 32 - BitOperations.LeadingZeroCount((uint)(node - 1));
}
