using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

public class FunctionalTests
{
    private static readonly double[] differences = [0.25, -0.5, 2, -3, 0];

    private static double[] Values(Tensor tensor) => tensor.data<double>().ToArray();

    public static TheoryData<string, double[]> Losses => new()
    {
        { "mse", [0.0625, 0.25, 4, 9, 0] },
        { "l1", [0.25, 0.5, 2, 3, 0] },
        { "huber", [0.03125, 0.125, 1.5 * (2 - 0.75), 1.5 * (3 - 0.75), 0] },
        { "smooth", [0.03125 / 1.5, 0.125 / 1.5, 2 - 0.75, 3 - 0.75, 0] },
    };

    private static Tensor Loss(string name, Tensor input, Tensor target, nn.Reduction reduction) => name switch
    {
        "mse" => nn.functional.mse_loss(input, target, reduction),
        "l1" => nn.functional.l1_loss(input, target, reduction),
        "huber" => nn.functional.huber_loss(input, target, 1.5, reduction),
        _ => nn.functional.smooth_l1_loss(input, target, reduction, 1.5),
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void LossesHaveTheirValuesAndSlopes(string name, double[] expected)
    {
        var target = tensor(new[] { 1.0, 2, 3, 4, 5 });
        var input = (target + tensor(differences)).detach().requires_grad_();
        Assert.Equal(expected, Values(Loss(name, input, target, nn.Reduction.None)), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(expected.Sum(), Loss(name, input, target, nn.Reduction.Sum).item<double>(), 1e-12);
        Assert.Equal(expected.Average(), Loss(name, input, target, nn.Reduction.Mean).item<double>(), 1e-12);
        using var apart = (target + tensor(new[] { 0.25, -0.5, 2, -3, 0.75 })).detach().requires_grad_();
        FiniteDifferences.Check(() => Loss(name, apart, target, nn.Reduction.None), apart);
    }

    [Fact]
    public void OneHotHasAOneAtEachIndex()
    {
        var hot = nn.functional.one_hot(tensor(new long[] { 2, 0 }), 4);
        Assert.Equal([2, 4], hot.shape);
        Assert.Equal([0L, 0, 1, 0, 1, 0, 0, 0], hot.data<long>().ToArray());
        Assert.Equal([2, 3], nn.functional.one_hot(tensor(new long[] { 2, 0 })).shape);
        Assert.Contains("(got 4)", Assert.Throws<ArgumentException>(() => nn.functional.one_hot(tensor(new long[] { 4 }), 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInplaceActivationOverwritesItsInput()
    {
        var input = tensor(new[] { -1.0, 2 });
        var result = nn.functional.relu(input, inplace: true);
        Assert.Equal([0.0, 2], Values(input));
        Assert.Equal([0.0, 2], Values(result));
    }

    [Theory]
    [InlineData(2.0, 13.0)]
    [InlineData(1.0, 19.0)]
    [InlineData(double.PositiveInfinity, 12.0)]
    public void ClippingByNormScalesAllGradientsAlike(double type, double norm)
    {
        Parameter a = new(zeros(2, ScalarType.Float64)), b = new(zeros(1)), without = new(zeros(1));
        a.grad = tensor(new[] { 3.0, -4 });
        b.grad = tensor(new[] { 12f });
        Assert.Equal(norm, nn.utils.clip_grad_norm_([a, b, without], 100, type), 1e-9);
        Assert.Equal([3.0, -4], Values(a.grad!));
        Assert.Equal(norm, nn.utils.clip_grad_norm_([a, b, without], 1, type), 1e-9);
        Assert.Equal([3 / (norm + 1e-6), -4 / (norm + 1e-6)], Values(a.grad!), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Equal(12 / norm, b.grad!.item<float>(), 1e-6);
    }

    [Fact]
    public void TheNormOfALongGradientIsTheRootOfItsSquares()
    {
        var values = Enumerable.Range(0, 1003).Select(i => (float)Math.Sin(i)).ToArray();
        var parameter = new Parameter(zeros(values.Length)) { grad = tensor(values) };
        Assert.Equal(Math.Sqrt(values.Sum(x => (double)x * x)), nn.utils.clip_grad_norm_([parameter], 100), 1e-10);
    }

    [Fact]
    public void ClippingByValueCutsEachElement()
    {
        var parameter = new Parameter(zeros(3, ScalarType.Float64)) { grad = tensor(new[] { 3.0, -4, 0.5 }) };
        nn.utils.clip_grad_value_([parameter], 1);
        Assert.Equal([1.0, -1, 0.5], Values(parameter.grad!));
    }

    [Fact]
    public void ParametersGoIntoARowAndBack()
    {
        using var layer = nn.Linear(3, 2, dtype: ScalarType.Float64);
        var row = nn.utils.parameters_to_vector(layer.parameters()).detach();
        Assert.Equal([.. Values(layer.weight), .. Values(layer.bias!)], Values(row));
        nn.utils.vector_to_parameters(row + 1, layer.parameters());
        Assert.Equal(Values(row + 1), Values(nn.utils.parameters_to_vector(layer.parameters())));
        Assert.Contains("8 elements", Assert.Throws<ArgumentException>(() => nn.utils.vector_to_parameters(zeros(7), layer.parameters())).Message, StringComparison.Ordinal);
    }
}
