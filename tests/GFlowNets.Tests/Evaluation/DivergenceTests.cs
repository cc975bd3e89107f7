using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Tests.Objectives;

namespace GFlowNets.Tests.Evaluation;

public class DivergenceTests
{
    [Fact]
    public void The_diamond_ends_as_computed_by_hand()
    {
        var policy = Diamond.Policy();
        var exact = ExactDistribution.Of(policy, policy.Space);
        Assert.Equal(0.2591098430, exact[[1]], 1e-10);
        Assert.Equal(0.2367681233, exact[[2]], 1e-10);
        Assert.Equal(0.5041220337, exact[[3]], 1e-10);
        Assert.Equal(0, exact[[0]]);
        Assert.Equal(2.7491342243, exact.Expectation(state => Math.Exp(Diamond.Reward.LogReward(state))), 1e-10);
    }

    [Fact]
    public void Distances_from_the_target_are_the_known_ones()
    {
        var policy = Diamond.Policy();
        var p = ExactDistribution.Of(policy, policy.Space).Probabilities;
        var q = TargetDistribution.Of(policy.Space, Diamond.Reward).Probabilities;
        Assert.Equal(0.2325054003, Divergence.L1(p, q), 1e-10);
        Assert.Equal(0.1162527002, Divergence.TotalVariation(p, q), 1e-10);
        Assert.Equal(0.0402428005, Divergence.KullbackLeibler(q, p), 1e-10);
        Assert.Equal(0.0466073193, Divergence.KullbackLeibler(p, q), 1e-10);
        Assert.Equal(0.0107283065, Divergence.JensenShannon(p, q), 1e-10);
    }

    [Fact]
    public void The_extremes_are_what_they_should_be()
    {
        double[] p = [1, 0], q = [0, 1];
        Assert.Equal((2, 1), (Divergence.L1(p, q), Divergence.TotalVariation(p, q)));
        Assert.Equal(double.PositiveInfinity, Divergence.KullbackLeibler(p, q));
        Assert.Equal(Math.Log(2), Divergence.JensenShannon(p, q), 1e-15);
        Assert.Equal((0, 0, 0), (Divergence.L1(p, p), Divergence.KullbackLeibler(p, p), Divergence.JensenShannon(p, p)));
        Assert.Equal(Math.Log(4), Divergence.Entropy([0.25, 0.25, 0.25, 0.25, 0]), 1e-15);
        Assert.Equal("both distributions must be over the same states (got 2 and 1)", Assert.Throws<ArgumentException>(() => Divergence.L1(p, [1])).Message);
    }

    [Fact]
    public void Probabilities_that_do_not_sum_to_one_are_refused_in_a_sentence()
    {
        var space = StateSpace.Of(new HyperGrid(1, 3));
        Assert.StartsWith("terminating probabilities must sum to 1 (got 0.75)", Assert.Throws<ArgumentException>(() => new TerminatingDistribution(space, [0.5, 0.25, 0])).Message, StringComparison.Ordinal);
        Assert.StartsWith("there must be one probability a state: 3 (got 2)", Assert.Throws<ArgumentException>(() => new TerminatingDistribution(space, [0.5, 0.5])).Message, StringComparison.Ordinal);
    }
}
