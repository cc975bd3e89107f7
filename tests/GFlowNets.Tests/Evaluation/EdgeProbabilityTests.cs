using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Policies;
using GFlowNets.Rewards;

namespace GFlowNets.Tests.Evaluation;

public class EdgeProbabilityTests
{
    [Fact]
    public void Edges_of_the_exact_policy_carry_the_exact_flow()
    {
        var grid = new HyperGrid(2, 5);
        var flows = ExactFlows.Of(StateSpace.Of(grid), new Corners(grid));
        using var policy = flows.ToPolicy();
        var edges = ExactDistribution.Edges(policy, flows.Space);
        Assert.Equal(2 * 5 * 4, edges.Count);
        Assert.All(edges, edge =>
        {
            var parents = UniformBackward.ParentCount(grid, edge.Child);
            Assert.Equal(flows.LogStateFlow(edge.Child) - Math.Log(parents) - flows.LogPartition, Math.Log(edge.Probability), 1e-10);
        });
    }

    [Fact]
    public void Actions_to_one_child_are_one_edge()
    {
        var graphs = new ColouredGraphs(maxNodes: 3);
        var space = StateSpace.Of(graphs);
        using var policy = new TabularPolicy(space);
        var edges = ExactDistribution.Edges(policy, space);
        Assert.Equal(edges.Count, edges.Select(edge => (space.IndexOf(edge.Parent), space.IndexOf(edge.Child))).Distinct().Count());
    }
}
