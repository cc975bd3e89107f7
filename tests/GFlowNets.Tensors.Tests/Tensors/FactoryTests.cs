using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

[Collection(nameof(EngineSettings))]
public class FactoryTests
{
    [Fact]
    public void FactoriesFill()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0f, 0f], zeros(2).data<float>().ToArray());
        Assert.Equal([1L, 1], ones([2], int64).data<long>().ToArray());
        Assert.Equal(int64, full(2, 3).dtype);
        Assert.Equal([2.5f, 2.5f], full([2], 2.5).data<float>().ToArray());
        Assert.Equal([0L, 1, 2], arange(3).data<long>().ToArray());
        Assert.Equal([1f, 1.5f], arange(1.0, 2.0, 0.5).data<float>().ToArray());
        Assert.Equal([3L, 1], arange(3, 0, -2).data<long>().ToArray());
        Assert.Equal([0f, 0.5f, 1f], linspace(0, 1, 3).data<float>().ToArray());
        Assert.Equal([1f, 0, 0, 0, 1, 0], eye(2, 3).data<float>().ToArray());
        Assert.Equal([2L, 3], zeros_like(ones(2, 3)).shape);
        Assert.Equal([4.0, 4.0], full_like(ones(2, float64), 4).data<double>().ToArray());
        Assert.True(ones(1, requires_grad: true).requires_grad);
    }

    [Fact]
    public void DataIsCopiedInItsType()
    {
        using var scope = NewDisposeScope();
        var source = new float[,] { { 1, 2 }, { 3, 4 } };
        var x = tensor(source);
        source[0, 0] = 9;
        Assert.Equal([1f, 2f, 3f, 4f], x.data<float>().ToArray());
        Assert.Equal([2L, 2], x.shape);
        Assert.Equal(float64, tensor([1.0]).dtype);
        Assert.Equal(float32, tensor(1.0).dtype);
        Assert.Equal(int64, tensor(1L).dtype);
        Assert.Equal(@bool, tensor(true).dtype);
        Assert.Equal(float32, tensor([1L, 2], float32).dtype);
        Assert.Equal([1L, 2, 2], from_array(new long[1, 2, 2]).shape);
        Assert.Contains("got Int32", Assert.Throws<NotSupportedException>(() => from_array(new int[2])).Message);
        Assert.Contains("holds 6 elements (got 2)", Assert.Throws<ArgumentException>(() => tensor([1f, 2f], [2, 3])).Message);
    }

    [Fact]
    public void ElementsAreReadInTheirOwnType()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]);
        Assert.Contains("single element", Assert.Throws<InvalidOperationException>(() => x.item<float>()).Message);
        Assert.Contains("holds Float32, not Float64", Assert.Throws<InvalidOperationException>(() => x[0].item<double>()).Message);
        Assert.Throws<InvalidOperationException>(() => x.data<long>());
        Assert.Equal(2f, x.data<float>()[1]);
        x.data<float>().CopyFrom([5f], tensorIndex: 1);
        Assert.Equal([1f, 5f], x.data<float>().ToArray());
        Assert.Equal([1f, 5f], x.unsqueeze(1).expand(2, 2).t()[0].data<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => x.data<float>()[2]);
        Assert.Equal(8, x.bytes.Length);
    }

    [Fact]
    public void OnlyTheProcessorExists()
    {
        using var scope = NewDisposeScope();
        Assert.False(cuda.is_available());
        Assert.Contains("only the CPU (asked for cuda:0)", Assert.Throws<NotSupportedException>(() => ones(1, device: "cuda:0")).Message);
        Assert.Throws<NotSupportedException>(() => ones(1).cuda());
        Assert.Equal("cpu", ones(1).to(CPU).device.ToString());
        Assert.Contains("cpu, cuda", Assert.Throws<ArgumentException>(() => device("tpu")).Message);
    }

    [Fact]
    public void SeedsDecideAllBits()
    {
        using var scope = NewDisposeScope();
        float[] Draw()
        {
            manual_seed(5);
            return cat([rand(3), randn(3), randint(0, 9, [3]).to(float32), randperm(5).to(float32)]).data<float>().ToArray();
        }
        var first = Draw();
        Assert.Equal(first, Draw());
        manual_seed(6);
        Assert.NotEqual(first[..3], rand(3).data<float>().ToArray());
        var state = get_rng_state();
        var next = rand(4).data<float>().ToArray();
        set_rng_state(state);
        Assert.Equal(next, rand(4).data<float>().ToArray());
        Assert.Equal(rand([5], generator: new Generator(1)).data<float>().ToArray(), rand([5], generator: new Generator(1)).data<float>().ToArray());
    }

    [Fact]
    public void RandomNumbersFollowTheirDistributions()
    {
        using var scope = NewDisposeScope();
        var uniform = rand([100_000], float64, generator: new Generator(1));
        Assert.Equal(0.5, uniform.mean().item<double>(), 0.005);
        Assert.Equal(1.0 / 12, uniform.var().item<double>(), 0.002);
        Assert.True(uniform.ge(0).all().item<bool>() && uniform.lt(1).all().item<bool>());
        var normal = randn([100_000], float64, generator: new Generator(2));
        Assert.Equal(0, normal.mean().item<double>(), 0.015);
        Assert.Equal(1, normal.var().item<double>(), 0.02);
        Assert.Equal(3, normal.pow(4).mean().item<double>(), 0.15);
        var dice = randint(1, 7, [60_000], generator: new Generator(3));
        for (var face = 1; face <= 6; face++)
            Assert.InRange(dice.eq(face).sum().item<long>(), 9_600, 10_400);
        Assert.Equal([0L, 1, 2, 3, 4], randperm(5).data<long>().Order());
    }

    [Fact]
    public void TheDefaultTypeCanBeDouble()
    {
        using var scope = NewDisposeScope();
        try
        {
            set_default_dtype(float64);
            Assert.Equal(float64, ones(1).dtype);
            Assert.Equal(float64, tensor(1.0).dtype);
        }
        finally
        {
            set_default_dtype(float32);
        }
        Assert.Throws<ArgumentException>(() => set_default_dtype(int64));
        Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
    }

    [Fact]
    public void TextShowsShapeAndElements()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[], type = Int64, device = cpu 3", tensor(3L).ToString());
        Assert.Equal("[2x2], type = Float32, device = cpu\n[[1 2.5]\n [3 4]]", tensor([1f, 2.5f, 3f, 4f], [2, 2]).ToString());
        Assert.Equal("[2000], type = Bool, device = cpu [false false false ... false false false]", zeros(2000, @bool).ToString());
        var gone = ones(1);
        gone.Dispose();
        Assert.Equal("disposed tensor", gone.ToString());
    }
}
