using GFlowNets.Environments;
using GFlowNets.Rewards;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Rewards;

public class RewardDecoratorTests
{
    [Fact]
    public void Tempering_multiplies_the_log_reward()
    {
        var inner = new ArbitraryReward();
        var tempered = new TemperedReward(inner, 3);
        Assert.Equal(3 * inner.LogReward([4, 5]), tempered.LogReward([4, 5]));
        Assert.Equal([3 * inner.LogReward([0, 0]), 3 * inner.LogReward([1, 2]), 3 * inner.LogReward([1, 2])], Batch(tempered, [0, 0], [1, 2], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperedReward(inner, 0));
    }

    [Fact]
    public void Counting_counts_states_and_is_saved()
    {
        var counted = new CountedReward(new ArbitraryReward());
        counted.LogReward([1]);
        Batch(counted, [1], [2], [2]);
        Assert.Equal(4, counted.Calls);
        var restored = new CountedReward(new ArbitraryReward());
        restored.Load(new StateReader(Values.Bytes(counted)));
        Assert.Equal(4, restored.Calls);
        Assert.Equal(new ArbitraryReward().LogReward([7]), counted.LogReward([7]));
    }

    [Fact]
    public void A_remembered_reward_is_asked_once_a_state()
    {
        var counted = new CountedReward(new ArbitraryReward());
        var remembered = new MemoisedReward(counted, stateLength: 2);
        var first = Batch(remembered, [0, 1], [1, 0], [0, 1]);
        var asked = counted.Calls;
        Assert.Equal(2, remembered.Count);
        Assert.Equal([first[1], first[0], first[1]], Batch(remembered, [1, 0], [0, 1], [1, 0]));
        Assert.Equal(first[0], remembered.LogReward([0, 1]));
        Assert.Equal(asked, counted.Calls);
        Assert.Equal(new ArbitraryReward().LogReward([0, 1]), first[0]);
        Assert.Equal(new ArbitraryReward().LogReward([5, 5]), remembered.LogReward([5, 5]));
        Assert.Equal(asked + 1, counted.Calls);
    }

    [Fact]
    public void A_full_memory_still_answers()
    {
        var counted = new CountedReward(new ArbitraryReward());
        var remembered = new MemoisedReward(counted, stateLength: 1, capacity: 1);
        Batch(remembered, [1], [2]);
        Assert.Equal(1, remembered.Count);
        Assert.Equal(new ArbitraryReward().LogReward([2]), remembered.LogReward([2]));
        Assert.Equal(3, counted.Calls);
        Assert.Equal(new ArbitraryReward().LogReward([1]), remembered.LogReward([1]));
        Assert.Equal(3, counted.Calls);
    }

    [Fact]
    public void A_batch_needs_one_place_a_state()
    {
        var states = new StateBatch(1);
        states.Add([1]);
        var error = Assert.Throws<ArgumentException>(() => new ArbitraryReward().LogRewards(states, new double[2]));
        Assert.StartsWith("there must be one place a state: 1 (got 2)", error.Message, StringComparison.Ordinal);
    }

    private static double[] Batch(Reward reward, params int[][] states)
    {
        var batch = new StateBatch(states[0].Length);
        foreach (var state in states)
            batch.Add(state);
        var values = new double[states.Length];
        reward.LogRewards(batch, values);
        return values;
    }
}
