using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Evaluation;

public class ExactFlowsTests
{
    [Fact]
    public void Flows_on_the_grid_with_stop_are_the_known_ones()
    {
        var reward = new Corners(new HyperGrid(2, 8));
        var flows = ExactFlows.Of(StateSpace.Of(reward.Grid), reward);
        Assert.Equal(22.4, Math.Exp(flows.LogStateFlow([0, 0])), 1e-10);
        Assert.Equal(2.3887627892, flows.LogStateFlow([1, 0]), 1e-10);
        Assert.Equal(1.5543958238, flows.LogStateFlow([1, 1]), 1e-10);
        Assert.Equal(0.6654226325, flows.LogStateFlow([3, 3]), 1e-10);
        Assert.Equal(1.2527629685, flows.LogStateFlow([6, 6]), 1e-10);
        Assert.Equal(-0.5108256238, flows.LogStateFlow([7, 7]), 1e-10);
    }

    [Theory]
    [InlineData(0, 0, 0.4866071429, 0.4866071429, 0.0267857143)]
    [InlineData(1, 1, 0.2252878782, 0.2252878782, 0.5494242437)]
    [InlineData(6, 5, 0.1294117647, 0.8235294118, 0.0470588235)]
    [InlineData(7, 3, 0, 0.6521739130, 0.3478260870)]
    public void The_policy_of_the_flows_is_the_known_one(int x, int y, double right, double up, double stop)
    {
        var reward = new Corners(new HyperGrid(2, 8));
        var actions = new ActionDistribution(ExactFlows.Of(StateSpace.Of(reward.Grid), reward).ToPolicy());
        var state = new StateBatch(2);
        state.Add([x, y]);
        actions.Compute(state);
        var probabilities = actions.Probabilities(0);
        Assert.Equal(right, probabilities[0], 1e-10);
        Assert.Equal(up, probabilities[1], 1e-10);
        Assert.Equal(stop, probabilities[2], 1e-10);
    }

    [Fact]
    public void Flows_on_the_grid_that_ends_by_touching_are_the_known_ones()
    {
        var reward = new Corners(new HyperGrid(2, 8, GridTermination.TouchesBoundary));
        var flows = ExactFlows.Of(StateSpace.Of(reward.Grid), reward);
        Assert.Equal(21.8, Math.Exp(flows.LogPartition), 1e-10);
        Assert.Equal(10.6, Math.Exp(flows.LogStateFlow([1, 0])), 1e-10);
        Assert.Equal(3.8, Math.Exp(flows.LogStateFlow([6, 6])), 1e-10);
        Assert.Equal(0.1, Math.Exp(flows.LogStateFlow([7, 3])), 1e-10);
        Assert.Equal(1, UniformBackward.ParentCount(reward.Grid, [7, 3]));
        Assert.Equal(2, UniformBackward.ParentCount(reward.Grid, [3, 3]));
    }

    [Fact]
    public void The_uniform_policy_has_the_known_distribution_with_stop()
    {
        var reward = new Corners(new HyperGrid(2, 8));
        var space = StateSpace.Of(reward.Grid);
        var target = TargetDistribution.Of(space, reward);
        var uniform = ExactDistribution.Of(new TabularPolicy(space), space);
        Assert.Equal(0.5726978453, uniform.Expectation(state => Math.Exp(reward.LogReward(state))), 1e-10);
        Assert.Equal(1.3999553639, Divergence.L1(uniform.Probabilities, target.Probabilities), 1e-10);
        Assert.Equal(0.6999776820, Divergence.TotalVariation(uniform.Probabilities, target.Probabilities), 1e-10);
        Assert.Equal(1.0 / 3, uniform[[0, 0]], 1e-10);
        Assert.Equal(0.0016178007, uniform[[7, 7]], 1e-10);
        Assert.Equal(uniform[[2, 5]], uniform.ToGrid()[5, 2]);
    }

    [Fact]
    public void The_uniform_policy_has_the_known_distribution_where_touching_ends()
    {
        var reward = new Corners(new HyperGrid(2, 8, GridTermination.TouchesBoundary));
        var space = StateSpace.Of(reward.Grid);
        var uniform = ExactDistribution.Of(new TabularPolicy(space), space);
        Assert.Equal(1.3911087060, Divergence.L1(uniform.Probabilities, TargetDistribution.Of(space, reward).Probabilities), 1e-10);
    }

    [Theory]
    [InlineData(GridTermination.ExplicitStop)]
    [InlineData(GridTermination.TouchesBoundary)]
    public void Edge_probabilities_times_the_partition_function_are_the_edge_flows(GridTermination termination)
    {
        var reward = new Corners(new HyperGrid(3, 5, termination));
        var space = StateSpace.Of(reward.Grid);
        var flows = ExactFlows.Of(space, reward);
        var into = new double[space.Count];
        var logFlows = new double[reward.Grid.ActionCount];
        var edges = ExactDistribution.Edges(flows.ToPolicy(), space);
        foreach (var edge in edges)
        {
            var action = Enumerable.Range(0, 3).Single(d => edge.Child[d] > edge.Parent[d]);
            flows.LogEdgeFlows(edge.Parent, logFlows);
            Assert.Equal(logFlows[action], flows.LogPartition + Math.Log(edge.Probability), 1e-11);
            into[space.IndexOf(edge.Child)] += edge.Probability;
        }

        Assert.Equal(edges.OrderBy(edge => space.IndexOf(edge.Parent)), edges);
        for (var index = 1; index < space.Count; index++)
        {
            if (space.IsReachable(index))
                Assert.Equal(flows.LogStateFlow(space.StateAt(index)), flows.LogPartition + Math.Log(into[index]), 1e-11);
            else
                Assert.Equal(0, into[index]);
        }
    }

    [Fact]
    public void Rewards_of_zero_get_no_flow()
    {
        var environment = GraphEnvironment.Diamond();
        var space = StateSpace.Of(environment);
        var flows = ExactFlows.Of(space, new TableReward(0, 1, 0, 3));
        Assert.Equal(Math.Log(4), flows.LogPartition, 1e-12);
        Assert.Equal([0, 0.25, 0, 0.75], ExactDistribution.Of(flows.ToPolicy(), space).Probabilities.ToArray().Select(p => Math.Round(p, 12)));
        var onlyA = ExactFlows.Of(space, new TableReward(0, 1, 0, 0));
        Assert.Equal([0, 1, 0, 0], ExactDistribution.Of(onlyA.ToPolicy(), space).Probabilities.ToArray());
        Assert.Equal(double.NegativeInfinity, onlyA.LogStateFlow([3]));
        var error = Assert.Throws<InvalidOperationException>(() => TargetDistribution.Of(space, new TableReward(0, 0, 0, 0)));
        Assert.Equal("table on graph: the largest log-reward must be finite (got -Infinity)", error.Message);
        error = Assert.Throws<InvalidOperationException>(() => TargetDistribution.Of(space, new TableReward(0, 1, -1, 3)));
        Assert.Equal("table: the log-reward of B must be a finite number or −∞ (got NaN)", error.Message);
    }

    [Fact]
    public void A_policy_of_another_environment_is_refused_in_a_sentence()
    {
        var (one, other) = (StateSpace.Of(new HyperGrid()), StateSpace.Of(new HyperGrid()));
        var error = Assert.Throws<ArgumentException>(() => ExactDistribution.Of(new TabularPolicy(one), other));
        Assert.StartsWith("the policy plays hypergrid 8^2 and the space is another object's, hypergrid 8^2: use one environment", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_flat_grids_are_pictures()
    {
        var space = StateSpace.Of(new HyperGrid(3, 2));
        Assert.Equal("only a two-dimensional grid is a picture (got hypergrid 2^3)", Assert.Throws<InvalidOperationException>(() => ExactDistribution.Of(new TabularPolicy(space), space).ToGrid()).Message);
    }
}
