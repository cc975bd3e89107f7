using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Sums and extremes over dimensions. The order of additions depends on the reduced sizes only, never on the rest of the batch.</summary>
internal static class Reductions
{
    private const int BlockLength = 1024;

    /// <summary>The tensor seen as [outer, reduced, inner], contiguous; a temporary copy where its memory lies otherwise.</summary>
    internal readonly ref struct View
    {
        internal View(Tensor x, ReadOnlySpan<bool> reduced)
        {
            var rank = x.Sizes.Length;
            var first = reduced.IndexOf(true);
            var last = reduced.LastIndexOf(true);
            var block = first >= 0 && !reduced[first..(last + 1)].Contains(false);
            if (first < 0)
                (Outer, Length, Inner) = ((int)x.Count, 1, 1);
            else if (block)
                (Outer, Length, Inner) = ((int)Shape.Count(x.Sizes, 0, first), (int)Shape.Count(x.Sizes, first, last + 1), (int)Shape.Count(x.Sizes, last + 1, rank));
            if (first < 0 || block)
            {
                Data = x.Contiguous ? x : Copying.Packed(x);
            }
            else
            {
                var order = new long[rank];
                var place = 0;
                for (var pass = 0; pass < 2; pass++)
                {
                    for (var i = 0; i < rank; i++)
                    {
                        if (reduced[i] == (pass == 1))
                            order[place++] = i;
                    }
                }
                var kept = reduced.Count(false);
                var strides = x.Strides;
                var turned = x.Share([.. order.Select(i => x.Sizes[i])], [.. order.Select(i => strides[i])], x.Offset, inScope: false);
                Data = Copying.Packed(turned);
                (Outer, Length, Inner) = ((int)Shape.Count(turned.Sizes, 0, kept), (int)Shape.Count(turned.Sizes, kept, rank), 1);
                turned.Dispose();
            }
            Temporary = !ReferenceEquals(Data, x);
        }

        internal Tensor Data { get; }

        internal bool Temporary { get; }

        internal int Outer { get; }

        internal int Length { get; }

        internal int Inner { get; }

        internal void Dispose()
        {
            if (Temporary)
                Data.Dispose();
        }
    }

    /// <summary>Which dimensions a list names; an empty list names all.</summary>
    internal static bool[] Mask(string operation, Tensor x, ReadOnlySpan<long> dims)
    {
        var mask = new bool[x.Sizes.Length];
        if (dims.IsEmpty)
        {
            mask.AsSpan().Fill(true);
            return mask;
        }
        foreach (var dim in dims)
        {
            var i = Shape.Dimension(operation, dim, x.Sizes.Length);
            if (mask.Length == 0)
                return mask;
            if (mask[i])
                throw new ArgumentException($"{operation}: dimension {dim} is named twice.");
            mask[i] = true;
        }
        return mask;
    }

    /// <summary>The shape after reducing.</summary>
    internal static long[] Reduced(long[] sizes, ReadOnlySpan<bool> mask, bool keepdim)
    {
        var result = new List<long>(sizes.Length);
        for (var i = 0; i < sizes.Length; i++)
        {
            if (!mask[i])
                result.Add(sizes[i]);
            else if (keepdim)
                result.Add(1);
        }
        return [.. result];
    }

    internal static Tensor Sum(Tensor x, ReadOnlySpan<bool> mask, long[] sizes)
    {
        var result = Tensor.Create(sizes, x.ElementType);
        using var view = new View(x, mask);
        switch (x.ElementType)
        {
            case ScalarType.Float32: Sum(view.Data.Elements<float>(), result.Elements<float>(), view.Outer, view.Length, view.Inner); break;
            case ScalarType.Float64: Sum(view.Data.Elements<double>(), result.Elements<double>(), view.Outer, view.Length, view.Inner); break;
            case ScalarType.Int64: Sum(view.Data.Elements<long>(), result.Elements<long>(), view.Outer, view.Length, view.Inner); break;
            default: throw Elementwise.NoArithmetic();
        }
        return result;
    }

    /// <summary>Undoes broadcasting: sums a gradient over the dimensions that were stretched from <paramref name="shape"/>.</summary>
    internal static Tensor SumTo(Tensor gradient, long[] shape)
    {
        var rank = gradient.Sizes.Length;
        Span<bool> mask = stackalloc bool[rank];
        for (var i = 0; i < rank; i++)
        {
            var place = i - (rank - shape.Length);
            mask[i] = place < 0 || (shape[place] == 1 && gradient.Sizes[i] != 1);
        }
        return Sum(gradient, mask, shape);
    }

    /// <summary>The sum of products of two rows.</summary>
    internal static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged, INumber<T>
    {
        var sum = Vector<T>.Zero;
        var i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
            sum += new Vector<T>(x[i..]) * new Vector<T>(y[i..]);
        var total = Vector.Sum(sum);
        for (; i < x.Length; i++)
            total += x[i] * y[i];
        return total;
    }

    internal static T Sum<T>(ReadOnlySpan<T> row) where T : unmanaged, INumber<T>
    {
        if (row.Length <= BlockLength)
            return SumBlock(row);
        // Blocks add up in double, so that long sums keep the accuracy of short ones.
        if (typeof(T) != typeof(float))
        {
            var whole = T.Zero;
            for (var at = 0; at < row.Length; at += BlockLength)
                whole += SumBlock(row.Slice(at, Math.Min(BlockLength, row.Length - at)));
            return whole;
        }
        var total = 0.0;
        for (var at = 0; at < row.Length; at += BlockLength)
            total += double.CreateTruncating(SumBlock(row.Slice(at, Math.Min(BlockLength, row.Length - at))));
        return T.CreateTruncating(total);
    }

    private static T SumBlock<T>(ReadOnlySpan<T> row) where T : unmanaged, INumber<T>
    {
        var count = Vector<T>.Count;
        Vector<T> s0 = Vector<T>.Zero, s1 = s0, s2 = s0, s3 = s0;
        var i = 0;
        for (; i <= row.Length - (4 * count); i += 4 * count)
        {
            s0 += new Vector<T>(row[i..]);
            s1 += new Vector<T>(row[(i + count)..]);
            s2 += new Vector<T>(row[(i + (2 * count))..]);
            s3 += new Vector<T>(row[(i + (3 * count))..]);
        }
        for (; i <= row.Length - count; i += count)
            s0 += new Vector<T>(row[i..]);
        var total = row.Length >= count ? Vector.Sum(s0 + s1 + (s2 + s3)) : T.Zero;
        for (; i < row.Length; i++)
            total += row[i];
        return total;
    }

    private static void Sum<T>(ReadOnlySpan<T> x, Span<T> result, int outer, int length, int inner) where T : unmanaged, INumber<T>
    {
        if (inner == 1)
        {
            for (var o = 0; o < outer; o++)
                result[o] = Sum(x.Slice(o * length, length));
            return;
        }
        result.Clear();
        for (var o = 0; o < outer; o++)
        {
            var sum = result.Slice(o * inner, inner);
            for (var i = 0; i < length; i++)
                Elementwise.Loop<T, Add>(sum, x.Slice(((o * length) + i) * inner, inner), sum, default);
        }
    }

    /// <summary>The largest (or smallest) element along the reduced dimensions, and its place among them; the first of equals, not-a-numbers first of all.</summary>
    internal static (Tensor Values, Tensor Places) Extreme(string operation, Tensor x, ReadOnlySpan<bool> mask, long[] sizes, bool largest)
    {
        var values = Tensor.Create(sizes, x.ElementType);
        var places = Tensor.Create(sizes, ScalarType.Int64);
        using var view = new View(x, mask);
        if (view.Length == 0 && values.Count > 0)
            throw new ArgumentException($"{operation}: there is no extreme of no elements (shape {Shape.Text(x.Sizes)}).");
        switch (x.ElementType)
        {
            case ScalarType.Float32: Extreme<float>(view, values, places, largest); break;
            case ScalarType.Float64: Extreme<double>(view, values, places, largest); break;
            case ScalarType.Int64: Extreme<long>(view, values, places, largest); break;
            default: Extreme<byte>(view, values, places, largest); break;
        }
        return (values, places);
    }

    private static void Extreme<T>(View view, Tensor values, Tensor places, bool largest) where T : unmanaged, INumber<T>
    {
        var x = view.Data.Elements<T>();
        var best = values.Elements<T>();
        var where = places.Elements<long>();
        for (var o = 0; o < view.Outer; o++)
        {
            for (var n = 0; n < view.Inner; n++)
            {
                var at = (o * view.Length * view.Inner) + n;
                var (found, place) = (x[at], 0);
                for (var i = 1; i < view.Length && !T.IsNaN(found); i++)
                {
                    var candidate = x[at + (i * view.Inner)];
                    if (largest ? candidate > found : candidate < found || T.IsNaN(candidate))
                        (found, place) = (candidate, i);
                    else if (T.IsNaN(candidate))
                        (found, place) = (candidate, i);
                }
                (best[(o * view.Inner) + n], where[(o * view.Inner) + n]) = (found, place);
            }
        }
    }

    /// <summary>Whether any (or all) truth values along the reduced dimensions hold.</summary>
    internal static Tensor Truth(Tensor x, ReadOnlySpan<bool> mask, long[] sizes, bool any)
    {
        var result = Tensor.Create(sizes, ScalarType.Bool);
        using var view = new View(x, mask);
        var truths = view.Data.Elements<bool>();
        var answers = result.Elements<bool>();
        answers.Fill(!any);
        for (var o = 0; o < view.Outer; o++)
        {
            for (var i = 0; i < view.Length; i++)
            {
                for (var n = 0; n < view.Inner; n++)
                {
                    if (truths[(((o * view.Length) + i) * view.Inner) + n] == any)
                        answers[(o * view.Inner) + n] = any;
                }
            }
        }
        return result;
    }

    /// <summary>Running sums along one dimension, from the front or from the back.</summary>
    internal static Tensor CumulativeSum(Tensor x, int dim, bool fromBack)
    {
        var result = Tensor.Create(x.Sizes, x.ElementType);
        Span<bool> mask = stackalloc bool[x.Sizes.Length];
        if (dim < mask.Length)
            mask[dim] = true;
        using var view = new View(x, mask);
        switch (x.ElementType)
        {
            case ScalarType.Float32: CumulativeSum<float>(view, result, fromBack); break;
            case ScalarType.Float64: CumulativeSum<double>(view, result, fromBack); break;
            case ScalarType.Int64: CumulativeSum<long>(view, result, fromBack); break;
            default: throw Elementwise.NoArithmetic();
        }
        return result;
    }

    private static void CumulativeSum<T>(View view, Tensor result, bool fromBack) where T : unmanaged, INumber<T>
    {
        var x = view.Data.Elements<T>();
        var sums = result.Elements<T>();
        for (var o = 0; o < view.Outer; o++)
        {
            for (var n = 0; n < view.Inner; n++)
            {
                var sum = T.Zero;
                for (var i = 0; i < view.Length; i++)
                {
                    var at = (((o * view.Length) + (fromBack ? view.Length - 1 - i : i)) * view.Inner) + n;
                    sum += x[at];
                    sums[at] = sum;
                }
            }
        }
    }
}
