using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Rewards;

public class GraphRewardTests
{
    private static readonly (int, int)[] K4 = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];

    [Theory]
    [InlineData(1, 1.0986122887, -4.6862191367, -6.0442448542, 0.0986122887)]
    [InlineData(2, 1.7917594692, -2.1073294024, -5.3510976736, 0.7917594692)]
    [InlineData(3, 2.7725887222, 1.1861245848, -4.3702684206, 1.5020322204)]
    [InlineData(4, 4.1896547420, 3.2795001670, 1.5055205628, 2.4937043940)]
    [InlineData(5, 6.0402547113, 4.8536416166, 2.5541657737, 3.4060100432)]
    [InlineData(7, 11.1885379135, 7.3020104774, 6.9586573120, 5.8135019400)]
    public void Partition_functions_are_the_known_ones(int maxNodes, double constant, double count, double even, double cliques)
    {
        var graphs = new ColouredGraphs(maxNodes);
        var space = StateSpace.Of(graphs);
        Assert.Equal(constant, LogPartition(new ConstantReward()), 1e-9);
        Assert.Equal(count, LogPartition(new ColourCount(graphs)), 1e-9);
        Assert.Equal(even, LogPartition(new EvenNeighbours(graphs)), 1e-9);
        Assert.Equal(cliques, LogPartition(new Cliques(graphs)), 1e-9);

        double LogPartition(Reward reward) => TargetDistribution.Of(space, reward).LogPartition;
    }

    [Fact]
    public void Graphs_of_seven_nodes_have_the_known_maxima_levels_and_means()
    {
        var graphs = new ColouredGraphs(7);
        var space = StateSpace.Of(graphs);
        AssertReward(new ColourCount(graphs), maxima: 188, levels: 9, mean: -2.4119841637);
        AssertReward(new EvenNeighbours(graphs), maxima: 332, levels: 8, mean: -2.1221462766);
        AssertReward(new Cliques(graphs), maxima: 16, levels: 21, mean: -3.2952509264);

        void AssertReward(Reward reward, int maxima, int levels, double mean)
        {
            var values = Enumerable.Range(0, space.Count).Select(index => reward.LogReward(space.StateAt(index))).ToList();
            Assert.Equal(maxima, values.Count(value => value == 0));
            Assert.Equal(levels, values.Select(value => Math.Round(value, 9)).Distinct().Count());
            Assert.All(values, value => Assert.InRange(value, -10, 0));
            Assert.Equal(mean, TargetDistribution.Of(space, reward).Expectation(state => reward.LogReward(state)), 1e-9);
        }
    }

    [Theory]
    [InlineData("empty", -1, -7.1428571429, -7.5, 0, 0)]
    [InlineData("single 0", -1, -7.1428571429, -5, 1, 1)]
    [InlineData("edge 0-1", -1, -7.1428571429, -3.75, 2, 2)]
    [InlineData("path 0-1-0", -2, -7.1428571429, -1.25, 2, 1)]
    [InlineData("triangle 0,0,1", -1, -7.1428571429, -1.25, 3, 2)]
    [InlineData("path 0-1-0-1", -3, -2.8571428571, 0, 2, 2)]
    [InlineData("cycle 0,1,0,1", -5, 0, 0, 4, 1)]
    [InlineData("K4 0000", 0, -5.7142857143, -2.5, 6, 1)]
    [InlineData("K4 0001", 0, -5.7142857143, -1.25, 6, 2)]
    [InlineData("K4 0011", -0.5, 0, 0, 6, 3)]
    [InlineData("two K4 sharing a node", 0, -10, -10, 12, 2)]
    [InlineData("cycle of six alternating", -7, 0, -3.75, 6, 1)]
    [InlineData("K7", -1, -10, -10, 21, 1)]
    public void Graphs_have_their_known_rewards_and_parents(string name, double cliques, double even, double count, int backwardActions, int parents)
    {
        var graphs = new ColouredGraphs(7);
        var state = Named(graphs, name);
        Assert.Equal(cliques, new Cliques(graphs).LogReward(state), 1e-10);
        Assert.Equal(even, new EvenNeighbours(graphs).LogReward(state), 1e-10);
        Assert.Equal(count, new ColourCount(graphs).LogReward(state), 1e-10);
        Assert.Equal(backwardActions, Walks.Legal(graphs, state, forward: false).Count(legal => legal));
        Assert.Equal(parents, UniformBackward.ParentCount(graphs, state));
    }

    [Fact]
    public void Impossible_arguments_are_refused_in_a_sentence()
    {
        Assert.StartsWith("logReward must be a finite number (got Infinity)", Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantReward(double.PositiveInfinity)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "a state of coloured graphs of at most 3 nodes has 6 integers (got 2)",
            Assert.Throws<ArgumentException>(() => new Cliques(new ColouredGraphs(3)).LogReward([1, 0])).Message,
            StringComparison.Ordinal);
    }

    private static int[] Named(ColouredGraphs graphs, string name) => name switch
    {
        "empty" => graphs.Graph([]),
        "single 0" => graphs.Graph([0]),
        "edge 0-1" => graphs.Graph([0, 1], (0, 1)),
        "path 0-1-0" => graphs.Graph([0, 1, 0], (0, 1), (1, 2)),
        "triangle 0,0,1" => graphs.Graph([0, 0, 1], (0, 1), (1, 2), (0, 2)),
        "path 0-1-0-1" => graphs.Graph([0, 1, 0, 1], (0, 1), (1, 2), (2, 3)),
        "cycle 0,1,0,1" => graphs.Graph([0, 1, 0, 1], (0, 1), (1, 2), (2, 3), (0, 3)),
        "K4 0000" => graphs.Graph([0, 0, 0, 0], K4),
        "K4 0001" => graphs.Graph([0, 0, 0, 1], K4),
        "K4 0011" => graphs.Graph([0, 0, 1, 1], K4),
        "two K4 sharing a node" => graphs.Graph(new int[7], [.. K4, (3, 4), (3, 5), (3, 6), (4, 5), (4, 6), (5, 6)]),
        "cycle of six alternating" => graphs.Graph([0, 1, 0, 1, 0, 1], [.. Enumerable.Range(0, 6).Select(v => (v, (v + 1) % 6))]),
        _ => graphs.Graph(new int[7], [.. Enumerable.Range(0, 7).SelectMany(v => Enumerable.Range(0, v).Select(u => (u, v)))]),
    };
}
