using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Rewards;

namespace GFlowNets.Tests.Rewards;

public class FractalTests
{
    // exploration §T.1: modes, Z and log Z.
    [Theory]
    [InlineData(8, 1, 10.4, 2.341806)]
    [InlineData(16, 4, 41.6, 3.728100)]
    [InlineData(17, 4, 44.9, 3.804438)]
    [InlineData(33, 7, 136.9, 4.919251)]
    [InlineData(65, 10, 462.5, 6.136647)]
    [InlineData(129, 13, 1716.1, 7.447810)]
    [InlineData(257, 16, 6668.9, 8.805210)]
    public void Modes_and_partition_function_are_the_known_ones(int side, int modes, double partition, double logPartition)
    {
        var reward = new Fractal(new HyperGrid(2, side));
        var target = TargetDistribution.Of(StateSpace.Of(reward.Grid), reward);
        Assert.Equal(modes, reward.ModeCount);
        Assert.Equal(partition, Math.Exp(target.LogPartition), 1e-6);
        Assert.Equal(logPartition, target.LogPartition, 1e-6);
        Assert.Equal(2.6 * modes / partition, target.ModeMass, 1e-9);
    }

    // exploration §T.1: mode coordinates.
    [Fact]
    public void Modes_lie_where_they_are_known_to()
    {
        Assert.Equal([(1, 1), (17, 17), (17, 30), (25, 25), (25, 30), (30, 17), (30, 25)], Modes(33));
        Assert.Equal([(1, 1), (33, 33), (33, 62), (49, 49), (49, 62), (57, 57), (57, 62), (62, 33), (62, 49), (62, 57)], Modes(65));

        static IEnumerable<(int, int)> Modes(int side)
        {
            var reward = new Fractal(new HyperGrid(2, side));
            return from x in Enumerable.Range(0, side)
                   from y in Enumerable.Range(0, side)
                   where reward.IsMode([x, y])
                   select (x, y);
        }
    }

    // exploration §T.1: points of side 65.
    [Theory]
    [InlineData(0, 0, 0.6)]
    [InlineData(0, 1, 0.6)]
    [InlineData(1, 0, 0.6)]
    [InlineData(1, 1, 2.6)]
    [InlineData(2, 1, 0.1)]
    [InlineData(2, 2, 0.1)]
    [InlineData(32, 32, 0.6)]
    [InlineData(33, 33, 2.6)]
    [InlineData(33, 62, 2.6)]
    [InlineData(32, 63, 0.6)]
    [InlineData(63, 32, 0.6)]
    [InlineData(48, 48, 0.6)]
    [InlineData(49, 49, 2.6)]
    [InlineData(10, 50, 0.1)]
    [InlineData(64, 64, 0.1)]
    public void Single_cells_have_the_known_reward(int x, int y, double reward)
    {
        var grid = new HyperGrid(2, 65);
        Assert.Equal(reward, Math.Exp(new Fractal(grid).LogReward([x, y])), 1e-12);
        Assert.Equal(Math.Log(reward + 1e-6), new Fractal(grid, offset: 1e-6).LogReward([x, y]), 1e-12);
    }

    [Fact]
    public void The_landscape_is_symmetric()
    {
        var reward = new Fractal(new HyperGrid(2, 20), r1: 0);
        for (var x = 0; x < 20; x++)
        {
            for (var y = 0; y < x; y++)
                Assert.Equal(reward.LogReward([x, y]), reward.LogReward([y, x]));
        }
    }

    [Fact]
    public void Grids_without_such_a_landscape_are_refused_in_a_sentence()
    {
        Assert.StartsWith("the fractal landscape needs a two-dimensional grid with a stop action (got hypergrid 9^3)", Assert.Throws<ArgumentException>(() => new Fractal(new HyperGrid(3, 9))).Message, StringComparison.Ordinal);
        Assert.StartsWith("the side must be at least 8 for one patch (got 7)", Assert.Throws<ArgumentOutOfRangeException>(() => new Fractal(new HyperGrid(2, 7))).Message, StringComparison.Ordinal);
        Assert.StartsWith("r2 must be a positive finite number (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new Fractal(new HyperGrid(2, 8), r2: 0)).Message, StringComparison.Ordinal);
    }
}
