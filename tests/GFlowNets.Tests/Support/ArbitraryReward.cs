using GFlowNets.Rewards;
using GFlowNets.Sampling;

namespace GFlowNets.Tests.Support;

/// <summary>A log-reward between −2 and 2 that has nothing to do with the state's structure, for any environment.</summary>
internal sealed class ArbitraryReward(ulong seed = 0) : Reward
{
    public override string Name => "arbitrary";

    public override double LogReward(ReadOnlySpan<int> state)
    {
        var row = 17;
        foreach (var value in state)
            row = unchecked(row * 31 + value);
        return 4 * new CounterRandom(seed, RandomPurpose.User).Uniform(row, 0) - 2;
    }
}
