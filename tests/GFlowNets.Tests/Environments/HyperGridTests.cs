using GFlowNets.Environments;

namespace GFlowNets.Tests.Environments;

public class HyperGridTests
{
    [Theory]
    [InlineData(2, 8, 64, 63)]
    [InlineData(3, 8, 512, 490)]
    [InlineData(4, 8, 4096, 3773)]
    [InlineData(2, 16, 256, 255)]
    [InlineData(2, 64, 4096, 4095)]
    public void The_two_conventions_have_the_known_numbers_of_terminating_states(int dimensions, int side, int explicitStop, int touching)
    {
        Assert.Equal(explicitStop, Terminating(GridTermination.ExplicitStop));
        Assert.Equal(touching, Terminating(GridTermination.TouchesBoundary));

        int Terminating(GridTermination termination)
        {
            var grid = new HyperGrid(dimensions, side, termination);
            var space = StateSpace.Of(grid);
            return Enumerable.Range(0, space.Count).Count(index => space.IsReachable(index) && grid.IsTerminating(space.StateAt(index)));
        }
    }

    [Fact]
    public void A_cell_that_touches_the_boundary_has_only_the_parent_that_stepped_onto_it()
    {
        var legal = new bool[2];
        new HyperGrid(2, 8, GridTermination.TouchesBoundary).BackwardActions([7, 3], legal);
        Assert.Equal([true, false], legal);
        new HyperGrid(2, 8).BackwardActions([7, 3], legal);
        Assert.Equal([true, true], legal);
    }

    [Fact]
    public void Numbers_and_states_are_each_others_inverse_in_grids_too_large_to_enumerate()
    {
        var grid = new HyperGrid(dimensions: 15, side: 16);
        var state = new int[15];
        foreach (var number in new[] { 0, 1, 15, 16, (1L << 60) - 1, 123_456_789_012_345_678 })
        {
            grid.StateAt(number, state);
            Assert.Equal(number, grid.IndexOf(state));
        }
    }

    [Theory]
    [InlineData(0, 8, "dimensions must be at least 1 (got 0)")]
    [InlineData(2, 1, "side must be at least 2 (got 1)")]
    [InlineData(32, 8, "side^dimensions must stay below 2^62 (got 8^32)")]
    public void Impossible_sizes_are_refused_in_a_sentence(int dimensions, int side, string sentence)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new HyperGrid(dimensions, side));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }
}
