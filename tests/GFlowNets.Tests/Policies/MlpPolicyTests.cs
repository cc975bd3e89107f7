using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Policies;

public class MlpPolicyTests
{
    [Theory]
    [InlineData(BackwardPolicy.Uniform, false, 5)]
    [InlineData(BackwardPolicy.Learned, false, 7)]
    [InlineData(BackwardPolicy.Uniform, true, 6)]
    [InlineData(BackwardPolicy.Learned, true, 8)]
    public void Heads_are_there_where_asked_for(BackwardPolicy backward, bool flow, int outputs)
    {
        using var scope = torch.NewDisposeScope();
        var environment = new AnotherEnvironment(new Letters(3, 5));
        var two = new TwoBackwardActions(environment);
        var policy = new MlpPolicy(two, hidden: 4, layers: 1, backward, flow);
        var states = new StateBatch(3);
        states.Add([0, 0, 0]);
        states.Add([1, 2, 0]);
        var output = policy.Evaluate(states);
        Assert.Equal((5, backward == BackwardPolicy.Learned ? 2 : 0, flow, outputs), (output.Actions, output.BackwardActions, output.HasFlow, output.Width));
        Assert.Equal([2L, outputs], output.Heads.shape);
        Assert.Equal(backward == BackwardPolicy.Learned, policy.HasBackward);
        Assert.Equal(4 * 15 + 4 + outputs * 4 + outputs, policy.Parameters.Sum(parameter => parameter.Value.numel()));
    }

    [Fact]
    public void The_network_is_the_one_that_its_weights_describe()
    {
        using var scope = torch.NewDisposeScope();
        var policy = new MlpPolicy(new WithValues(), hidden: 3, layers: 2, seed: 8);
        var states = new StateBatch(2);
        states.Add([1, 3]);
        var weights = policy.Parameters.Select(parameter => Values.Read(parameter.Value)).ToList();
        double[] input = [.. Enumerable.Range(0, 8).Select(i => i == 1 ? 1.0 : i == 7 ? 1.5 : 0)];
        var first = Enumerable.Range(0, 3).Select(unit => Math.Max(0, weights[1][unit] + input.Select((x, i) => x * weights[0][3 * i + unit]).Sum())).ToList();
        var second = Enumerable.Range(0, 3).Select(unit => Math.Max(0, weights[3][unit] + first.Select((x, i) => x * weights[2][3 * unit + i]).Sum())).ToList();
        var heads = Enumerable.Range(0, 3).Select(unit => weights[5][unit] + second.Select((x, i) => x * weights[4][3 * unit + i]).Sum()).ToList();
        var logits = Values.Read(policy.Evaluate(states).Heads);
        for (var action = 0; action < 3; action++)
            Assert.Equal(heads[action], logits[action], 1e-6);
    }

    [Fact]
    public void The_first_weights_are_a_function_of_the_seed()
    {
        Assert.Equal(Values.Bytes(Network(3)), Values.Bytes(Network(3)));
        Assert.NotEqual(Values.Bytes(Network(3)), Values.Bytes(Network(4)));
        var weights = Values.Read(Network(3).Parameters[2].Value);
        Assert.All(weights, weight => Assert.InRange(weight, -0.25, 0.25));
        Assert.Equal(0, weights.Average(), 0.03);

        static MlpPolicy Network(ulong seed) => new(new HyperGrid(), hidden: 16, seed: seed);
    }

    [Fact]
    public void Weights_of_another_size_are_refused_in_a_sentence()
    {
        var saved = Values.Bytes(new MlpPolicy(new HyperGrid(), hidden: 16));
        var error = Assert.Throws<InvalidDataException>(() => new MlpPolicy(new HyperGrid(), hidden: 8).Load(new StateReader(saved)));
        Assert.Equal("the saved parameter input.weight has 256 numbers where this network has 128: the sizes differ", error.Message);
    }

    [Fact]
    public void Impossible_sizes_are_refused_in_a_sentence()
    {
        Assert.StartsWith("hidden must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new MlpPolicy(new HyperGrid(), hidden: 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("layers must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new MlpPolicy(new HyperGrid(), layers: 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_says_what_it_lacks()
    {
        var table = new TabularPolicy(StateSpace.Of(new HyperGrid()));
        Assert.Equal("this table has no backward scores: ask for BackwardPolicy.Learned", Assert.Throws<InvalidOperationException>(() => table.SetBackward([0, 0], 0, 0)).Message);
        Assert.Equal("this table has no flows: ask for flow: true", Assert.Throws<InvalidOperationException>(() => table.SetLogFlow([0, 0], 0)).Message);
        Assert.StartsWith("a row of this table has 3 numbers (got 2)", Assert.Throws<ArgumentException>(() => table.SetForward([0, 0], 0, 0)).Message, StringComparison.Ordinal);
    }

    private sealed class TwoBackwardActions(DiscreteEnvironment inner) : AnotherEnvironment(inner)
    {
        public override int BackwardActionCount => 2;
    }

    private sealed class WithValues() : AnotherEnvironment(new HyperGrid(2, 4))
    {
        public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
        {
            features.OneHot(state[0]);
            features.Value(7, state[1] / 2.0);
        }
    }
}
