using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

public class LayerTests
{
    private const ScalarType F64 = ScalarType.Float64;

    private static Tensor Input(params long[] shape)
    {
        manual_seed(5);
        return (randn(shape, F64) + 0.01).detach().requires_grad_();
    }

    public static TheoryData<string> Layers =>
        ["Linear", "Linear without bias", "ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU", "GELU tanh", "SiLU", "ELU", "Softplus", "Identity", "LayerNorm", "LayerNorm 2d", "LayerNorm plain", "Sequential"];

    private static nn.Module<Tensor, Tensor> Make(string name)
    {
        manual_seed(3);
        return name switch
        {
            "Linear" => nn.Linear(4, 3, dtype: F64),
            "Linear without bias" => nn.Linear(4, 3, hasBias: false, dtype: F64),
            "ReLU" => nn.ReLU(),
            "LeakyReLU" => nn.LeakyReLU(0.2),
            "Tanh" => nn.Tanh(),
            "Sigmoid" => nn.Sigmoid(),
            "GELU" => nn.GELU(),
            "GELU tanh" => nn.GELU(GFlowNets.Tensors.Modules.GELU.Approximate.tanh),
            "SiLU" => nn.SiLU(),
            "ELU" => nn.ELU(0.7),
            "Softplus" => nn.Softplus(2),
            "Identity" => nn.Identity(),
            "LayerNorm" => nn.LayerNorm(4, dtype: F64),
            "LayerNorm 2d" => nn.LayerNorm([5, 4], dtype: F64),
            "LayerNorm plain" => nn.LayerNorm(4, elementwise_affine: false, dtype: F64),
            _ => nn.Sequential(nn.Linear(4, 6, dtype: F64), nn.Tanh(), nn.Linear(6, 6, dtype: F64), nn.SiLU(), nn.Dropout(0), nn.Linear(6, 2, dtype: F64)),
        };
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void GradientsAreDifferenceQuotients(string name)
    {
        using var layer = Make(name);
        var input = Input(5, 4);
        FiniteDifferences.Check(() => layer.call(input), [input, .. layer.parameters()]);
    }

    public static TheoryData<string, double, double> Values => new()
    {
        { "ReLU", 1.5, 1.5 }, { "ReLU", -1.5, 0 },
        { "LeakyReLU", -1.5, -0.3 },
        { "Tanh", 0.5, Math.Tanh(0.5) },
        { "Sigmoid", 0.5, 1 / (1 + Math.Exp(-0.5)) },
        { "GELU", 1, 0.8413447460685429 }, { "GELU", -1, -0.15865525393145707 },
        { "GELU tanh", 1, 0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * 1.044715)) },
        { "SiLU", 0.5, 0.5 / (1 + Math.Exp(-0.5)) },
        { "ELU", -0.5, 0.7 * (Math.Exp(-0.5) - 1) },
        { "Softplus", 0.5, Math.Log(1 + Math.Exp(1)) / 2 }, { "Softplus", 30, 30 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void ActivationsHaveTheirValues(string name, double x, double expected)
    {
        using var layer = Make(name);
        Assert.Equal(expected, layer.call(tensor(new[] { x })).item<double>(), 1e-7);
    }

    [Fact]
    public void LinearIsTheProductWithItsWeightTransposedPlusBias()
    {
        using var layer = nn.Linear(nn.Parameter(tensor(new[] { 1.0, 2, 3, 4, 5, 6 }, [2, 3])), nn.Parameter(tensor(new[] { 10.0, 20 })));
        Assert.Equal((3, 2), (layer.in_features, layer.out_features));
        Assert.Equal([24.0, 52], layer.call(tensor(new[] { 1.0, 2, 3 }, [1, 3])).data<double>().ToArray());
    }

    [Fact]
    public void LinearStartsWithinOneOverTheRootOfItsInputs()
    {
        manual_seed(1);
        using var layer = nn.Linear(100, 200);
        foreach (var parameter in layer.parameters())
        {
            var values = parameter.data<float>().ToArray();
            Assert.InRange(values.Max(), 0.09f, 0.1f);
            Assert.InRange(values.Min(), -0.1f, -0.09f);
            Assert.True(parameter.requires_grad);
        }
    }

    [Fact]
    public void LayerNormGivesMeanZeroAndVarianceOne()
    {
        using var layer = nn.LayerNorm(50, eps: 0, dtype: F64);
        var row = layer.call(Input(1, 50) * 3 + 2).data<double>().ToArray();
        Assert.Equal(0, row.Average(), 1e-12);
        Assert.Equal(1, row.Average(x => x * x), 1e-12);
    }

    [Fact]
    public void DropoutDropsItsShareAndKeepsTheMean()
    {
        manual_seed(2);
        using var layer = nn.Dropout(0.25);
        var input = ones(10000);
        var values = layer.call(input).data<float>().ToArray();
        Assert.InRange(values.Count(x => x == 0), 2300, 2700);
        Assert.All(values.Where(x => x != 0), x => Assert.Equal(4f / 3, x, 1e-6f));
        layer.eval();
        Assert.Equal(input.data<float>().ToArray(), layer.call(input).data<float>().ToArray());
    }

    [Theory]
    [InlineData("ReLU")]
    [InlineData("Tanh")]
    [InlineData("Sigmoid")]
    [InlineData("GELU")]
    [InlineData("SiLU")]
    [InlineData("LeakyReLU")]
    [InlineData("ELU")]
    public void AFusedSequenceEqualsItsParts(string activation)
    {
        using var linear = nn.Linear(7, 5, dtype: F64);
        using var after = Make(activation);
        using var sequence = nn.Sequential(linear, after);
        Tensor one = Input(3, 7), other = one.detach().clone().requires_grad_();
        var fused = sequence.call(one);
        var plain = after.call(linear.call(other));
        Assert.Equal(plain.data<double>().ToArray(), fused.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-13);
        fused.square().sum().backward();
        var gradients = linear.parameters().Select(p => p.grad!.data<double>().ToArray()).ToList();
        linear.zero_grad();
        plain.square().sum().backward();
        foreach (var (parameter, gradient) in linear.parameters().Zip(gradients))
            Assert.Equal(parameter.grad!.data<double>().ToArray(), gradient, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(other.grad!.data<double>().ToArray(), one.grad!.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
