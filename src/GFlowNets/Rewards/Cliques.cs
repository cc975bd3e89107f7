using System.Numerics;
using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Graphs are rewarded for being made of cliques of four nodes, mostly of one colour: over the maximal cliques C,
/// log R = max(Σ m(C) − Σ |C| + n − 1, −10), where m(C) is 1 for a clique of four with a colour that occurs at least three times,
/// ½ for any other clique of four and 0 otherwise. The hardest of the graph benchmark's rewards.
/// </summary>
/// <param name="graphs">The environment.</param>
public sealed class Cliques(ColouredGraphs graphs) : GraphReward(graphs)
{
    /// <inheritdoc/>
    public override string Name => "cliques";

    private protected override double LogReward(int nodes, int second, ReadOnlySpan<int> neighbours)
    {
        var score = nodes - 1.0;
        for (var clique = 1; clique < 1 << nodes; clique++)
        {
            if (!IsMaximalClique(clique, neighbours))
                continue;
            var size = BitOperations.PopCount((uint)clique);
            score -= size;
            if (size == 4)
                score += BitOperations.PopCount((uint)(clique & second)) == 2 ? 0.5 : 1;
        }

        return Math.Max(score, -10);
    }

    private static bool IsMaximalClique(int clique, ReadOnlySpan<int> neighbours)
    {
        for (var v = 0; v < neighbours.Length; v++)
        {
            // A member must be joined to all other members, and nobody else may be joined to them all.
            var isMember = (clique >> v & 1) != 0;
            var joinsAll = (clique & ~(1 << v) & ~neighbours[v]) == 0;
            if (isMember != joinsAll)
                return false;
        }

        return true;
    }
}
