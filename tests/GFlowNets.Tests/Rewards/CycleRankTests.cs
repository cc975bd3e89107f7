using GFlowNets.Environments;
using GFlowNets.Rewards;

namespace GFlowNets.Tests.Rewards;

public class CycleRankTests
{
    [Fact]
    public void The_complete_graph_of_ten_nodes_has_36_cycles_and_reward_one()
    {
        var reward = new CycleRank(new GrowingGraphs(10));
        var complete = Enumerable.Range(0, 10).Select(node => 1 << node).ToArray();
        // exploration §a.2: the maximum for n = 10 is 36. A node tied to all before it has all its bits set, which is 2^node − 1, plus 1.
        Assert.Equal(36, reward.Largest);
        Assert.Equal(36, reward.Rank(complete));
        Assert.Equal(0, reward.LogReward(complete), 1e-12);
        Assert.True(reward.IsMode(complete));
    }

    // The rank is edges − nodes + components, counted by another method.
    [Fact]
    public void The_rank_is_edges_less_nodes_plus_components_in_every_small_graph()
    {
        var graphs = new GrowingGraphs(5);
        var reward = new CycleRank(graphs);
        var space = StateSpace.Of(graphs);
        // 1 + Σ over n of the 2^(n(n−1)/2) graphs of n numbered nodes.
        Assert.Equal(1 + 1 + 2 + 8 + 64 + 1024, space.Count);
        for (var index = 1; index < space.Count; index++)
        {
            var state = space.StateAt(index);
            var nodes = GrowingGraphs.Nodes(state);
            Assert.Equal(GrowingGraphs.EdgesOf(state) - nodes + Components(state, nodes), reward.Rank(state));
        }

        static int Components(int[] state, int nodes)
        {
            var label = Enumerable.Range(0, nodes).ToArray();
            for (var round = 0; round < nodes; round++)
            {
                for (var node = 0; node < nodes; node++)
                {
                    for (var back = 1; back <= node; back++)
                    {
                        if (((state[node] - 1) >> (back - 1) & 1) == 1)
                            label[node] = label[node - back] = Math.Min(label[node], label[node - back]);
                    }
                }
            }

            return label.Distinct().Count();
        }
    }

    [Fact]
    public void Graphs_describe_themselves_and_too_few_nodes_are_refused()
    {
        var graphs = new GrowingGraphs(4);
        var state = graphs.InitialState();
        foreach (var action in new[] { 0, 0, 1, 0, 1, 2 })
            graphs.Step(state, action);
        Assert.Equal("3 nodes: 0-1 1-2 0-2", graphs.Describe(state));
        Assert.Equal(1e-6, Math.Exp(new CycleRank(graphs).LogReward([1, 1, 0, 0])), 1e-18);
        Assert.StartsWith("nodes must be from 2 to 30 (got 31)", Assert.Throws<ArgumentOutOfRangeException>(() => new GrowingGraphs(31)).Message, StringComparison.Ordinal);
        Assert.StartsWith("a cycle needs at least 3 nodes", Assert.Throws<ArgumentException>(() => new CycleRank(new GrowingGraphs(2))).Message, StringComparison.Ordinal);
    }
}
