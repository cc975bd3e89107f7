using System.Numerics;
using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Graphs are rewarded for their number of nodes alone, where one of the second colour counts half:
/// log R = −(10/4)·|c_0 + c_1/2 − 3| with c_i nodes of colour i. The easiest of the graph benchmark's rewards to generalise from.
/// </summary>
/// <param name="graphs">The environment.</param>
public sealed class ColourCount(ColouredGraphs graphs) : GraphReward(graphs)
{
    /// <inheritdoc/>
    public override string Name => "colour count";

    private protected override double LogReward(int nodes, int second, ReadOnlySpan<int> neighbours) =>
        -2.5 * Math.Abs(nodes - BitOperations.PopCount((uint)second) / 2.0 - 3);
}
