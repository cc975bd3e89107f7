using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

public class OnPolicyTests
{
    private readonly Corners _reward = new(new HyperGrid(2, 4));

    [Fact]
    public void A_batch_is_complete_with_its_rewards()
    {
        var batch = Explorer().Propose(0);
        Assert.Equal(12, batch.Count);
        Walks.AssertConsistent(batch);
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
            Assert.Equal(_reward.LogReward(batch.Terminating(trajectory)), batch.LogRewards[trajectory]);
    }

    [Fact]
    public void A_batch_is_a_function_of_the_iteration_and_the_seed()
    {
        var explorer = Explorer();
        var first = Actions(explorer, 0);
        var second = Actions(explorer, 1);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Actions(explorer, 0));
        Assert.Equal(second, Actions(Explorer(), 1));
        Assert.NotEqual(first, Actions(Explorer(seed: 6), 0));

        static int[] Actions(OnPolicy explorer, long iteration) => explorer.Propose(iteration).Actions.ToArray();
    }

    [Fact]
    public void Reward_calls_are_counted_and_saved()
    {
        var explorer = Explorer();
        explorer.Propose(0);
        explorer.Propose(1);
        Assert.Equal(24, explorer.RewardCalls);
        var restored = Explorer();
        restored.Load(new StateReader(Values.Bytes(explorer)));
        Assert.Equal(24, restored.RewardCalls);
    }

    [Fact]
    public void It_is_named_after_its_sampler()
    {
        Assert.Equal("on-policy", Explorer().Name);
        Assert.Equal("ε 0.25", Explorer(sampler: new EpsilonUniform(0.25)).Name);
        Assert.Equal(TrajectorySource.OnPolicy, Explorer().Propose(0).Sources[0]);
        Assert.Equal(TrajectorySource.Sampler, Explorer(sampler: new EpsilonUniform(0.25)).Propose(0).Sources[0]);
    }

    [Fact]
    public void An_empty_batch_is_refused_in_a_sentence()
    {
        var policy = Values.RandomTable(StateSpace.Of(_reward.Grid));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new OnPolicy(policy, _reward, batchSize: 0));
        Assert.StartsWith("batchSize must be at least 1 (got 0)", error.Message, StringComparison.Ordinal);
    }

    private OnPolicy Explorer(ulong seed = 5, Sampler? sampler = null) =>
        new(Values.RandomTable(StateSpace.Of(_reward.Grid)), _reward, batchSize: 12, sampler, seed);
}
