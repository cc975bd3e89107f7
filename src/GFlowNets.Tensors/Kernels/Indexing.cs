using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Reading and adding at places given by int64 indices. Additions happen in the order of the indices.</summary>
internal static class Indexing
{
    internal static void RequireIndices(string operation, Tensor index)
    {
        if (index.ElementType != ScalarType.Int64)
            throw new ArgumentException($"{operation}: indices must be int64 (got {index.ElementType}); convert them with to(int64).");
    }

    internal static void CheckRange(string operation, ReadOnlySpan<long> indices, long limit)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)limit)
                throw new ArgumentOutOfRangeException(nameof(indices), $"{operation}: indices must lie in 0..{limit - 1} (got {indices[i]} at place {i}).");
        }
    }

    /// <summary>Whole slices of x along a dimension, in the order of the indices (one dimension).</summary>
    internal static Tensor Select(string operation, Tensor x, int dim, Tensor index)
    {
        CheckVector(operation, index);
        var (source, places) = (x.Contiguous ? x : Copying.Packed(x), index.contiguous());
        var (outer, length, inner) = Split(x.Sizes, dim);
        CheckRange(operation, places.Elements<long>(), length);
        long[] sizes = [.. x.Sizes.AsSpan()];
        sizes[dim] = index.Count;
        var result = Tensor.Create(sizes, x.ElementType);
        switch (Types.Size(x.ElementType))
        {
            case 1: Select(source.Elements<byte>(), places.Elements<long>(), result.Elements<byte>(), outer, length, inner); break;
            case 4: Select(source.Elements<int>(), places.Elements<long>(), result.Elements<int>(), outer, length, inner); break;
            default: Select(source.Elements<long>(), places.Elements<long>(), result.Elements<long>(), outer, length, inner); break;
        }
        if (!ReferenceEquals(source, x))
            source.Dispose();
        return result;
    }

    /// <summary>Adds alpha times each slice of the source to the slice of the target that its index names. The target is contiguous.</summary>
    internal static void AddSlices(string operation, Tensor target, int dim, Tensor index, Tensor source, double alpha)
    {
        CheckVector(operation, index);
        var fits = source.Sizes.Length == target.Sizes.Length && source.Sizes[dim] == index.Count;
        for (var i = 0; fits && i < target.Sizes.Length; i++)
            fits = i == dim || source.Sizes[i] == target.Sizes[i];
        if (!fits)
        {
            throw new ArgumentException($"{operation}: the source must have the target's shape but for dimension {dim}, where it has one slice per index "
                + $"(got a target of {Shape.Text(target.Sizes)}, {index.Count} indices and a source of {Shape.Text(source.Sizes)}).");
        }
        RequireSameType(operation, target, source);
        var (outer, length, inner) = Split(target.Sizes, dim);
        var (places, values) = (index.contiguous(), source.contiguous());
        CheckRange(operation, places.Elements<long>(), length);
        target.MarkWritten();
        switch (target.ElementType)
        {
            case ScalarType.Float32: AddSlices(target.Elements<float>(), places.Elements<long>(), values.Elements<float>(), outer, length, inner, (float)alpha); break;
            case ScalarType.Float64: AddSlices(target.Elements<double>(), places.Elements<long>(), values.Elements<double>(), outer, length, inner, alpha); break;
            case ScalarType.Int64: AddSlices(target.Elements<long>(), places.Elements<long>(), values.Elements<long>(), outer, length, inner, (long)alpha); break;
            default: throw Elementwise.NoArithmetic();
        }
    }

    /// <summary>result[i][j][k] = x[i][index[i][j][k]][k] for dim 1, and alike for others.</summary>
    internal static Tensor Gather(Tensor x, int dim, Tensor index)
    {
        CheckFits("gather", index, x, dim);
        var result = Tensor.Create(index.Sizes, x.ElementType);
        switch (Types.Size(x.ElementType))
        {
            case 1: Each(new Gathering<byte>(x.Reach<byte>(), result.Elements<byte>()), "gather", x, dim, index); break;
            case 4: Each(new Gathering<int>(x.Reach<int>(), result.Elements<int>()), "gather", x, dim, index); break;
            default: Each(new Gathering<long>(x.Reach<long>(), result.Elements<long>()), "gather", x, dim, index); break;
        }
        return result;
    }

    /// <summary>target[i][index[i][j][k]][k] += source[i][j][k] for dim 1, and alike for others; or = where not adding.</summary>
    internal static void Scatter(string operation, Tensor target, int dim, Tensor index, Tensor source, bool add)
    {
        CheckFits(operation, index, target, dim);
        RequireSameType(operation, target, source);
        if (source.Sizes.Length != index.Sizes.Length || index.Sizes.Zip(source.Sizes).Any(pair => pair.First > pair.Second))
            throw new ArgumentException($"{operation}: the source must be at least as large as the index (got {Shape.Text(source.Sizes)} and {Shape.Text(index.Sizes)}).");
        var values = source.Share(index.Sizes, source.Strides, source.Offset).contiguous();
        target.MarkWritten();
        switch (target.ElementType)
        {
            case ScalarType.Float32: Each(new Scattering<float>(target.Reach<float>(), values.Elements<float>(), add), operation, target, dim, index); break;
            case ScalarType.Float64: Each(new Scattering<double>(target.Reach<double>(), values.Elements<double>(), add), operation, target, dim, index); break;
            case ScalarType.Int64: Each(new Scattering<long>(target.Reach<long>(), values.Elements<long>(), add), operation, target, dim, index); break;
            default: Each(new Scattering<byte>(target.Reach<byte>(), values.Elements<byte>(), add ? throw Elementwise.NoArithmetic() : false), operation, target, dim, index); break;
        }
    }

    private interface IAt
    {
        void Do(int place, long offset);
    }

    private readonly ref struct Gathering<T>(Span<T> source, Span<T> result) : IAt
    {
        private readonly Span<T> source = source, result = result;

        public void Do(int place, long offset) => result[place] = source[(int)offset];
    }

    private readonly ref struct Scattering<T>(Span<T> target, Span<T> values, bool add) : IAt where T : INumber<T>
    {
        private readonly Span<T> target = target, values = values;

        public void Do(int place, long offset) => target[(int)offset] = add ? target[(int)offset] + values[place] : values[place];
    }

    // For every index in order: its place among the indices, and the offset in x that it names.
    private static void Each<TAt>(TAt at, string operation, Tensor x, int dim, Tensor index) where TAt : IAt, allows ref struct
    {
        var places = index.contiguous().Elements<long>();
        if (x.Sizes.Length == 0)
        {
            CheckRange(operation, places, 1);
            at.Do(0, 0);
            return;
        }
        CheckRange(operation, places, x.Sizes[dim]);
        var strides = x.Strides;
        var step = strides[dim];
        var rank = index.Sizes.Length;
        // The strides of x without the indexed dimension, walked in the shape of the index.
        Span<long> others = stackalloc long[rank];
        strides.CopyTo(others);
        others[dim] = 0;
        var walk = new Walk(stackalloc long[Walk.Space(rank)], index.Sizes, Shape.ContiguousStrides(index.Sizes), others, others);
        while (walk.Next())
        {
            for (var i = 0; i < walk.Length; i++)
            {
                var place = (int)walk.At0 + i;
                at.Do(place, walk.At1 + (i * walk.Step1) + (places[place] * step));
            }
        }
    }

    private static void Select<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> places, Span<T> result, int outer, int length, int inner)
    {
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var place in places)
            {
                if (inner == 1)
                    result[at] = x[(o * length) + (int)place];
                else
                    x.Slice(((o * length) + (int)place) * inner, inner).CopyTo(result[at..]);
                at += inner;
            }
        }
    }

    private static void AddSlices<T>(Span<T> target, ReadOnlySpan<long> places, ReadOnlySpan<T> source, int outer, int length, int inner, T alpha) where T : unmanaged, INumber<T>
    {
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var place in places)
            {
                var first = ((o * length) + (int)place) * inner;
                if (inner == 1)
                {
                    target[first] += alpha * source[at];
                }
                else
                {
                    var slice = target.Slice(first, inner);
                    Elementwise.Loop<T, AddScaled>(slice, source.Slice(at, inner), slice, alpha);
                }
                at += inner;
            }
        }
    }

    private static (int Outer, int Length, int Inner) Split(long[] sizes, int dim) => sizes.Length == 0 ? (1, 1, 1)
        : ((int)Shape.Count(sizes, 0, dim), (int)sizes[dim], (int)Shape.Count(sizes, dim + 1, sizes.Length));

    private static void CheckVector(string operation, Tensor index)
    {
        RequireIndices(operation, index);
        if (index.Sizes.Length > 1)
            throw new ArgumentException($"{operation}: the index must have one dimension (got {Shape.Text(index.Sizes)}).");
    }

    private static void CheckFits(string operation, Tensor index, Tensor x, int dim)
    {
        RequireIndices(operation, index);
        var fits = index.Sizes.Length == x.Sizes.Length;
        for (var i = 0; fits && i < x.Sizes.Length; i++)
            fits = i == dim || index.Sizes[i] <= x.Sizes[i];
        if (!fits)
        {
            throw new ArgumentException($"{operation}: the index must have as many dimensions as the tensor and be no larger, but for dimension {dim} "
                + $"(got an index of {Shape.Text(index.Sizes)} for a tensor of {Shape.Text(x.Sizes)}).");
        }
    }

    private static void RequireSameType(string operation, Tensor target, Tensor source)
    {
        if (target.ElementType != source.ElementType)
            throw new ArgumentException($"{operation}: target and source must be of one type (got {target.ElementType} and {source.ElementType}).");
    }
}
