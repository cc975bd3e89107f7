using GFlowNets.Environments;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Environments;

public class StateSpaceTests
{
    public static TheoryData<string> Kinds => ["indexed", "touching", "enumerated", "graphs", "words"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_action_raises_the_number(string kind)
    {
        var space = Space(kind);
        var environment = space.Environment;
        for (var index = 0; index < space.Count; index++)
        {
            if (!space.IsReachable(index))
                continue;
            var legal = Walks.Legal(environment, space.StateAt(index), forward: true);
            for (var action = 0; action < legal.Length; action++)
            {
                if (!legal[action] || action == environment.StopAction)
                    continue;
                var child = space.StateAt(index);
                environment.Step(child, action);
                Assert.True(space.IndexOf(child) > index);
                Assert.True(space.IsReachable(space.IndexOf(child)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Numbers_and_states_are_each_others_inverse(string kind)
    {
        var space = Space(kind);
        Assert.Equal(0, space.IndexOf(space.Environment.InitialState()));
        for (var index = 0; index < space.Count; index++)
            Assert.Equal(index, space.IndexOf(space.StateAt(index)));
    }

    [Fact]
    public void Enumeration_finds_what_an_environment_numbers_itself()
    {
        var grid = new HyperGrid(3, 4, GridTermination.TouchesBoundary);
        var (indexed, enumerated) = (StateSpace.Of(grid), StateSpace.Of(new AnotherEnvironment(grid)));
        Assert.Equal(64, indexed.Count);
        Assert.Equal(Enumerable.Range(0, 64).Count(indexed.IsReachable), enumerated.Count);
        for (var index = 0; index < enumerated.Count; index++)
            Assert.True(indexed.IsReachable(indexed.IndexOf(enumerated.StateAt(index))));
    }

    [Fact]
    public void Spaces_beyond_the_limit_are_refused_in_a_sentence()
    {
        var indexed = Assert.Throws<StateSpaceTooLargeException>(() => StateSpace.Of(new HyperGrid(8, 10)));
        Assert.Equal("hypergrid 10^8 has 100,000,000 states, more than the limit of 10,000,000: raise the limit or estimate from samples", indexed.Message);
        var enumerated = Assert.Throws<StateSpaceTooLargeException>(() => StateSpace.Of(new ColouredGraphs(5), limit: 100));
        Assert.StartsWith("coloured graphs of at most 5 nodes has more than 100 states (enumeration stopped at ", enumerated.Message, StringComparison.Ordinal);
        Assert.Equal(64, StateSpace.Of(new HyperGrid(2, 8), limit: 64).Count);
        Assert.Equal(420, StateSpace.Of(new ColouredGraphs(5), limit: 420).Count);
    }

    [Fact]
    public void A_cycle_is_refused_in_a_sentence()
    {
        var cyclic = new GraphEnvironment(["a", "b", "c"], [(0, 1), (1, 2), (2, 1)], [2]);
        var error = Assert.Throws<InvalidOperationException>(() => StateSpace.Of(cyclic));
        Assert.Equal("graph is not acyclic: state b can be reached from itself", error.Message);
    }

    [Fact]
    public void A_state_that_cannot_be_reached_is_refused_in_a_sentence()
    {
        var error = Assert.Throws<ArgumentException>(() => StateSpace.Of(new Letters(2, 2)).IndexOf([0, 1]));
        Assert.StartsWith("words of 2 letters cannot reach state (0, 1)", error.Message, StringComparison.Ordinal);
    }

    private static StateSpace Space(string kind) => StateSpace.Of(kind switch
    {
        "indexed" => new HyperGrid(3, 4),
        "touching" => new HyperGrid(3, 4, GridTermination.TouchesBoundary),
        "enumerated" => new AnotherEnvironment(new HyperGrid(2, 6)),
        "graphs" => new ColouredGraphs(4),
        _ => new Letters(3, 3),
    });
}
