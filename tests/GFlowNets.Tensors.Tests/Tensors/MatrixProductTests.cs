using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>Matrix products against sums written out in double, for every remainder of the tiles and each vector width.</summary>
[Collection(nameof(EngineSettings))]
public class MatrixProductTests
{
    private static readonly (int M, int N, int K)[] Large = [(65, 33, 300), (64, 64, 256), (9, 256, 513), (200, 3, 257), (1, 300, 600)];

    public static TheoryData<bool> Widths() => MatrixProduct.Wide ? [true, false] : [false];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Float32AgreesWithDouble(bool wide) => WithWidth(wide, () =>
    {
        for (var m = 1; m <= 17; m++)
        {
            for (var n = 1; n <= 67; n++)
                Check(float32, m, n, (((m * 67) + n) % 9) + 1);
        }
        for (var k = 0; k <= 9; k++)
            Check(float32, 7, 37, k);
        foreach (var (m, n, k) in Large)
            Check(float32, m, n, k);
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Float64AgreesWithDouble(bool wide) => WithWidth(wide, () =>
    {
        for (var m = 1; m <= 9; m++)
        {
            for (var n = 1; n <= 35; n++)
                Check(float64, m, n, ((m + n) % 9) + 1);
        }
        foreach (var (m, n, k) in Large)
            Check(float64, m, n, k);
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void LinearAddsItsBiasAndActivation(bool wide) => WithWidth(wide, () =>
    {
        foreach (var (m, n, k) in new[] { (1, 1, 1), (5, 33, 7), (70, 32, 300), (3, 40, 0) })
        {
            using var scope = NewDisposeScope();
            var (x, w, b) = (Numbers(1, [m, k], float32), Numbers(2, [n, k], float32), Numbers(3, [n], float32));
            var fused = Kernels.Linear(x, w, b, Activation.Relu);
            var apart = x.to(float64).matmul(w.to(float64).t()).add(b).relu();
            Assert.True(fused.to(float64).allclose(apart, 1e-5, 1e-5), $"{m}x{n}x{k}");
        }
    });

    [Fact]
    public void EachVectorWidthGivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Numbers(1, [37, 300], float32), Numbers(2, [300, 67], float32));
        float[] Bits(bool wide)
        {
            var product = Array.Empty<float>();
            WithWidth(wide, () => product = x.mm(w).data<float>().ToArray());
            return product;
        }
        Assert.Equal(Bits(MatrixProduct.Wide), Bits(false));
    }

    [Fact]
    public void LeavingOutZerosChangesNoNumber()
    {
        foreach (var type in new[] { float32, float64 })
        {
            foreach (var rows in new[] { 1, 2, 7, 8, 65, 131 })
            {
                foreach (var (depth, columns) in new[] { (7, 128), (64, 145), (100, 401), (256, 256), (300, 512), (513, 64), (700, 129) })
                    CheckZeros(type, rows, depth, columns);
            }
        }
    }

    [Fact]
    public void ARowRepeatedWithoutMemoryOfItsOwnIsARightFactor()
    {
        using var scope = NewDisposeScope();
        foreach (var columns in new[] { 64, 128, 160 })
        {
            var (left, row) = (Numbers(1, [16, 10], float32).relu(), Numbers(2, [columns], float32));
            var repeated = row.unsqueeze(0).expand(10, columns);
            Assert.Equal(left.mm(repeated.contiguous()).data<float>().ToArray(), left.mm(repeated).data<float>().ToArray());
            Assert.Equal(left.mm(repeated.contiguous()).data<float>().ToArray(), left.t().contiguous().t().mm(repeated).data<float>().ToArray());
            var (stack, other) = (Numbers(3, [2, 5, 10], float32), Numbers(4, [2, 10, columns], float32).requires_grad_());
            stack.bmm(other).sum(1L).sum().backward();
            Assert.True(other.grad!.allclose(stack.sum(1L).unsqueeze(2).expand(2, 10, columns), 1e-5, 1e-5), $"{columns} columns");
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void ZeroTimesWhatIsNotFiniteIsNotANumber(double value)
    {
        using var scope = NewDisposeScope();
        foreach (var columns in new[] { 128, 145 })
        {
            var (left, right) = (zeros(16, 300), ones(300, columns));
            right[200, 77] = tensor((float)value);
            foreach (var factor in new[] { right, new Parameter(right.clone(), requires_grad: false), right.t().contiguous().t() })
            {
                var product = left.mm(factor);
                Assert.Equal(16, product.isnan().sum().item<long>());
                Assert.True(double.IsNaN(product[3, 77].item<float>()));
                Assert.Equal(16, left.t().contiguous().t().mm(factor).isnan().sum().item<long>());
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(67)]
    [InlineData(1024)]
    public void PartsOfTheDepthAddUpToTheBitsOfTheWhole(int columns)
    {
        // 64 columns are read as they lie, 67 and steps of 4096 bytes are packed.
        using var scope = NewDisposeScope();
        var (x, w) = (Numbers(1, [700, 37], float32), Numbers(2, [700, columns], float32));
        var parts = full([37, columns], double.NaN, float32);
        for (var first = 0; first < 700; first += 300)
        {
            var rows = Math.Min(300, 700 - first);
            parts.addmm_(x.narrow(0, first, rows).t(), w.narrow(0, first, rows), beta: first == 0 ? 0 : 1);
        }
        var packed = x.t().mm(new Parameter(w.clone(), requires_grad: false));
        Assert.Equal(packed.data<float>().ToArray(), parts.data<float>().ToArray());
        Assert.Equal(packed.data<float>().ToArray(), x.t().mm(w).data<float>().ToArray());
    }

    [Fact]
    public void AProductIsAddedInPlace()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (Numbers(1, [5, 7], float64), Numbers(2, [7, 3], float64), Numbers(3, [5, 3], float64));
        var expected = 0.5 * c + (-2 * a.mm(b));
        Assert.True(c.addmm(a, b, 0.5f, -2).allclose(expected));
        Assert.True(c.clone().addmm_(a, b, 0.5f, -2).allclose(expected));
        var wider = zeros(5, 4, float64);
        wider.narrow(1, 1, 3).copy_(c);
        wider.narrow(1, 1, 3).addmm_(a, b);
        Assert.True(wider.narrow(1, 1, 3).allclose(c + a.mm(b)));
        Assert.Equal(0, wider.narrow(1, 0, 1).abs().sum().item<double>());
        Assert.True(c.clone().addmm_(zeros(5, 0, float64), zeros(0, 3, float64)).allclose(c, 0, 0));
        Assert.Equal(0, c.clone().addmm_(zeros(5, 0, float64), zeros(0, 3, float64), beta: 0).abs().sum().item<double>());
        var square = Numbers(4, [6, 6], float64);
        var own = square + square.mm(square);
        Assert.True(square.addmm_(square, square).allclose(own));
        Assert.Contains("got [5, 7] and [7, 3] for [5, 4]", Assert.Throws<ArgumentException>(() => wider.addmm_(a, b)).Message);
        Assert.Contains("Float32 and Float64", Assert.Throws<ArgumentException>(() => zeros(5, 3).addmm_(a, b)).Message);
        Assert.Contains("does not broadcast to the product's shape [5, 3]", Assert.Throws<ArgumentException>(() => zeros(2, 5, 3, float64).addmm(a, b)).Message);
        var leaf = zeros(5, 3, float64, requires_grad: true);
        Assert.Contains("addmm_: a tensor that requires gradients", Assert.Throws<InvalidOperationException>(() => leaf.addmm_(a, b)).Message);
    }

    [Fact]
    public void ARowDoesNotDependOnItsBatch()
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (Numbers(1, [131, 70], float32), Numbers(2, [45, 70], float32), Numbers(3, [45], float32));
        var whole = Kernels.Linear(x, w, b, Activation.Tanh);
        foreach (var rows in new[] { 1, 2, 3, 5, 8, 64, 130 })
        {
            var part = Kernels.Linear(x.narrow(0, 131 - rows, rows), w, b, Activation.Tanh);
            Assert.Equal(whole.narrow(0, 131 - rows, rows).data<float>().ToArray(), part.data<float>().ToArray());
        }
    }

    [Fact]
    public void TwoThreadsGiveTheBitsOfOne()
    {
        using var scope = NewDisposeScope();
        var x = Numbers(1, [300, 128], float32);
        float[][] Run(int threads)
        {
            set_num_threads(threads);
            var (w, b) = (new Parameter(Numbers(2, [256, 128], float32)), new Parameter(Numbers(3, [256], float32)));
            var input = x.detach().requires_grad_();
            var y = Kernels.Linear(input, w, b, Activation.Relu);
            y.square().sum().backward();
            return [y.data<float>().ToArray(), w.grad!.data<float>().ToArray(), b.grad!.data<float>().ToArray(), input.grad!.data<float>().ToArray()];
        }
        var before = get_num_threads();
        try
        {
            var one = Run(1);
            for (var threads = 2; threads <= 5; threads++)
                Assert.Equal(one, Run(threads));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public async Task NetworksSideBySideGiveTheBitsOfOneAlone()
    {
        float[] Train(int seed)
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var (x, w) = (randn(128, 64), new Parameter(randn(256, 64)));
            for (var step = 0; step < 20; step++)
            {
                using var inner = NewDisposeScope();
                w.grad = null;
                Kernels.Linear(x, w, null, Activation.Tanh).square().mean().backward();
                using (no_grad())
                    w.sub_(w.grad!);
            }
            return w.data<float>().ToArray();
        }
        var cancellation = TestContext.Current.CancellationToken;
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() => Train(seed), cancellation)));
        for (var seed = 0; seed < 4; seed++)
            Assert.Equal(Train(seed), together[seed]);
    }

    [Fact]
    public void AChangedParameterIsPackedAgain()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (ones(2, 3), new Parameter(ones(4, 3)));
        Assert.Equal(3f, Kernels.Linear(x, w, null, Activation.None)[0, 0].item<float>());
        using (no_grad())
            w.mul_(2);
        Assert.Equal(6f, Kernels.Linear(x, w, null, Activation.None)[0, 0].item<float>());
        w.data<float>()[0, 0] = 10;
        Assert.Equal(14f, Kernels.Linear(x, w, null, Activation.None)[0, 0].item<float>());
    }

    [Fact]
    public void WrongShapesAndTypesAreRefusedInASentence()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("mm: needs [n, k] and [k, m] (got [2, 3] and [2, 3])", Assert.Throws<ArgumentException>(() => ones(2, 3).mm(ones(2, 3))).Message);
        Assert.Contains("got [2, 3] and [4]", Assert.Throws<ArgumentException>(() => ones(2, 3).matmul(ones(4))).Message);
        Assert.Contains("Float32 and Float64", Assert.Throws<ArgumentException>(() => ones(2, 3).mm(ones(3, 2, float64))).Message);
        Assert.Contains("an input of [2, 3] and a weight of [5, 4]", Assert.Throws<ArgumentException>(() => Kernels.Linear(ones(2, 3), ones(5, 4), null, Activation.None)).Message);
        Assert.Contains("a bias of [4]", Assert.Throws<ArgumentException>(() => Kernels.Linear(ones(2, 3), ones(5, 3), ones(4), Activation.None)).Message);
    }

    // All four combinations of a factor and a transposed view of its transpose.
    private static void Check(ScalarType type, int m, int n, int k)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Numbers(m, [m, k], type), Numbers(n + 100, [k, n], type));
        var expected = Naive(a.to(float64).data<double>().ToArray(), b.to(float64).data<double>().ToArray(), m, n, k);
        var tolerance = (type == float32 ? 1e-6 : 1e-14) * (k + 1);
        foreach (var left in new[] { a, a.t().contiguous().t() })
        {
            foreach (var right in new[] { b, b.t().contiguous().t() })
            {
                var product = left.mm(right).to(float64).data<double>().ToArray();
                for (var i = 0; i < expected.Length; i++)
                    Assert.True(Math.Abs(product[i] - expected[i]) <= tolerance, $"{m}x{n}x{k}, element {i}: {product[i]} should be {expected[i]}");
            }
        }
    }

    // Rows behind a rectifier, some of them all zeros, some with none: with vectors of 256 bits nothing is left out.
    private static void CheckZeros(ScalarType type, int rows, int depth, int columns)
    {
        using var scope = NewDisposeScope();
        var left = Numbers(rows, [rows, depth], type).relu();
        left.narrow(0, rows / 2, 1).zero_();
        if (rows > 64)
            left.narrow(0, 0, 20).add_(1);
        var (right, bias, sum) = (Numbers(depth, [depth, columns], type), Numbers(columns, [columns], type), Numbers(3, [rows, columns], type));
        var weight = new Parameter(right.t().contiguous(), requires_grad: false);
        Tensor[] Products() =>
        [
            left.mm(right),
            left.t().contiguous().t().mm(right),
            left.mm(right.t().contiguous().t()),
            Kernels.Linear(left, weight, bias, Activation.Relu),
            sum.clone().addmm_(left, right),
            sum.clone().addmm_(left.t().contiguous().t(), right),
        ];
        Tensor[] skipping = [], complete = [];
        WithWidth(MatrixProduct.Wide, () => skipping = Products());
        WithWidth(false, () => complete = Products());
        for (var i = 0; i < complete.Length; i++)
            Assert.True(complete[i].eq(skipping[i]).all().item<bool>(), $"{type} {rows}x{depth}x{columns}, product {i}");
    }

    private static double[] Naive(double[] a, double[] b, int m, int n, int k)
    {
        var c = new double[m * n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var l = 0; l < k; l++)
                    c[(i * n) + j] += a[(i * k) + l] * b[(l * n) + j];
            }
        }
        return c;
    }

    private static Tensor Numbers(int seed, long[] shape, ScalarType type) =>
        rand(shape, float64, generator: new Generator((ulong)seed)).mul(2).sub(1).to(type);

    private static void WithWidth(bool wide, Action action)
    {
        var before = MatrixProduct.Wide;
        try
        {
            MatrixProduct.Wide = wide;
            action();
        }
        finally
        {
            MatrixProduct.Wide = before;
        }
    }
}
