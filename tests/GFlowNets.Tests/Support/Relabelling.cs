using GFlowNets.Environments;

namespace GFlowNets.Tests.Support;

/// <summary>Graphs with their nodes in another order, by brute force.</summary>
internal static class Relabelling
{
    /// <summary>All orders of so many nodes.</summary>
    internal static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(place => (int[])[.. order[..place], count - 1, .. order[place..]]));

    /// <summary>The same graph with node v moved to place order[v]; not canonical.</summary>
    internal static int[] Relabelled(ColouredGraphs graphs, int[] state, int[] order)
    {
        var relabelled = new int[state.Length];
        for (var v = 0; v < order.Length; v++)
        {
            relabelled[order[v]] = state[v];
            for (var u = 0; u < v; u++)
            {
                var (low, high) = (Math.Min(order[u], order[v]), Math.Max(order[u], order[v]));
                relabelled[graphs.MaxNodes + high * (high - 1) / 2 + low] = state[graphs.MaxNodes + v * (v - 1) / 2 + u];
            }
        }

        return relabelled;
    }

    /// <summary>Number of automorphisms of a graph.</summary>
    internal static int Automorphisms(ColouredGraphs graphs, int[] state) =>
        Orders(graphs.NodeCount(state)).Count(order => Relabelled(graphs, state, order).AsSpan().SequenceEqual(state));
}
