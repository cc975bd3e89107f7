using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Environments;

public class ColouredGraphsTests
{
    [Fact]
    public void There_are_as_many_graphs_as_Burnsides_lemma_says()
    {
        var graphs = new ColouredGraphs(7);
        var space = StateSpace.Of(graphs);
        var counts = new int[8];
        for (var index = 0; index < space.Count; index++)
            counts[graphs.NodeCount(space.StateAt(index))]++;
        Assert.Equal([1, 2, 3, 10, 50, 354, 3883, 67_994], counts);
    }

    [Theory]
    [InlineData(5, 1448, 2015, 8, 3.4558)]
    [InlineData(6, 24_351, 31_797, 12, 5.6604)]
    public void Edges_and_parents_have_the_known_numbers(int maxNodes, int edges, int actions, int mostParents, double meanParents)
    {
        var graphs = new ColouredGraphs(maxNodes);
        var space = StateSpace.Of(graphs);
        var (found, legal, parents, most) = (0, 0, 0, 0);
        for (var index = 0; index < space.Count; index++)
        {
            var state = space.StateAt(index);
            var children = Children(graphs, state);
            legal += children.Count;
            found += children.Select(child => space.IndexOf(child)).Distinct().Count();
            var count = UniformBackward.ParentCount(graphs, state);
            (parents, most) = (parents + count, Math.Max(most, count));
        }

        Assert.Equal((edges, actions, edges, mostParents), (found, legal, parents, most));
        Assert.Equal(meanParents, parents / (space.Count - 1.0), 5e-5);
    }

    [Fact]
    public void Every_order_of_the_nodes_gives_the_same_state()
    {
        var graphs = new ColouredGraphs(5);
        int[] colours = [0, 1, 0, 1, 1];
        (int U, int V)[] edges = [(0, 1), (1, 2), (2, 3), (3, 4), (1, 4)];
        var canonical = graphs.Graph(colours, edges);
        Assert.All(Relabelling.Orders(5), order =>
        {
            var moved = new int[5];
            for (var v = 0; v < 5; v++)
                moved[order[v]] = colours[v];
            Assert.Equal(canonical, graphs.Graph(moved, [.. edges.Select(edge => (order[edge.U], order[edge.V]))]));
        });
    }

    [Fact]
    public void A_state_is_the_least_of_all_orders_of_its_nodes()
    {
        var graphs = new ColouredGraphs(4);
        var space = StateSpace.Of(graphs);
        for (var index = 0; index < space.Count; index++)
        {
            var state = space.StateAt(index);
            var nodes = graphs.NodeCount(state);
            Assert.All(Relabelling.Orders(nodes), order => Assert.True(state.AsSpan().SequenceCompareTo(Relabelling.Relabelled(graphs, state, order)) <= 0));
        }
    }

    [Fact]
    public void A_graph_is_described_by_its_colours_and_edges()
    {
        var graphs = new ColouredGraphs(4);
        Assert.Equal("empty graph", graphs.Describe(graphs.InitialState()));
        Assert.Equal("colours 1, edges none", graphs.Describe(graphs.Graph([1])));
        Assert.Equal("colours 0 0 1, edges 0-2 1-2", graphs.Describe(graphs.Graph([0, 1, 0], (0, 1), (1, 2))));
    }

    [Fact]
    public void What_is_no_graph_is_refused_in_a_sentence()
    {
        var graphs = new ColouredGraphs(3);
        Refused("a graph here has at most 3 nodes (got 4)", () => graphs.Graph([0, 0, 0, 0]));
        Refused("a colour must be 0 or 1 (node 1 has 2)", () => graphs.Graph([0, 2]));
        Refused("an edge must join two different nodes from 0 to 1 (got 0-2)", () => graphs.Graph([0, 0], (0, 2)));
        Refused("an edge must join two different nodes from 0 to 1 (got 1-1)", () => graphs.Graph([0, 0], (1, 1)));
        Refused("the graph must be connected", () => graphs.Graph([0, 0, 1], (0, 1)));
        Refused("maxNodes must be from 1 to 7", () => new ColouredGraphs(8));
        Refused("maxNodes must be from 1 to 7", () => new ColouredGraphs(0));
    }

    private static void Refused(string sentence, Func<object> call) =>
        Assert.StartsWith(sentence, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static List<int[]> Children(ColouredGraphs graphs, int[] state)
    {
        var children = new List<int[]>();
        var legal = Walks.Legal(graphs, state, forward: true);
        for (var action = 0; action < legal.Length; action++)
        {
            if (!legal[action] || action == graphs.StopAction)
                continue;
            var child = state.ToArray();
            graphs.Step(child, action);
            children.Add(child);
        }

        return children;
    }
}
