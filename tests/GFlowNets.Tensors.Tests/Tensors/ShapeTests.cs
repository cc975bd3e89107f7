using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

public class ShapeTests
{
    [Fact]
    public void ViewsShareMemoryAndCopiesDoNot()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, float32).view(2, 3);
        foreach (var view in new[] { x.view(3, 2), x.t(), x[1], x.unsqueeze(0), x.expand(4, 2, 3), x.narrow(1, 0, 2), x.detach(), x.alias(), x.reshape(6), x.flatten() })
            Assert.Same(x.Storage, view.Storage);
        foreach (var copy in new[] { x.clone(), x.t().contiguous(), x.t().reshape(6), x.repeat(2, 1), x.to(float64), x.to(float32, copy: true), x.flip(0) })
            Assert.NotSame(x.Storage, copy.Storage);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], x.t().reshape(6).data<float>().ToArray());
        Assert.Equal([3L, 1L], x.stride());
        Assert.Equal([1L, 3L], x.t().stride());
        Assert.False(x.t().is_contiguous());
        Assert.Contains("use reshape", Assert.Throws<InvalidOperationException>(() => x.t().view(6)).Message);
    }

    [Fact]
    public void ShapesAreWorkedOut()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3, 4);
        Assert.Equal([6L, 4], x.reshape(-1, 4).shape);
        Assert.Equal([2L, 12], x.flatten(1).shape);
        Assert.Equal([2L, 3, 2, 2], x.unflatten(2, 2, -1).shape);
        Assert.Equal([4L, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([2L, 3, 1, 4], x.unsqueeze(-2).shape);
        Assert.Equal([3L, 4], x[..1].squeeze().shape);
        Assert.Equal([5L, 2, 3, 4], x.expand(5, -1, -1, -1).shape);
        Assert.Equal([4L, 3, 4], x.repeat(2, 1, 1).shape);
        Assert.Equal([[1L, 3, 4], [1L, 3, 4]], x.chunk(2).Select(piece => piece.shape));
        Assert.Equal([3L, 1L], x.split([3, 1], 2).Select(piece => piece.size(2)));
        Assert.Equal([2L, 2, 3, 4], stack([x, x], 1).permute(1, 0, 2, 3).shape);
        Assert.Equal([0L, 3], zeros(0, 3).reshape(-1, 3).shape);
        Assert.Equal(24, x.numel());
        Assert.Equal(4, x.size(-1));
    }

    [Fact]
    public void RepeatedElementsStandInOrder()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1L, 2, 3]);
        Assert.Equal([1L, 2, 3, 1, 2, 3], x.repeat(2).data<long>().ToArray());
        Assert.Equal([1L, 1, 2, 2, 3, 3], x.repeat_interleave(2).data<long>().ToArray());
        Assert.Equal([2L, 3, 3, 3], x.repeat_interleave(tensor([0L, 1, 3])).data<long>().ToArray());
        Assert.Equal([3L, 2, 1], x.flip(0).data<long>().ToArray());
        Assert.Equal([1L, 2, 3, 7, 8], cat([x, tensor([7L, 8])]).data<long>().ToArray());
    }

    [Fact]
    public void WrongShapesAreRefusedInASentence()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        Assert.Contains("6 elements of shape [2, 3] do not fit the shape [4, -1]", Assert.Throws<ArgumentException>(() => x.reshape(4, -1)).Message);
        Assert.Contains("-2..1", Assert.Throws<ArgumentOutOfRangeException>(() => x.sum(2)).Message);
        Assert.Contains("[2, 3] cannot become [2, 4]", Assert.Throws<ArgumentException>(() => x.expand(2, 4)).Message);
        Assert.Contains("sizes must agree", Assert.Throws<ArgumentException>(() => cat([x, zeros(2, 4)])).Message);
        Assert.Contains("named twice", Assert.Throws<ArgumentException>(() => x.sum([0, -2])).Message);
        Assert.Contains("write 0L", Assert.Throws<NotSupportedException>(() => x.sum(0)).Message);
        Assert.Contains("must not be negative", Assert.Throws<ArgumentException>(() => zeros(-1)).Message);
        Assert.Contains("each of the 2 dimensions once", Assert.Throws<ArgumentException>(() => x.permute(0, 0)).Message);
    }
}
