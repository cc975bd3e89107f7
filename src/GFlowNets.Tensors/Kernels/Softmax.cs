using System.Numerics;
using System.Runtime.InteropServices;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Functions of whole rows through their log-sum-exp. Entries of minus infinity have weight zero and gradient zero.</summary>
internal static class Softmax
{
    private const int ShortRow = 32;

    internal enum Kind
    {
        Softmax,
        LogSoftmax,
        LogSumExp,
    }

    /// <summary>The function on every row of a contiguous tensor, rows along the last dimension.</summary>
    internal static Tensor Rows(Tensor x, Kind kind, long[] sizes)
    {
        var result = Tensor.Create(sizes, x.ElementType);
        if (x.ElementType == ScalarType.Float32)
            Rows<float>(x, result, kind);
        else
            Rows<double>(x, result, kind);
        return result;
    }

    /// <summary>The gradient of the input, given that of the result and, as saved, the result (of log-sum-exp: the input too).</summary>
    internal static Tensor Gradient(Tensor g, Tensor result, Tensor? input, Kind kind)
    {
        var gradient = Tensor.Create((input ?? result).Sizes, g.ElementType);
        if (g.ElementType == ScalarType.Float32)
            Gradient<float>(g, result, input, gradient, kind);
        else
            Gradient<double>(g, result, input, gradient, kind);
        return gradient;
    }

    private static void Rows<T>(Tensor x, Tensor result, Kind kind) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var source = x.Elements<T>();
        var target = result.Elements<T>();
        var length = x.Sizes.Length == 0 ? 1 : (int)x.Sizes[^1];
        var rows = length == 0 ? (int)Shape.Count(x.Sizes.AsSpan()[..^1]) : source.Length / length;
        if (length is > 0 and <= ShortRow)
        {
            ShortRows(source, target, length, rows, kind);
            return;
        }
        for (var r = 0; r < rows; r++)
        {
            var row = source.Slice(r * length, length);
            var total = LogSumExp<T>(row);
            if (kind == Kind.LogSumExp)
                target[r] = total;
            else if (kind == Kind.LogSoftmax)
                Elementwise.Loop<T, SubtractNumber>(row, target.Slice(r * length, length), total, default);
            else
                Elementwise.Loop<T, ExpOfDifference>(row, target.Slice(r * length, length), total, default);
        }
    }

    // Short rows side by side: lane i of every vector belongs to row i of a block, so all lanes work.
    private static void ShortRows<T>(ReadOnlySpan<T> source, Span<T> target, int length, int rows, Kind kind) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lanes = Vector<T>.Count;
        Span<Vector<T>> columns = stackalloc Vector<T>[length];
        var elements = MemoryMarshal.Cast<Vector<T>, T>(columns);
        for (var first = 0; first < rows; first += lanes)
        {
            var block = Math.Min(lanes, rows - first);
            for (var r = 0; r < block; r++)
            {
                var row = source.Slice((first + r) * length, length);
                for (var i = 0; i < row.Length; i++)
                    elements[(i * lanes) + r] = row[i];
            }
            var total = LogSumExp<T>(columns);
            if (kind == Kind.LogSumExp)
            {
                for (var r = 0; r < block; r++)
                    target[first + r] = total[r];
                continue;
            }
            foreach (ref var column in columns)
                column = kind == Kind.LogSoftmax ? column - total : Lanes.Exp(column - total);
            for (var r = 0; r < block; r++)
            {
                var row = target.Slice((first + r) * length, length);
                for (var i = 0; i < row.Length; i++)
                    row[i] = elements[(i * lanes) + r];
            }
        }
    }

    private static Vector<T> LogSumExp<T>(ReadOnlySpan<Vector<T>> columns) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = columns[0];
        foreach (var column in columns)
            largest = Vector.ConditionalSelect(Vector.GreaterThan(column, largest) | Lanes.IsNaN(column), column, largest);
        // An infinite or undefined largest element is the answer itself.
        var shift = Vector.ConditionalSelect(Vector.Equals(largest - largest, Vector<T>.Zero), largest, Vector<T>.Zero);
        var sum = Vector<T>.Zero;
        foreach (var column in columns)
            sum += Lanes.Exp(column - shift);
        var total = shift + Lanes.Log(sum);
        return Vector.ConditionalSelect(Vector.Equals(largest - largest, Vector<T>.Zero), total, largest);
    }

    private static T LogSumExp<T>(ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = T.NegativeInfinity;
        foreach (var value in row)
            largest = value > largest || T.IsNaN(value) ? value : largest;
        if (!T.IsFinite(largest))
            return largest;
        var shift = Vector.Create(largest);
        var sum = Vector<T>.Zero;
        var i = 0;
        for (; i <= row.Length - Vector<T>.Count; i += Vector<T>.Count)
            sum += Lanes.Exp(new Vector<T>(row[i..]) - shift);
        if (i < row.Length)
        {
            Span<T> rest = stackalloc T[Vector<T>.Count];
            rest.Fill(T.NegativeInfinity);
            row[i..].CopyTo(rest);
            sum += Lanes.Exp(new Vector<T>(rest) - shift);
        }
        return largest + T.Log(Vector.Sum(sum));
    }

    private static void Gradient<T>(Tensor g, Tensor result, Tensor? input, Tensor gradient, Kind kind) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var incoming = g.Elements<T>();
        var saved = result.Elements<T>();
        var target = gradient.Elements<T>();
        var length = gradient.Sizes.Length == 0 ? 1 : (int)gradient.Sizes[^1];
        var rows = length == 0 ? 0 : target.Length / length;
        for (var r = 0; r < rows; r++)
        {
            var row = target.Slice(r * length, length);
            if (kind == Kind.LogSumExp)
            {
                Elementwise.Loop<T, LogSumExpGradient>(input!.Elements<T>().Slice(r * length, length), row, saved[r], incoming[r]);
                continue;
            }
            var gs = incoming.Slice(r * length, length);
            var ys = saved.Slice(r * length, length);
            if (kind == Kind.LogSoftmax)
                Elementwise.Loop<T, LogSoftmaxGradient>(gs, ys, row, Reductions.Sum<T>(gs));
            else
                Elementwise.Loop<T, SoftmaxGradient>(gs, ys, row, Reductions.Dot<T>(gs, ys));
        }
    }

    private readonly struct SubtractNumber : IUnary
    {
        public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> => x - p;
    }

    private readonly struct ExpOfDifference : IUnary
    {
        public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> => Lanes.Exp(x - p);
    }

    // x is the input, p the result, q the incoming gradient: zero where x is minus infinity, even if the whole row is.
    private readonly struct LogSumExpGradient : IUnary
    {
        public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
            Vector.ConditionalSelect(Vector.Equals(x, Lanes.Of<T>(double.NegativeInfinity)), Vector<T>.Zero, Lanes.Exp(x - p) * q);
    }

    private readonly struct LogSoftmaxGradient : IBinary
    {
        public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> => x - (Lanes.Exp(y) * p);
    }

    private readonly struct SoftmaxGradient : IBinary
    {
        public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> => y * (x - p);
    }
}
