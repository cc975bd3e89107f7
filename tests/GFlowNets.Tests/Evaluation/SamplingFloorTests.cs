using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Policies;
using GFlowNets.Rewards;

namespace GFlowNets.Tests.Evaluation;

public class SamplingFloorTests
{
    [Theory]
    [InlineData(2, 8, 0.1, 0.026, 0.006)]
    [InlineData(2, 16, 0.1, 0.053, 0.013)]
    [InlineData(4, 8, 0.1, 0.236, 0.053)]
    [InlineData(4, 16, 0.1, 0.774, 0.219)]
    [InlineData(4, 20, 0.001, 0.405, 0.112)]
    public void Perfect_samplers_of_the_usual_grids_score_the_known_variation(int dimensions, int side, double r0, double tenThousand, double twoHundredThousand)
    {
        var reward = new Corners(new HyperGrid(dimensions, side), r0);
        // The known values are one simulation each, so they scatter about the mean.
        Assert.Equal(tenThousand, SamplingFloor.TotalVariation(reward.Levels, 10_000), 0.0045);
        Assert.Equal(twoHundredThousand, SamplingFloor.TotalVariation(reward.Levels, 200_000), 0.001);
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.5 }, 1)]
    [InlineData(new[] { 0.5, 0.3, 0.2 }, 7)]
    [InlineData(new[] { 0.999, 0.001 }, 40)]
    [InlineData(new[] { 0.25, 0.75, 0.0 }, 400)]
    public void The_closed_form_is_the_mean_over_the_binomial_distribution(double[] probabilities, int samples)
    {
        var expected = probabilities.Sum(p =>
        {
            var (sum, mass) = (0.0, Math.Pow(1 - p, samples));
            for (var k = 0; k <= samples; k++)
            {
                sum += mass * Math.Abs(k / (double)samples - p);
                mass *= (samples - k) / (k + 1.0) * (p / (1 - p));
            }

            return sum / 2;
        });
        Assert.Equal(expected, SamplingFloor.TotalVariation(probabilities, samples), 1e-11);
    }

    [Fact]
    public void Levels_and_states_agree()
    {
        var reward = new Corners(new HyperGrid(2, 8, GridTermination.TouchesBoundary), 0.01);
        var target = TargetDistribution.Of(StateSpace.Of(reward.Grid), reward);
        Assert.Equal(SamplingFloor.TotalVariation(target.Probabilities, 5000), SamplingFloor.TotalVariation(reward.Levels, 5000), 1e-12);
    }

    [Fact]
    public void A_perfect_sampler_measures_its_floor()
    {
        var reward = new Corners(new HyperGrid(2, 8));
        var policy = ExactFlows.Of(StateSpace.Of(reward.Grid), reward).ToPolicy();
        var estimate = SampledEstimate.Of(policy, reward, samples: 20_000, seed: 3);
        Assert.Equal(SamplingFloor.TotalVariation(reward.Levels, 20_000), estimate.SamplingFloor);
        Assert.InRange(estimate.TotalVariation, 0.7 * estimate.SamplingFloor, 1.4 * estimate.SamplingFloor);
        Assert.Equal(1.4214285714, estimate.MeanReward, 0.05);
        Assert.Equal((4, 64), (estimate.ModesFound, estimate.DistinctStates));
        Assert.Contains("where a perfect sampler would score", estimate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_poor_sampler_measures_more_than_its_floor()
    {
        var reward = new Corners(new HyperGrid(2, 8));
        var estimate = SampledEstimate.Of(new TabularPolicy(StateSpace.Of(reward.Grid)), reward, samples: 20_000);
        Assert.Equal(0.6999776820, estimate.TotalVariation, 0.02);
        Assert.Equal(0.5726978453, estimate.MeanReward, 0.03);
    }

    [Fact]
    public void Without_levels_there_is_no_variation()
    {
        var graphs = new ColouredGraphs(2);
        var estimate = SampledEstimate.Of(new TabularPolicy(StateSpace.Of(graphs)), new ColourCount(graphs), samples: 2000);
        Assert.True(double.IsNaN(estimate.TotalVariation) && double.IsNaN(estimate.SamplingFloor));
        Assert.Equal(6, estimate.DistinctStates);
        Assert.Contains("TV cannot be estimated", estimate.ToString(), StringComparison.Ordinal);
    }
}
