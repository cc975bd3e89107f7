using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

public class ReductionTests
{
    [Fact]
    public void SumsOverEveryChoiceOfDimensions()
    {
        using var scope = NewDisposeScope();
        var x = randn([3, 5, 2, 17], float64, generator: new Generator(1));
        for (var choice = 1; choice < 16; choice++)
        {
            var dims = Enumerable.Range(0, 4).Where(i => (choice & (1 << i)) != 0).Select(i => (long)i).ToArray();
            var expected = x;
            foreach (var dim in dims)
            {
                var parts = expected.unbind(dim);
                expected = parts.Aggregate((sum, part) => sum + part).unsqueeze(dim);
            }
            Assert.True(x.sum(dims, keepdim: true).allclose(expected, 1e-12, 1e-12));
            Assert.True(x.permute(3, 1, 0, 2).sum([.. dims.Select(dim => (long)Array.IndexOf([3L, 1, 0, 2], dim))]).numel() == expected.numel());
            Assert.True(x.transpose(1, 3).contiguous().transpose(1, 3).mean(dims, keepdim: true).allclose(expected * expected.numel() / x.numel(), 1e-12, 1e-12));
        }
    }

    [Fact]
    public void LongSumsStayAccurate()
    {
        using var scope = NewDisposeScope();
        var x = full(1_000_003, 0.1f);
        Assert.Equal(100000.3f, x.sum().item<float>(), 0.05f);
    }

    [Fact]
    public void ARowsSumDoesNotDependOnItsBatch()
    {
        using var scope = NewDisposeScope();
        foreach (var length in new[] { 3, 40, 1500 })
        {
            var x = randn([9, length], generator: new Generator(2));
            foreach (var function in new Func<Tensor, Tensor>[] { t => t.sum(1), t => t.log_softmax(1), t => t.softmax(1), t => t.logsumexp(1), t => t.mean([1]) })
                Assert.Equal(function(x).narrow(0, 4, 2).contiguous().data<float>().ToArray(), function(x.narrow(0, 4, 2)).data<float>().ToArray());
        }
    }

    [Fact]
    public void ExtremesAndTheirPlaces()
    {
        using var scope = NewDisposeScope();
        var x = tensor([3f, 9f, 9f, 1f, -2f, 0f], [2, 3]);
        var (values, places) = x.max(1);
        Assert.Equal([9f, 1f], values.data<float>().ToArray());
        Assert.Equal([1L, 0], places.data<long>().ToArray());
        Assert.Equal([1f, -2f, 0f], x.min(0).values.data<float>().ToArray());
        Assert.Equal(1L, x.argmax().item<long>());
        Assert.Equal([2L, 1], x.argmax(1).shape.Append(x.argmin(1)[1].item<long>()));
        Assert.Equal(-2f, x.min().item<float>());
        Assert.Equal([9f, 1f], x.amax(1).data<float>().ToArray());
        Assert.Contains("no extreme of no elements", Assert.Throws<ArgumentException>(() => zeros(0).max()).Message);
    }

    [Fact]
    public void SpreadAndNorms()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2, 3, 6]);
        Assert.Equal(14.0 / 3, x.var().item<double>(), 1e-12);
        Assert.Equal(3.5, x.var(unbiased: false).item<double>(), 1e-12);
        Assert.Equal(Math.Sqrt(14.0 / 3), x.std().item<double>(), 1e-12);
        Assert.Equal(Math.Sqrt(50), x.norm().item<double>(), 1e-12);
        Assert.Equal(12, x.norm(1f).item<double>(), 1e-12);
        Assert.Equal(6, x.norm(float.PositiveInfinity).item<double>(), 1e-12);
        Assert.Equal([1.0, 3, 6, 12], x.cumsum(0).data<double>().ToArray());
        var zero = zeros(2, requires_grad: true);
        zero.norm().backward();
        Assert.Equal([0f, 0f], zero.grad!.data<float>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(300)]
    public void SoftmaxAgreesWithItsDefinition(int length)
    {
        using var scope = NewDisposeScope();
        var x = randn([11, length], float64, generator: new Generator(5)).mul(4);
        var total = x.exp().sum(-1, keepdim: true);
        Assert.True(x.softmax(1).allclose(x.exp() / total, 1e-12));
        Assert.True(x.log_softmax(1).allclose(x - total.log(), 1e-12));
        Assert.True(x.logsumexp(1, keepdim: true).allclose(total.log(), 1e-12));
        Assert.True(x.t().contiguous().t().logsumexp(0).allclose(x.exp().sum(0L).log(), 1e-12));
        Assert.True(x.to(float32).log_softmax(1).to(float64).allclose(x - total.log(), 1e-5, 1e-5));
    }

    [Fact]
    public void NoElementsSumToZero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0f, zeros(0).sum().item<float>());
        Assert.Equal([0f, 0f, 0f], zeros(0, 3).sum(0L).data<float>().ToArray());
        Assert.Equal(0, zeros(0, 3).log_softmax(1).numel());
        Assert.Equal([float.NegativeInfinity], zeros([1, 0]).logsumexp(1).data<float>().ToArray());
    }
}
