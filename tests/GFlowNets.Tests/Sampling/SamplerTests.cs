using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Sampling;

public class SamplerTests
{
    private static readonly bool[] Legal = [true, true, false, true];
    private static readonly double[] Policy = [0.1, 0.4, 0, 0.5];

    [Fact]
    public void Epsilon_mixes_in_uniform_legal_actions()
    {
        AssertChanged([0.7 * 0.1 + 0.1, 0.7 * 0.4 + 0.1, 0, 0.7 * 0.5 + 0.1], new EpsilonUniform(0.3));
        AssertChanged(Policy, new EpsilonUniform(0));
        AssertChanged([1.0 / 3, 1.0 / 3, 0, 1.0 / 3], new EpsilonUniform(1));
    }

    [Fact]
    public void Temperature_flattens_and_sharpens()
    {
        AssertChanged(Policy, new Tempered(1));
        AssertChanged([0.01 / 0.42, 0.16 / 0.42, 0, 0.25 / 0.42], new Tempered(0.5));
        var roots = Policy.Select(Math.Sqrt).ToList();
        AssertChanged([.. roots.Select(root => root / roots.Sum())], new Tempered(2));
        AssertChanged([0, 0, 0, 1], new Tempered(1e-4));
    }

    [Fact]
    public void A_chain_applies_its_samplers_in_order()
    {
        var chain = new Tempered(0.5).Then(new EpsilonUniform(0.3));
        AssertChanged([0.7 * 0.01 / 0.42 + 0.1, 0.7 * 0.16 / 0.42 + 0.1, 0, 0.7 * 0.25 / 0.42 + 0.1], chain);
        Assert.Equal("temperature 0.5, ε 0.3", chain.Name);
    }

    [Fact]
    public void Impossible_constants_are_refused_in_a_sentence()
    {
        Assert.StartsWith("epsilon must be from 0 to 1 (got 1.5)", Assert.Throws<ArgumentOutOfRangeException>(() => new EpsilonUniform(1.5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpsilonUniform(double.NaN));
        Assert.StartsWith("temperature must be a positive finite number (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new Tempered(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rollouts_and_exact_evaluation_see_the_same_changed_policy()
    {
        var space = StateSpace.Of(new HyperGrid(2, 4));
        var policy = Values.RandomTable(space);
        var sampler = new Tempered(0.5).Then(new EpsilonUniform(0.2));
        var exact = ExactDistribution.Of(policy, space, sampler).Probabilities;
        Assert.True(Divergence.TotalVariation(exact, ExactDistribution.Of(policy, space).Probabilities) > 0.05);
        var counts = new double[space.Count];
        var batch = new TrajectoryBatch(space.Environment);
        const int samples = 20_000;
        new ForwardRollout(policy, sampler).Sample(samples, new CounterRandom(4, RandomPurpose.Evaluation), batch);
        for (var trajectory = 0; trajectory < samples; trajectory++)
            counts[space.IndexOf(batch.Terminating(trajectory))] += 1.0 / samples;
        Assert.True(Divergence.TotalVariation(exact, counts) < 2 * SamplingFloor.TotalVariation(exact, samples));
        Assert.Equal(TrajectorySource.Sampler, batch.Sources[0]);
    }

    [Fact]
    public void The_behaviour_of_a_sampler_is_its_own_log_probability()
    {
        var environment = GraphEnvironment.Diamond();
        var policy = new TabularPolicy(StateSpace.Of(environment));
        policy.SetForward([0], 0, Math.Log(0.8), Math.Log(0.2), 0, 0);
        policy.SetForward([1], 0, 0, 0, Math.Log(0.9), Math.Log(0.1));
        var batch = new TrajectoryBatch(environment);
        new ForwardRollout(policy, new EpsilonUniform(0.5)).Sample(200, new CounterRandom(1, RandomPurpose.ForwardRollout), batch);
        var seen = 0;
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            if (batch.Terminating(trajectory)[0] != 1)
                continue;
            seen++;
            Assert.Equal(Math.Log(0.65 * 0.3), batch.LogBehaviour[trajectory], 1e-12);
        }

        Assert.True(seen > 10);
    }

    private static void AssertChanged(double[] expected, Sampler sampler)
    {
        var probabilities = Policy.ToArray();
        sampler.Reweight(0, Legal, probabilities);
        Assert.Equal(1, probabilities.Sum(), 1e-14);
        for (var action = 0; action < expected.Length; action++)
            Assert.Equal(expected[action], probabilities[action], 1e-12);
    }
}
