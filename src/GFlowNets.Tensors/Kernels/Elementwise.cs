using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>
/// Loops over elements for any operation of <see cref="IUnary"/> or <see cref="IBinary"/>. Remainders go through the same
/// vector operation, padded, so a value never depends on where in a tensor it stands.
/// </summary>
internal static class Elementwise
{
    private const int ShortRow = 32;
    private const int BufferLength = 256;

    /// <summary>The operation on every element, as a new contiguous tensor of the same type.</summary>
    internal static Tensor Unary<TOp>(Tensor x, double p = 0, double q = 0) where TOp : struct, IUnary
    {
        var result = Tensor.Create(x.Sizes, x.ElementType);
        if (x.Contiguous)
        {
            UnaryInto<TOp>(x, result, p, q);
        }
        else
        {
            Copying.Copy(x, result);
            UnaryInto<TOp>(result, result, p, q);
        }
        return result;
    }

    /// <summary>The operation from one contiguous tensor into another, or into itself.</summary>
    internal static void UnaryInto<TOp>(Tensor x, Tensor result, double p = 0, double q = 0) where TOp : struct, IUnary
    {
        result.MarkWritten();
        switch (x.ElementType)
        {
            case ScalarType.Float32: Loop<float, TOp>(x.Elements<float>(), result.Elements<float>(), (float)p, (float)q); break;
            case ScalarType.Float64: Loop<double, TOp>(x.Elements<double>(), result.Elements<double>(), p, q); break;
            case ScalarType.Int64: Loop<long, TOp>(x.Elements<long>(), result.Elements<long>(), (long)p, (long)q); break;
            default: throw NoArithmetic();
        }
    }

    /// <summary>The operation on two tensors of one type, broadcast, as a new tensor.</summary>
    internal static Tensor Binary<TOp>(string name, Tensor a, Tensor b, double p = 0) where TOp : struct, IBinary
    {
        var result = Tensor.Create(Shape.Broadcast(name, a.Sizes, b.Sizes), a.ElementType);
        BinaryInto<TOp>(a, b, result, p);
        return result;
    }

    /// <summary>The operation on a tensor and a number, in either order.</summary>
    internal static Tensor Binary<TOp>(Tensor a, Number b, bool numberFirst = false) where TOp : struct, IBinary
    {
        var source = a.Contiguous ? a : a.contiguous();
        var result = Tensor.Create(a.Sizes, a.ElementType);
        BinaryInto<TOp>(source, b, result, numberFirst);
        return result;
    }

    /// <summary>The operation on a contiguous tensor and a number into a contiguous tensor, or itself.</summary>
    internal static void BinaryInto<TOp>(Tensor a, Number b, Tensor result, bool numberFirst = false) where TOp : struct, IBinary
    {
        result.MarkWritten();
        switch (a.ElementType)
        {
            case ScalarType.Float32: Loop<float, TOp>(a.Elements<float>(), b.To<float>(), result.Elements<float>(), numberFirst); break;
            case ScalarType.Float64: Loop<double, TOp>(a.Elements<double>(), b.To<double>(), result.Elements<double>(), numberFirst); break;
            case ScalarType.Int64: Loop<long, TOp>(a.Elements<long>(), b.To<long>(), result.Elements<long>(), numberFirst); break;
            default: throw NoArithmetic();
        }
    }

    /// <summary>The operation on two tensors that broadcast to the contiguous result, which may be one of them.</summary>
    internal static void BinaryInto<TOp>(Tensor a, Tensor b, Tensor result, double p = 0) where TOp : struct, IBinary
    {
        result.MarkWritten();
        switch (result.ElementType)
        {
            case ScalarType.Float32: Strided<float, TOp>(a, b, result, (float)p); break;
            case ScalarType.Float64: Strided<double, TOp>(a, b, result, p); break;
            case ScalarType.Int64: Strided<long, TOp>(a, b, result, (long)p); break;
            default: throw NoArithmetic();
        }
    }

    internal static NotSupportedException NoArithmetic() =>
        new("truth values have no arithmetic: convert with to(float32) or to(int64), or use logical_and, logical_or, logical_not.");

    private static void Strided<T, TOp>(Tensor a, Tensor b, Tensor result, T p) where T : unmanaged, INumber<T> where TOp : struct, IBinary
    {
        if (a.Contiguous && b.Contiguous)
        {
            if (a.Count == result.Count && b.Count == result.Count)
            {
                Loop<T, TOp>(a.Elements<T>(), b.Elements<T>(), result.Elements<T>(), p);
                return;
            }
        }
        var rank = result.Sizes.Length;
        Span<long> strides = stackalloc long[2 * rank];
        var stridesA = strides[..rank];
        var stridesB = strides[rank..];
        Shape.BroadcastStrides(a.Sizes, a.Strides, result.Sizes, stridesA);
        Shape.BroadcastStrides(b.Sizes, b.Strides, result.Sizes, stridesB);
        var walk = new Walk(stackalloc long[Walk.Space(rank)], result.Sizes, result.Strides, stridesA, stridesB);
        var x = a.Reach<T>();
        var y = b.Reach<T>();
        var z = result.Elements<T>();
        if (walk.Length < ShortRow)
        {
            ShortRows<T, TOp>(ref walk, x, y, z, p);
            return;
        }
        T[]? gathered = null;
        while (walk.Next())
        {
            var output = z.Slice((int)walk.At0, walk.Length);
            var left = Row(x, walk.At1, walk.Step1, walk.Length, ref gathered, 0);
            var right = Row(y, walk.At2, walk.Step2, walk.Length, ref gathered, walk.Length);
            if (walk.Step2 == 0)
                Loop<T, TOp>(walk.Step1 == 0 ? Repeat(left[0], ref gathered, walk.Length) : left, right[0], output, false, p);
            else if (walk.Step1 == 0)
                Loop<T, TOp>(right, left[0], output, true, p);
            else
                Loop<T, TOp>(left, right, output, p);
        }
    }

    // Rows too short for vectors are lined up in a buffer, many at a time.
    private static void ShortRows<T, TOp>(ref Walk walk, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result, T p) where T : unmanaged, INumber<T> where TOp : struct, IBinary
    {
        Span<T> buffer = stackalloc T[2 * BufferLength];
        var left = buffer[..BufferLength];
        var right = buffer[BufferLength..];
        var (done, used) = (0, 0);
        while (walk.Next())
        {
            for (var i = 0; i < walk.Length; i++, used++)
            {
                left[used] = x[(int)(walk.At1 + (i * walk.Step1))];
                right[used] = y[(int)(walk.At2 + (i * walk.Step2))];
            }
            if (used > BufferLength - ShortRow)
            {
                Loop<T, TOp>(left, right, result.Slice(done, used), p);
                (done, used) = (done + used, 0);
            }
        }
        Loop<T, TOp>(left, right, result.Slice(done, used), p);
    }

    // A row as adjacent elements: itself where it is, gathered where it has gaps, its one element where it repeats.
    private static Span<T> Row<T>(Span<T> data, long at, long step, int length, ref T[]? gathered, int place) where T : unmanaged
    {
        if (step == 1)
            return data.Slice((int)at, length);
        if (step == 0 || length == 1)
            return data.Slice((int)at, 1);
        gathered ??= new T[2 * length];
        var row = gathered.AsSpan(place, length);
        for (var i = 0; i < length; i++)
            row[i] = data[(int)(at + (i * step))];
        return row;
    }

    private static Span<T> Repeat<T>(T value, ref T[]? gathered, int length) where T : unmanaged
    {
        gathered ??= new T[2 * length];
        var row = gathered.AsSpan(0, length);
        row.Fill(value);
        return row;
    }

    internal static void Loop<T, TOp>(ReadOnlySpan<T> x, Span<T> result, T p, T q) where T : unmanaged, INumber<T> where TOp : struct, IUnary
    {
        var (vp, vq) = (Vector.Create(p), Vector.Create(q));
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(result);
        var i = 0;
        for (; i <= result.Length - Vector<T>.Count; i += Vector<T>.Count)
            TOp.Apply(Vector.LoadUnsafe(ref source, (nuint)i), vp, vq).StoreUnsafe(ref target, (nuint)i);
        if (i < result.Length)
            Store(TOp.Apply(Partial(x[i..result.Length]), vp, vq), result[i..]);
    }

    internal static void Loop<T, TOp>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result, T p) where T : unmanaged, INumber<T> where TOp : struct, IBinary
    {
        var vp = Vector.Create(p);
        ref var first = ref MemoryMarshal.GetReference(x);
        ref var second = ref MemoryMarshal.GetReference(y);
        ref var target = ref MemoryMarshal.GetReference(result);
        var i = 0;
        for (; i <= result.Length - Vector<T>.Count; i += Vector<T>.Count)
            TOp.Apply(Vector.LoadUnsafe(ref first, (nuint)i), Vector.LoadUnsafe(ref second, (nuint)i), vp).StoreUnsafe(ref target, (nuint)i);
        if (i < result.Length)
            Store(TOp.Apply(Partial(x[i..result.Length]), Partial(y[i..result.Length]), vp), result[i..]);
    }

    private static void Loop<T, TOp>(ReadOnlySpan<T> x, T number, Span<T> result, bool numberFirst, T p = default) where T : unmanaged, INumber<T> where TOp : struct, IBinary
    {
        var (vn, vp) = (Vector.Create(number), Vector.Create(p));
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(result);
        var i = 0;
        for (; i <= result.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var v = Vector.LoadUnsafe(ref source, (nuint)i);
            (numberFirst ? TOp.Apply(vn, v, vp) : TOp.Apply(v, vn, vp)).StoreUnsafe(ref target, (nuint)i);
        }
        if (i < result.Length)
        {
            var v = Partial(x[i..result.Length]);
            Store(numberFirst ? TOp.Apply(vn, v, vp) : TOp.Apply(v, vn, vp), result[i..]);
        }
    }

    // Fewer elements than a vector holds, filled up with ones, which no operation minds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Partial<T>(ReadOnlySpan<T> elements) where T : unmanaged
    {
        var vector = Vector<T>.One;
        ref var lanes = ref Unsafe.As<Vector<T>, T>(ref vector);
        for (var i = 0; i < elements.Length; i++)
            Unsafe.Add(ref lanes, i) = elements[i];
        return vector;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> vector, Span<T> elements) where T : unmanaged
    {
        ref var lanes = ref Unsafe.As<Vector<T>, T>(ref vector);
        for (var i = 0; i < elements.Length; i++)
            elements[i] = Unsafe.Add(ref lanes, i);
    }
}
