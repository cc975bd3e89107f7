using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Choices by truth values, and comparisons that make them.</summary>
internal static class Selecting
{
    /// <summary>x where the condition holds, else y; all three broadcast, x and y of one type.</summary>
    internal static Tensor Where(Tensor condition, Tensor x, Tensor y)
    {
        RequireMask("where", condition);
        var sizes = Shape.Broadcast("where", condition.Sizes, Shape.Broadcast("where", x.Sizes, y.Sizes));
        var result = Tensor.Create(sizes, x.ElementType);
        switch (Types.Size(x.ElementType))
        {
            case 1: Where<byte>(condition, x, y, result); break;
            case 4: Where<int>(condition, x, y, result); break;
            default: Where<long>(condition, x, y, result); break;
        }
        return result;
    }

    internal static void RequireMask(string operation, Tensor mask)
    {
        if (mask.ElementType != ScalarType.Bool)
            throw new ArgumentException($"{operation}: the mask must be of truth values (got {mask.ElementType}); make one by a comparison or to(ScalarType.Bool).");
    }

    /// <summary>Compares elements of two tensors of one type, broadcast.</summary>
    internal static Tensor Compare<TOp>(string name, Tensor a, Tensor b) where TOp : struct, IComparison
    {
        var result = Tensor.Create(Shape.Broadcast(name, a.Sizes, b.Sizes), ScalarType.Bool);
        switch (a.ElementType)
        {
            case ScalarType.Float32: Compare<float, TOp>(a, b, result); break;
            case ScalarType.Float64: Compare<double, TOp>(a, b, result); break;
            case ScalarType.Int64: Compare<long, TOp>(a, b, result); break;
            default: Compare<byte, TOp>(a, b, result); break;
        }
        return result;
    }

    /// <summary>The places of elements that are not zero, as [count, dimensions].</summary>
    internal static Tensor Nonzero(Tensor x)
    {
        using var mask = x.ElementType == ScalarType.Bool ? x.contiguous() : x.to(ScalarType.Bool);
        var truths = mask.Elements<bool>();
        var rank = x.Sizes.Length;
        var result = Tensor.Create([truths.Count(true), rank], ScalarType.Int64);
        var places = result.Elements<long>();
        var strides = Shape.ContiguousStrides(x.Sizes);
        var row = 0;
        for (var i = 0; i < truths.Length; i++)
        {
            if (!truths[i])
                continue;
            for (var (d, rest) = (0, (long)i); d < rank; rest %= strides[d], d++)
                places[(row * rank) + d] = rest / strides[d];
            row++;
        }
        return result;
    }

    private static void Where<T>(Tensor condition, Tensor x, Tensor y, Tensor result) where T : unmanaged, IBinaryInteger<T>
    {
        var rank = result.Sizes.Length;
        Span<long> strides = stackalloc long[3 * rank];
        var sc = strides[..rank];
        var sx = strides.Slice(rank, rank);
        var sy = strides[(2 * rank)..];
        Shape.BroadcastStrides(condition.Sizes, condition.Strides, result.Sizes, sc);
        Shape.BroadcastStrides(x.Sizes, x.Strides, result.Sizes, sx);
        Shape.BroadcastStrides(y.Sizes, y.Strides, result.Sizes, sy);
        var walk = new Walk(stackalloc long[Walk.Space(rank)], result.Sizes, sc, sx, sy);
        var c = condition.Reach<byte>();
        var first = x.Reach<T>();
        var second = y.Reach<T>();
        var chosen = result.Elements<T>();
        var at = 0;
        while (walk.Next())
        {
            for (var i = 0; i < walk.Length; i++)
            {
                // By bits, not by a branch: masks are hard to predict.
                var all = T.Zero - T.CreateTruncating(c[(int)(walk.At0 + (i * walk.Step0))]);
                chosen[at++] = (first[(int)(walk.At1 + (i * walk.Step1))] & all) | (second[(int)(walk.At2 + (i * walk.Step2))] & ~all);
            }
        }
    }

    private static void Compare<T, TOp>(Tensor a, Tensor b, Tensor result) where T : unmanaged, INumber<T> where TOp : struct, IComparison
    {
        var rank = result.Sizes.Length;
        Span<long> strides = stackalloc long[2 * rank];
        var sa = strides[..rank];
        var sb = strides[rank..];
        Shape.BroadcastStrides(a.Sizes, a.Strides, result.Sizes, sa);
        Shape.BroadcastStrides(b.Sizes, b.Strides, result.Sizes, sb);
        var walk = new Walk(stackalloc long[Walk.Space(rank)], result.Sizes, sa, sb, sb);
        var first = a.Reach<T>();
        var second = b.Reach<T>();
        var answers = result.Elements<bool>();
        var at = 0;
        while (walk.Next())
        {
            for (var i = 0; i < walk.Length; i++)
                answers[at++] = TOp.Test(first[(int)(walk.At0 + (i * walk.Step0))], second[(int)(walk.At1 + (i * walk.Step1))]);
        }
    }
}
