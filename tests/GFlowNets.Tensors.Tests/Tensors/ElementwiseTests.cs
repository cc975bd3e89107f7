using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>Values of elementwise operations: against .NET's own functions, at any place in a tensor, in any layout.</summary>
public class ElementwiseTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Tensor, Func<double, double> Number)> Functions = new()
    {
        ["exp"] = (x => x.exp(), Math.Exp),
        ["expm1"] = (x => x.expm1(), Expm1),
        ["log"] = (x => x.abs().log(), x => Math.Log(Math.Abs(x))),
        ["log1p"] = (x => x.abs().log1p(), x => Log1p(Math.Abs(x))),
        ["sqrt"] = (x => x.abs().sqrt(), x => Math.Sqrt(Math.Abs(x))),
        ["sigmoid"] = (x => x.sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        ["tanh"] = (x => x.tanh(), Math.Tanh),
        ["softplus"] = (x => x.softplus(), x => x > 20 ? x : Log1p(Math.Exp(x))),
        ["silu"] = (x => x.silu(), x => x / (1 + Math.Exp(-x))),
        ["elu"] = (x => x.elu(), x => x > 0 ? x : Expm1(x)),
        ["relu"] = (x => x.relu(), x => Math.Max(x, 0)),
        ["floor"] = (x => x.floor(), Math.Floor),
        ["ceil"] = (x => x.ceil(), Math.Ceiling),
        ["sign"] = (x => x.sign(), x => Math.Sign(x)),
        ["reciprocal"] = (x => (x + 100).reciprocal(), x => 1 / (x + 100)),
        ["pow"] = (x => x.abs().pow(1.7), x => Math.Pow(Math.Abs(x), 1.7)),
    };

    public static TheoryData<string> Names() => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithTheScalarFunction(string name)
    {
        using var scope = NewDisposeScope();
        var (function, reference) = Functions[name];
        double[] values = [0, 1e-12, -1e-12, 1e-7, -1e-7, .. Enumerable.Range(1, 400).Select(i => (i - 200.3) / 7)];
        var exact = function(tensor(values)).data<double>().ToArray();
        var single = function(tensor(values).to(float32)).data<float>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            AssertClose(reference(values[i]), exact[i], 1e-10, $"{name}({values[i]})");
            AssertClose(reference((float)values[i]), single[i], 1e-6, $"float {name}({values[i]})");
        }
    }

    [Fact]
    public void GeluUsesTheErrorFunction()
    {
        using var scope = NewDisposeScope();
        // x Φ(x), with Φ(1) and Φ(3) from tables of the normal distribution.
        var expected = new[] { -0.15865525393145707, 0, 0.8413447460685429, 3 * 0.9986501019683699, -4 * 3.167124183311992e-05 };
        var x = tensor([-1.0, 0, 1, 3, -4]);
        Assert.Equal(expected, x.gelu().data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-13);
        Assert.Equal(expected, x.to(float32).gelu().to(float64).data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AValueDoesNotDependOnItsPlace(string name)
    {
        using var scope = NewDisposeScope();
        var function = Functions[name].Tensor;
        var x = randn([67], float32, generator: new Generator(3)).mul(3);
        var whole = function(x).data<float>().ToArray();
        foreach (var (start, length) in new[] { (0, 1), (5, 3), (1, 31), (13, 54), (66, 1) })
            Assert.Equal(whole[start..(start + length)], function(x.narrow(0, start, length)).data<float>().ToArray());
    }

    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(2, 70, 3)]
    [InlineData(5, 1, 40)]
    [InlineData(300, 2, 2)]
    public void BroadcastingReadsTheRightElements(long a, long b, long c)
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[a, b, c], [b, c], [c], [a, 1, c], [a, b, 1], [1, b, 1], []];
        foreach (var left in shapes)
        {
            foreach (var right in shapes)
            {
                var (x, y) = (Counting(left), Counting(right).mul(0.5));
                var sizes = Shape.Broadcast("test", left, right);
                var expected = new double[Shape.Count(sizes)];
                var (whole, half) = (x.expand(sizes).contiguous().data<double>().ToArray(), y.expand(sizes).contiguous().data<double>().ToArray());
                for (var i = 0; i < expected.Length; i++)
                    expected[i] = whole[i] - half[i];
                Assert.Equal(expected, (x - y).data<double>().ToArray());
                Assert.Equal(expected, (Turned(x) - Turned(y)).data<double>().ToArray());
                Assert.Equal(expected.Select(value => value > 0), (x > y).data<bool>().ToArray());
            }
        }
    }

    [Fact]
    public void TypesMeetAsInTorch()
    {
        using var scope = NewDisposeScope();
        var (f, d, l, b) = (ones(2), ones(2, float64), ones(2, int64), ones(2, @bool));
        Assert.Equal(float64, (f + d).dtype);
        Assert.Equal(float32, (f + l).dtype);
        Assert.Equal(int64, (l + b).dtype);
        Assert.Equal(float32, (f + 1.0).dtype);
        Assert.Equal(float32, (l + 1.5).dtype);
        Assert.Equal(int64, (l + 1).dtype);
        Assert.Equal(int64, (b + 1).dtype);
        Assert.Equal(float32, (l / 2).dtype);
        Assert.Equal(float32, (l / l).dtype);
        Assert.Equal(float32, (f + tensor(2.0, float64)).dtype);
        Assert.Equal(float64, (l + tensor(2.0, float64)).dtype);
        Assert.Equal(int64, b.sum().dtype);
        Assert.Equal(2L, b.sum().item<long>());
        Assert.Contains("truth values", Assert.Throws<NotSupportedException>(() => b + b).Message);
    }

    [Fact]
    public void IntegersDivideAsAsked()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor([7L, -7, 7, -7, 6]), tensor([2L, 2, -2, -2, 3]));
        Assert.Equal([3L, -4, -4, 3, 2], x.div(y, RoundingMode.floor).data<long>().ToArray());
        Assert.Equal([3L, -3, -3, 3, 2], x.div(y, RoundingMode.trunc).data<long>().ToArray());
        Assert.Equal([1L, 1, -1, -1, 0], (x % y).data<long>().ToArray());
        Assert.Equal([3f, -4, 3, -4, 3], x.to(float32).div(2, RoundingMode.floor).data<float>().ToArray());
        Assert.Equal([1.5f, -0.5f, 1.5f], (tensor([5.5f, -2.5f, -0.5f]) % tensor([2f, -2f, 2f])).data<float>().ToArray());
    }

    [Fact]
    public void ComparisonsAndLogic()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, float.NaN, float.PositiveInfinity]);
        Assert.Equal([false, true, false, true], (x >= 2).data<bool>().ToArray());
        Assert.Equal([true, false, false, false], (2.0.ToScalar() > x).data<bool>().ToArray());
        Assert.Equal([false, false, true, false], x.isnan().data<bool>().ToArray());
        Assert.Equal([false, false, false, true], x.isinf().data<bool>().ToArray());
        Assert.Equal([true, true, false, false], x.isfinite().data<bool>().ToArray());
        Assert.Equal([true, true, true, true], (x != x.flip(0)).data<bool>().ToArray());
        Assert.Equal([false, false, false, true], (x.isfinite() ^ ~x.isnan()).data<bool>().ToArray());
        Assert.True(x.isnan().any().item<bool>());
        Assert.False(x.isfinite().all().item<bool>());
        Assert.Equal([true, false], tensor([1f, 1f, 0f, 2f], [2, 2]).all(1).data<bool>().ToArray());
        Assert.Equal([true, false], tensor([0f, 1f, 0f, 0f], [2, 2]).any(1).data<bool>().ToArray());
    }

    [Fact]
    public void NotANumberStaysOne()
    {
        using var scope = NewDisposeScope();
        var x = tensor([float.NaN, 1f]);
        foreach (var y in new[] { x.relu(), x.clamp(0, 2), x.maximum(zeros(2)), zeros(2).maximum(x), x.minimum(zeros(2)), x.sign(), x.exp(), x.tanh(), x.sigmoid(), x.leaky_relu(0.1), x.max(), x.min(), x.sum(), x.log_softmax(0), x.logsumexp(0) })
            Assert.True(float.IsNaN(y.flatten()[0].item<float>()));
    }

    [Fact]
    public void ExtremesOfTheScaleDoNotOverflow()
    {
        using var scope = NewDisposeScope();
        var x = tensor([-1000f, -100f, 100f, 1000f]);
        Assert.Equal([0f, MathF.Exp(-100), 1f, 1f], x.sigmoid().data<float>().ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
        Assert.Equal([-1f, -1f, 1f, 1f], x.tanh().data<float>().ToArray());
        Assert.Equal(1000f, x.logsumexp(0).item<float>());
        Assert.Equal(1000f, x.logaddexp(x.flip(0))[0].item<float>());
        var none = full(2, double.NegativeInfinity);
        Assert.Equal([float.NegativeInfinity, float.NegativeInfinity], none.to(float32).logaddexp(none.to(float32)).data<float>().ToArray());
        Assert.Equal([0f, 0f, float.PositiveInfinity], tensor([float.NegativeInfinity, -200f, 100f]).exp().data<float>().ToArray());
    }

    [Fact]
    public void InPlaceOperationsWriteThroughViews()
    {
        using var scope = NewDisposeScope();
        var x = arange(12, float32).view(3, 4);
        x.t()[1].add_(100);
        x[2].mul_(tensor([0f, 1f, 2f, 3f]));
        x.narrow(1, 2, 2).narrow(0, 0, 1).fill_(-1);
        Assert.Equal([0f, 101f, -1f, -1f, 4f, 105f, 6f, 7f, 0f, 109f, 20f, 33f], x.data<float>().ToArray());
        Assert.Contains("cannot hold", Assert.Throws<ArgumentException>(() => ones(2, int64).add_(ones(2))).Message);
        Assert.Contains("does not broadcast", Assert.Throws<ArgumentException>(() => ones(2).add_(ones(3, 2))).Message);
    }

    [Fact]
    public void ShapesThatDoNotBroadcastAreNamed()
    {
        using var scope = NewDisposeScope();
        var message = Assert.Throws<ArgumentException>(() => ones(2, 3) + ones(4)).Message;
        Assert.Contains("add", message);
        Assert.Contains("[2, 3] and [4]", message);
    }

    // Neither loses digits near zero.
    private static double Expm1(double x) => 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);

    private static double Log1p(double x) => x > 1 ? Math.Log(1 + x) : 2 * Math.Atanh(x / (2 + x));

    private static Tensor Counting(long[] shape) => arange(1, Shape.Count(shape) + 1, float64).reshape(shape);

    // The same elements in column-major order.
    private static Tensor Turned(Tensor x)
    {
        var order = Enumerable.Range(0, (int)x.dim()).Reverse().Select(i => (long)i).ToArray();
        return x.permute(order).contiguous().permute(order);
    }

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1e-30, Math.Abs(expected)) + (tolerance * 1e-9), $"{what} gives {actual:R}, should be {expected:R}");
}
