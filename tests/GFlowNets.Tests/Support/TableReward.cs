using GFlowNets.Rewards;

namespace GFlowNets.Tests.Support;

/// <summary>Rewards of a <see cref="GraphEnvironment"/> by state.</summary>
internal sealed class TableReward(params double[] rewards) : Reward
{
    public override string Name => "table";

    public override double LogReward(ReadOnlySpan<int> state) => Math.Log(rewards[state[0]]);
}
