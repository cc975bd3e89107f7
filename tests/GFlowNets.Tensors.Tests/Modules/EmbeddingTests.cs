using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

public class EmbeddingTests
{
    private const ScalarType F64 = ScalarType.Float64;
    private static readonly long[] indices = [3, 0, 3, 1, 4, 4, 4];
    private static readonly long[] offsets = [0, 2, 2, 6];

    // The bags as a dense matrix of counts (or weights), bags by table rows.
    private static Tensor Dense(double[]? weights = null, bool mean = false)
    {
        var dense = new double[offsets.Length * 6];
        for (var bag = 0; bag < offsets.Length; bag++)
        {
            var end = bag + 1 < offsets.Length ? offsets[bag + 1] : indices.Length;
            for (var i = offsets[bag]; i < end; i++)
                dense[bag * 6 + indices[i]] += (weights?[i] ?? 1) / (mean ? end - offsets[bag] : 1);
        }
        return tensor(dense, [offsets.Length, 6]);
    }

    private static EmbeddingBag Bag(EmbeddingBagMode mode, bool includeLast = false) =>
        nn.EmbeddingBag(6, 3, mode: mode, include_last_offset: includeLast, dtype: F64);

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.data<double>().ToArray(), actual.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(EmbeddingBagMode.Sum)]
    [InlineData(EmbeddingBagMode.Mean)]
    public void BagsAreTheDenseProduct(EmbeddingBagMode mode)
    {
        using var bag = Bag(mode);
        var bags = bag.call(tensor(indices), tensor(offsets));
        AssertClose(Dense(mean: mode == EmbeddingBagMode.Mean).matmul(bag.weight), bags);

        using var withLast = nn.EmbeddingBag(6, 3, mode: mode, include_last_offset: true, dtype: F64);
        withLast.load_state_dict(bag.state_dict());
        AssertClose(bags, withLast.call(tensor(indices), tensor((long[])[.. offsets, indices.Length])));
    }

    [Fact]
    public void WeightedBagsAreTheDenseProduct()
    {
        using var bag = Bag(EmbeddingBagMode.Sum);
        double[] weights = [0.5, -1, 2, 0, 3, 0.25, 1];
        AssertClose(Dense(weights).matmul(bag.weight), bag.call(tensor(indices), tensor(offsets), tensor(weights)));
    }

    [Fact]
    public void RowsOfIndicesAreBags()
    {
        using var bag = Bag(EmbeddingBagMode.Sum);
        var table = bag.weight;
        var rows = bag.call(tensor(new long[] { 1, 2, 5, 5 }, [2, 2]));
        AssertClose(cat([table.narrow(0, 1, 1) + table.narrow(0, 2, 1), table.narrow(0, 5, 1) * 2]), rows);
    }

    [Theory]
    [InlineData(EmbeddingBagMode.Sum)]
    [InlineData(EmbeddingBagMode.Mean)]
    public void GradientsAreDifferenceQuotients(EmbeddingBagMode mode)
    {
        using var bag = Bag(mode);
        FiniteDifferences.Check(() => bag.call(tensor(indices), tensor(offsets)), bag.weight);
        using var table = nn.Embedding(6, 3, dtype: F64);
        FiniteDifferences.Check(() => table.call(tensor(indices)), table.weight);
    }

    [Fact]
    public void AnEmbeddingPicksRows()
    {
        using var table = nn.Embedding(6, 3, dtype: F64);
        var picked = table.call(tensor(new long[] { 4, 0, 4, 2 }, [2, 2]));
        Assert.Equal([2, 2, 3], picked.shape);
        var rows = table.weight.data<double>().ToArray();
        Assert.Equal([.. rows[12..15], .. rows[0..3], .. rows[12..15], .. rows[6..9]], picked.data<double>().ToArray());
    }

    [Fact]
    public void WhatCannotBeIsRefusedInASentence()
    {
        Assert.Contains("Max", Assert.Throws<NotSupportedException>(() => Bag(EmbeddingBagMode.Max)).Message, StringComparison.Ordinal);
        Assert.Contains("padding", Assert.Throws<NotSupportedException>(() => nn.Embedding(4, 2, padding_idx: 0)).Message, StringComparison.Ordinal);
        using var bag = Bag(EmbeddingBagMode.Mean);
        Assert.Contains("offsets", Assert.Throws<ArgumentException>(() => bag.call(tensor(indices))).Message, StringComparison.Ordinal);
        Assert.Contains("Sum mode", Assert.Throws<NotSupportedException>(() => bag.call(tensor(indices), tensor(offsets), ones(7, F64))).Message, StringComparison.Ordinal);
    }
}
