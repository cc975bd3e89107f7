using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

public class IndexingTests
{
    private static Tensor Grid() => arange(24, int64).view(2, 3, 4);

    [Fact]
    public void NumbersAndRangesGiveViews()
    {
        using var scope = NewDisposeScope();
        var x = Grid();
        Assert.Equal(23L, x[1, 2, 3].item<long>());
        Assert.Equal([20L, 21, 22, 23], x[-1, -1].data<long>().ToArray());
        Assert.Equal([4L, 5, 6, 7, 8, 9, 10, 11], x[0][1..].data<long>().ToArray());
        Assert.Equal([3L, 7, 11, 15, 19, 23], x[TensorIndex.Ellipsis, ^1].data<long>().ToArray());
        Assert.Equal([1L, 3, 13, 15], x[.., 0, TensorIndex.Slice(1, null, 2)].data<long>().ToArray());
        Assert.Equal([2L, 1, 3, 1, 4], x[TensorIndex.Colon, TensorIndex.None, TensorIndex.Colon, TensorIndex.Null].shape);
        x[0, 0] = zeros(4, int64);
        x[.., 2, 1..3] = tensor([-1L, -2]);
        Assert.Equal([0L, 0, 0, 0, 4, 5, 6, 7, 8, -1, -2, 11], x[0].data<long>().ToArray());
        Assert.Same(x.Storage, x[1, 1].Storage);
    }

    [Fact]
    public void MasksAndPlacesGiveCopies()
    {
        using var scope = NewDisposeScope();
        var x = Grid();
        Assert.Equal([20L, 21, 22, 23], x[x.gt(19)].data<long>().ToArray());
        Assert.Equal([8L, 9, 10, 11], x[tensor([false, false, true]).unsqueeze(0).expand(2, 3).logical_and(tensor([true, false]).unsqueeze(1))].data<long>().ToArray());
        Assert.Equal([14L, 2, 14], x[tensor([1L, 0, -1]), tensor([0L, 0, 0]), tensor([2L])].data<long>().ToArray());
        Assert.Equal([2L, 2, 4], x[TensorIndex.Colon, TensorIndex.Tensor(tensor([2L, 0]))].shape);
        Assert.Equal([10L, 2, 22, 14], x[TensorIndex.Colon, TensorIndex.Tensor(tensor([2L, 0])), 2].data<long>().ToArray());
        Assert.Equal([3L, 7], x.masked_select(x.remainder(4).eq(3).logical_and(x.lt(8))).data<long>().ToArray());
        x[x.gt(2)] = tensor(0L);
        Assert.Equal(3L, x.sum().item<long>());
        x[tensor([0L, 1]), tensor([1L, 1])] = tensor([5L, 6, 7, 8]);
        Assert.Equal(55L, x.sum().item<long>());
        x.index_put_(tensor([1L, 1]), [tensor([0L, 0]), tensor([0L, 0]), tensor([0L, 0])], accumulate: true);
        Assert.Equal(2L, x[0, 0, 0].item<long>());
    }

    [Fact]
    public void GatherAndScatterAreInverse()
    {
        using var scope = NewDisposeScope();
        var x = Grid()[0].contiguous();
        var index = tensor([3L, 0, 0, 2, 1, 1], [3, 2]);
        Assert.Equal([3L, 0, 4, 6, 9, 9], x.gather(1, index).data<long>().ToArray());
        Assert.Equal([0L, 9, 2, 3], x.gather(0, tensor([0L, 2, 0, 0], [1, 4])).data<long>().ToArray());
        Assert.Equal([1L, 0, 0, 1, 1, 0, 1, 0, 0, 2, 0, 0], zeros(3, 4, int64).scatter_add(1, index, ones(3, 2, int64)).data<long>().ToArray());
        Assert.Equal([0L, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], zeros(3, 4, int64).scatter(1, tensor([1L], [1, 1]), full([1, 1], 7)).data<long>().ToArray());
    }

    [Fact]
    public void IndexAddSumsInOrder()
    {
        using var scope = NewDisposeScope();
        var sums = zeros(3).index_add(0, tensor([2L, 0, 2, 2]), tensor([1f, 2f, 3f, 4f]), 0.5);
        Assert.Equal([1f, 0f, 4f], sums.data<float>().ToArray());
        Assert.Equal([0f, 1f, 0f, 2f], zeros(2, 2).index_add_(1, tensor([1L]), tensor([1f, 2f], [2, 1]), 1).data<float>().ToArray());
        Assert.Equal([4L, 5, 6, 7, 0, 1, 2, 3], Grid()[0].index_select(0, tensor([1L, 0])).data<long>().ToArray());
    }

    [Fact]
    public void NonzeroNamesPlaces()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0L, 1, 1, 0], tensor([0f, 2f, 3f, 0f], [2, 2]).nonzero().data<long>().ToArray());
        Assert.Equal([0L, 3], zeros(2, 2, 2).nonzero().shape);
    }

    [Fact]
    public void BagsSumRows()
    {
        using var scope = NewDisposeScope();
        var table = Grid()[0].to(float32);
        var sums = Kernels.EmbeddingBag(table, tensor([0L, 2, 1]), tensor([0L, 2, 2]), tensor([1f, 10f, 2f]));
        Assert.Equal([80f, 91f, 102f, 113f, 0f, 0f, 0f, 0f, 8f, 10f, 12f, 14f], sums.data<float>().ToArray());
        Assert.Contains("0..2 (got 3 at place 1)", Assert.Throws<ArgumentOutOfRangeException>(() => Kernels.EmbeddingBag(table, tensor([0L, 3]), tensor([0L]), null)).Message);
        Assert.Contains("got 4 at place 1", Assert.Throws<ArgumentException>(() => Kernels.EmbeddingBag(table, tensor([0L, 1]), tensor([0L, 4]), null)).Message);
    }

    [Fact]
    public void WrongIndicesAreRefusedInASentence()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 3);
        Assert.Contains("0..2 (got 5 at place 1)", Assert.Throws<ArgumentOutOfRangeException>(() => x.gather(1, tensor([0L, 5], [1, 2]))).Message);
        Assert.Contains("must be int64 (got Float32)", Assert.Throws<ArgumentException>(() => x.index_select(0, ones(1))).Message);
        Assert.Contains("-2..1", Assert.Throws<ArgumentOutOfRangeException>(() => x[2]).Message);
        Assert.Contains("too many indices", Assert.Throws<ArgumentException>(() => x[0, 0, TensorIndex.Colon]).Message);
        Assert.Contains("a mask must have the shape", Assert.Throws<ArgumentException>(() => x[ones(3, @bool)]).Message);
        Assert.Contains("truth values (got Float32)", Assert.Throws<ArgumentException>(() => x.masked_fill(x, 0)).Message);
        Assert.Contains("one slice per index", Assert.Throws<ArgumentException>(() => x.index_add(0, tensor([0L]), ones(2, 3), 1)).Message);
        Assert.Contains("of one type", Assert.Throws<ArgumentException>(() => x.index_add(0, tensor([0L]), ones(1, 3, float64), 1)).Message);
    }
}
