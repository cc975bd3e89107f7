using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

internal static unsafe partial class Kernels
{
    // X: indices, Y: offsets, Z: weight (for the gradient of the factors); Extra: the factors held.
    private static readonly Rule EmbeddingBagRule = new("embedding_bag", static (node, g) =>
    {
        var gradient = g.Contiguous ? g : g.contiguous();
        var factors = (Tensor?)node.Extra;
        if (node.A is not null)
        {
            var result = Tensor.Filled(node.ShapeA, 0.0, g.ElementType);
            if (g.ElementType == ScalarType.Float32)
                ScatterBags<float>(result, gradient, node.X, node.Y, factors);
            else
                ScatterBags<double>(result, gradient, node.X, node.Y, factors);
            node.PassA(result);
        }
        if (node.B is not null)
        {
            var result = Tensor.Create(node.ShapeB, g.ElementType);
            if (g.ElementType == ScalarType.Float32)
                DotBags<float>(result, gradient, node.X, node.Y, node.Z);
            else
                DotBags<double>(result, gradient, node.X, node.Y, node.Z);
            node.PassB(result);
        }
    });

    /// <summary>Sums of rows of a table, one a bag: indices of all bags one after another, the place where each bag starts, a factor per index.</summary>
    internal static Tensor EmbeddingBag(Tensor weight, Tensor indices, Tensor offsets, Tensor? perSampleWeights)
    {
        CheckBags(weight, indices, offsets, perSampleWeights);
        var (table, places, starts) = (weight.contiguous(), indices.contiguous(), offsets.contiguous());
        var factors = perSampleWeights?.contiguous();
        Indexing.CheckRange("embedding_bag", places.Elements<long>(), weight.Sizes[0]);
        var result = Tensor.Create([offsets.Count, weight.Sizes[1]], weight.ElementType);
        if (weight.ElementType == ScalarType.Float32)
            SumBags<float>(result, table, places, starts, factors);
        else
            SumBags<double>(result, table, places, starts, factors);
        if (Tensor.Tracked(weight) || (perSampleWeights is not null && Tensor.Tracked(perSampleWeights)))
        {
            var node = Node.Record(EmbeddingBagRule, result, weight, perSampleWeights);
            node.Save(places, starts, node.B is null ? null : table).Extra = factors?.Hold();
        }
        return result;
    }

    private static void SumBags<T>(Tensor result, Tensor table, Tensor indices, Tensor offsets, Tensor? factors) where T : unmanaged, INumber<T>
    {
        var length = (int)table.Sizes[1];
        var rows = table.Elements<T>();
        var places = indices.Elements<long>();
        var sums = result.Elements<T>();
        var scales = factors is null ? default : factors.Elements<T>();
        for (var bag = 0; bag < offsets.Count; bag++)
        {
            var (from, to) = Bag(offsets.Elements<long>(), bag, places.Length);
            SumBag(rows, length, places[from..to], scales.IsEmpty ? scales : scales[from..to], sums.Slice(bag * length, length));
        }
    }

    // Eight vectors of the sum stay in registers while the rows pass by; columns beyond them are added in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumBag<T>(ReadOnlySpan<T> rows, int length, ReadOnlySpan<long> places, ReadOnlySpan<T> scales, Span<T> sum) where T : unmanaged, INumber<T>
    {
        var lanes = Vector512<T>.Count;
        var column = 0;
        fixed (T* table = rows, target = sum)
        {
            for (; column + (8 * lanes) <= length; column += 8 * lanes)
            {
                Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
                for (var i = 0; i < places.Length; i++)
                {
                    var row = table + ((nint)places[i] * length) + column;
                    var scale = Vector512.Create(scales.IsEmpty ? T.One : scales[i]);
                    s0 += scale * Vector512.Load(row);
                    s1 += scale * Vector512.Load(row + lanes);
                    s2 += scale * Vector512.Load(row + (2 * lanes));
                    s3 += scale * Vector512.Load(row + (3 * lanes));
                    s4 += scale * Vector512.Load(row + (4 * lanes));
                    s5 += scale * Vector512.Load(row + (5 * lanes));
                    s6 += scale * Vector512.Load(row + (6 * lanes));
                    s7 += scale * Vector512.Load(row + (7 * lanes));
                }
                s0.Store(target + column);
                s1.Store(target + column + lanes);
                s2.Store(target + column + (2 * lanes));
                s3.Store(target + column + (3 * lanes));
                s4.Store(target + column + (4 * lanes));
                s5.Store(target + column + (5 * lanes));
                s6.Store(target + column + (6 * lanes));
                s7.Store(target + column + (7 * lanes));
            }
        }
        if (column == length)
            return;
        sum[column..].Clear();
        for (var i = 0; i < places.Length; i++)
            AddRow(rows.Slice(((int)places[i] * length) + column, length - column), scales.IsEmpty ? T.One : scales[i], sum[column..]);
    }

    private static void ScatterBags<T>(Tensor result, Tensor gradient, Tensor indices, Tensor offsets, Tensor? factors) where T : unmanaged, INumber<T>
    {
        var length = (int)result.Sizes[1];
        var rows = result.Elements<T>();
        var places = indices.Elements<long>();
        var sums = gradient.Elements<T>();
        var scales = factors is null ? default : factors.Elements<T>();
        for (var bag = 0; bag < offsets.Count; bag++)
        {
            var (from, to) = Bag(offsets.Elements<long>(), bag, places.Length);
            var sum = sums.Slice(bag * length, length);
            for (var i = from; i < to; i++)
                AddRow(sum, scales.IsEmpty ? T.One : scales[i], rows.Slice((int)places[i] * length, length));
        }
    }

    private static void DotBags<T>(Tensor result, Tensor gradient, Tensor indices, Tensor offsets, Tensor table) where T : unmanaged, INumber<T>
    {
        var length = (int)table.Sizes[1];
        var rows = table.Elements<T>();
        var places = indices.Elements<long>();
        var sums = gradient.Elements<T>();
        var dots = result.Elements<T>();
        for (var bag = 0; bag < offsets.Count; bag++)
        {
            var (from, to) = Bag(offsets.Elements<long>(), bag, places.Length);
            for (var i = from; i < to; i++)
                dots[i] = Reductions.Dot<T>(sums.Slice(bag * length, length), rows.Slice((int)places[i] * length, length));
        }
    }

    private static (int From, int To) Bag(ReadOnlySpan<long> offsets, int bag, int count) =>
        ((int)offsets[bag], bag + 1 < offsets.Length ? (int)offsets[bag + 1] : count);

    private static void AddRow<T>(ReadOnlySpan<T> row, T factor, Span<T> sum) where T : unmanaged, INumber<T> =>
        Elementwise.Loop<T, AddScaled>(sum, row, sum, factor);

    private static void CheckBags(Tensor weight, Tensor indices, Tensor offsets, Tensor? factors)
    {
        if (weight.Sizes.Length != 2 || !weight.is_floating_point())
            throw new ArgumentException($"embedding_bag: the weight must be a real matrix (got {weight.ElementType} of {Shape.Text(weight.Sizes)}).");
        Indexing.RequireIndices("embedding_bag", indices);
        Indexing.RequireIndices("embedding_bag", offsets);
        if (indices.Sizes.Length != 1 || offsets.Sizes.Length != 1)
            throw new ArgumentException($"embedding_bag: indices and offsets must have one dimension (got {Shape.Text(indices.Sizes)} and {Shape.Text(offsets.Sizes)}).");
        if (factors is not null && (factors.ElementType != weight.ElementType || !Shape.Same(factors.Sizes, indices.Sizes)))
            throw new ArgumentException($"embedding_bag: the weights per sample must be {weight.ElementType} of {Shape.Text(indices.Sizes)}, as the indices (got {factors.ElementType} of {Shape.Text(factors.Sizes)}).");
        long before = 0;
        for (var i = 0; i < offsets.Count; i++)
        {
            var start = offsets.Reach<long>()[(int)(i * offsets.Strides[0])];
            if (start < before || start > indices.Count || (i == 0 && start != 0))
                throw new ArgumentException($"embedding_bag: offsets must start at 0 and grow up to the number of indices, {indices.Count} (got {start} at place {i}).");
            before = start;
        }
    }
}
