using System.Numerics;
using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Graphs are rewarded for nodes with an even number, not zero, of neighbours of the other colour: log R = (10/7)·(E − n) with E such
/// nodes among n, and −50/7 for graphs of at most three nodes.
/// </summary>
/// <param name="graphs">The environment.</param>
public sealed class EvenNeighbours(ColouredGraphs graphs) : GraphReward(graphs)
{
    /// <inheritdoc/>
    public override string Name => "even neighbours";

    private protected override double LogReward(int nodes, int second, ReadOnlySpan<int> neighbours)
    {
        if (nodes <= 3)
            return -50.0 / 7;
        var even = 0;
        for (var v = 0; v < nodes; v++)
        {
            var others = BitOperations.PopCount((uint)(neighbours[v] & ((second >> v & 1) != 0 ? ~second : second)));
            if (others > 0 && others % 2 == 0)
                even++;
        }

        return 10.0 / 7 * (even - nodes);
    }
}
