using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

public class GruTests
{
    private const ScalarType F64 = ScalarType.Float64;

    private static GRU Make(long inputs, long hidden, long layers = 1, bool bias = true, bool batchFirst = false, ScalarType type = F64)
    {
        manual_seed(11);
        return nn.GRU(inputs, hidden, layers, bias, batchFirst, dtype: type);
    }

    private static Tensor Numbers(params long[] shape)
    {
        manual_seed(12);
        return randn(shape, F64);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(8, false)]
    [InlineData(19, true)]
    public void AgreesWithTheEquationsElementByElement(int hidden, bool bias)
    {
        const int Steps = 4, Batch = 3, Inputs = 2;
        using var gru = Make(Inputs, hidden, 2, bias);
        var (x, h0) = (Numbers(Steps, Batch, Inputs), Numbers(2, Batch, hidden) * 0.5);

        var (output, last) = gru.call(x, h0);

        Assert.Equal([Steps, Batch, hidden], output.shape);
        Assert.Equal([2, Batch, hidden], last.shape);
        for (var row = 0; row < Batch; row++)
        {
            var states = new[] { Row(h0, 0, row), Row(h0, 1, row) };
            for (var step = 0; step < Steps; step++)
            {
                var below = Row(x, step, row);
                for (var layer = 0; layer < 2; layer++)
                    below = states[layer] = Step(gru, layer, below, states[layer]);
                AssertClose(below, Row(output, step, row));
            }

            AssertClose(states[0], Row(last, 0, row));
            AssertClose(states[1], Row(last, 1, row));
        }
    }

    // PyTorch's documentation of GRU: r and z from sums of both products, n with the reset gate on the hidden product only.
    private static double[] Step(GRU gru, int layer, double[] x, double[] h)
    {
        var next = new double[h.Length];
        for (var j = 0; j < h.Length; j++)
        {
            double Of(string part, double[] values, int gate)
            {
                var weight = gru.get_parameter($"weight_{part}_l{layer}")!.data<double>().ToArray();
                var bias = gru.get_parameter($"bias_{part}_l{layer}")?.data<double>().ToArray();
                var row = (gate * h.Length) + j;
                return values.Select((value, i) => value * weight[(row * values.Length) + i]).Sum() + (bias?[row] ?? 0);
            }

            var r = 1 / (1 + Math.Exp(-(Of("ih", x, 0) + Of("hh", h, 0))));
            var z = 1 / (1 + Math.Exp(-(Of("ih", x, 1) + Of("hh", h, 1))));
            var n = Math.Tanh(Of("ih", x, 2) + (r * Of("hh", h, 2)));
            next[j] = ((1 - z) * n) + (z * h[j]);
        }

        return next;
    }

    private static double[] Row(Tensor x, int first, int second) => x.select(0, first).select(0, second).contiguous().data<double>().ToArray();

    private static void AssertClose(double[] expected, double[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12);

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, true, true)]
    [InlineData(2, false, false)]
    public void GradientsAreDifferenceQuotients(int layers, bool bias, bool batchFirst)
    {
        using var gru = Make(3, 4, layers, bias, batchFirst);
        var (x, h0) = (Numbers(3, 2, 3).requires_grad_(), Numbers(layers, batchFirst ? 3 : 2, 4).requires_grad_());
        FiniteDifferences.Check(
            () =>
            {
                var (output, last) = gru.call(x, h0);
                return cat([output.flatten(), last.flatten()], 0);
            },
            [x, h0, .. gru.parameters()]);
    }

    [Fact]
    public void BeginsAtZeroWithoutInitialStates()
    {
        using var gru = Make(3, 5, 2);
        var x = Numbers(4, 2, 3);
        Assert.Equal(gru.call(x, zeros([2, 2, 5], F64)).Item1.data<double>().ToArray(), gru.call(x).Item1.data<double>().ToArray());
    }

    [Fact]
    public void TheBatchMayComeFirstOrBeLeftOut()
    {
        using var gru = Make(3, 5, 2);
        using var first = Make(3, 5, 2, batchFirst: true);
        var x = Numbers(4, 2, 3);
        var (output, last) = gru.call(x);

        var (turned, sameLast) = first.call(x.transpose(0, 1));
        Assert.Equal(output.data<double>().ToArray(), turned.transpose(0, 1).contiguous().data<double>().ToArray());
        Assert.Equal(last.data<double>().ToArray(), sameLast.data<double>().ToArray());

        var (alone, aloneLast) = gru.call(x.select(1, 1));
        Assert.Equal([4, 5], alone.shape);
        Assert.Equal([2, 5], aloneLast.shape);
        Assert.Equal(output.select(1, 1).contiguous().data<double>().ToArray(), alone.data<double>().ToArray());
    }

    [Fact]
    public void WhatFollowsASequenceDoesNotChangeItsOutputs()
    {
        using var gru = Make(3, 5, 2);
        var x = Numbers(4, 2, 3);
        var longer = cat([x, Numbers(3, 2, 3) * 7], 0);
        Assert.Equal(gru.call(x).Item1.data<double>().ToArray(), gru.call(longer).Item1.narrow(0, 0, 4).contiguous().data<double>().ToArray());
    }

    [Fact]
    public void SinglePrecisionAgreesWithDouble()
    {
        using var exact = Make(6, 20, 2);
        using var single = Make(6, 20, 2, type: ScalarType.Float32);
        using (no_grad())
        {
            foreach (var (name, parameter) in exact.named_parameters())
                single.get_parameter(name)!.copy_(parameter.to(ScalarType.Float32));
        }

        var x = Numbers(7, 5, 6);
        var expected = exact.call(x).Item1.data<double>().ToArray();
        var actual = single.call(x.to(ScalarType.Float32)).Item1.data<float>().ToArray();
        Assert.True(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() < 1e-5);
    }

    [Fact]
    public void ParametersHaveTorchsNamesAndShapes()
    {
        using var gru = Make(3, 4, 2);
        Assert.Equal(
            ["weight_ih_l0 12x3", "weight_hh_l0 12x4", "bias_ih_l0 12", "bias_hh_l0 12", "weight_ih_l1 12x4", "weight_hh_l1 12x4", "bias_ih_l1 12", "bias_hh_l1 12"],
            gru.named_parameters().Select(p => $"{p.name} {string.Join('x', p.parameter.shape)}"));
        Assert.All(gru.parameters(), p => Assert.InRange(p.abs().max().item<double>(), 0.1, 0.5));
    }

    [Fact]
    public void RefusesWhatItCannotRead()
    {
        using var gru = Make(3, 4);
        Assert.Contains("the last of 3", Assert.Throws<ArgumentException>(() => gru.call(Numbers(2, 2, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 2, 4]", Assert.Throws<ArgumentException>(() => gru.call(Numbers(2, 2, 3), Numbers(2, 2, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("at least one step", Assert.Throws<ArgumentException>(() => gru.call(zeros([0, 2, 3], F64))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => nn.GRU(0, 4));
        Assert.Throws<ArgumentException>(() => nn.GRU(3, 4, dropout: 1.5));
        Assert.Throws<NotSupportedException>(() => nn.GRU(3, 4, bidirectional: true));
    }

    [Fact]
    public void DropoutBetweenLayersActsInTrainingOnly()
    {
        manual_seed(11);
        using var gru = nn.GRU(3, 4, 2, dropout: 0.5, dtype: F64);
        var x = Numbers(5, 2, 3);
        double[] Run() => gru.call(x).Item1.data<double>().ToArray();

        Assert.NotEqual(Run(), Run());
        gru.eval();
        Assert.Equal(Run(), Run());
    }
}
