using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Arithmetic on sizes and strides. Arrays of sizes are shared between tensors and never written.</summary>
internal static class Shape
{
    internal static readonly long[] Scalar = [];

    internal static long Count(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (var size in sizes)
        {
            count *= size;
        }
        return count;
    }

    /// <summary>The product of sizes[from..to].</summary>
    internal static long Count(long[] sizes, int from, int to) => Count(sizes.AsSpan(from, to - from));

    internal static long[] ContiguousStrides(ReadOnlySpan<long> sizes)
    {
        var strides = new long[sizes.Length];
        long step = 1;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(sizes[i], 1);
        }
        return strides;
    }

    internal static bool IsContiguous(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        long step = 1;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            if (sizes[i] == 0)
            {
                return true;
            }
            if (sizes[i] != 1 && strides[i] != step)
            {
                return false;
            }
            step *= sizes[i];
        }
        return true;
    }

    internal static bool Same(long[] a, long[] b) => ReferenceEquals(a, b) || a.AsSpan().SequenceEqual(b);

    /// <summary>The common shape of two operands by the broadcasting rules: sizes align on the right, 1 stretches.</summary>
    internal static long[] Broadcast(string operation, long[] a, long[] b)
    {
        if (Same(a, b))
        {
            return a;
        }
        var (longer, shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        var shift = longer.Length - shorter.Length;
        long[]? result = null;
        for (var i = 0; i < shorter.Length; i++)
        {
            var (x, y) = (longer[shift + i], shorter[i]);
            if (x == y || y == 1)
            {
                continue;
            }
            if (x != 1)
            {
                throw new ArgumentException($"{operation}: shapes {Text(a)} and {Text(b)} do not broadcast: "
                    + "aligned on the right, sizes must be equal or one of them 1.");
            }
            result ??= (long[])longer.Clone();
            result[shift + i] = y;
        }
        return result ?? longer;
    }

    /// <summary>The strides with which a tensor of <paramref name="sizes"/> is read as if it had shape <paramref name="target"/>.</summary>
    internal static void BroadcastStrides(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, ReadOnlySpan<long> target, Span<long> result)
    {
        result.Clear();
        var shift = target.Length - sizes.Length;
        for (var i = 0; i < sizes.Length; i++)
        {
            result[shift + i] = sizes[i] == 1 && target[shift + i] != 1 ? 0 : strides[i];
        }
    }

    /// <summary>A dimension counted from the front, given one that may be negative (from the back).</summary>
    internal static int Dimension(string operation, long dim, int count)
    {
        // A scalar has one virtual dimension, as in torch.
        var limit = Math.Max(count, 1);
        if (dim < -limit || dim >= limit)
        {
            throw new ArgumentOutOfRangeException(nameof(dim),
                $"{operation}: dim must lie in {-limit}..{limit - 1} for a tensor of {count} dimensions (got {dim}).");
        }
        return (int)(dim < 0 ? dim + limit : dim);
    }

    internal static string Text(ReadOnlySpan<long> sizes) => $"[{string.Join(", ", sizes.ToArray())}]";

    internal static void RequireSame(string operation, Tensor a, Tensor b)
    {
        if (!Same(a.Sizes, b.Sizes))
        {
            throw new ArgumentException($"{operation}: shapes must be equal (got {Text(a.Sizes)} and {Text(b.Sizes)}).");
        }
    }
}
