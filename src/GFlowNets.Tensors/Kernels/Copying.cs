using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Moves elements between tensors of any strides and types.</summary>
internal static class Copying
{
    /// <summary>Writes <paramref name="source"/>, broadcast and converted, over <paramref name="target"/>.</summary>
    internal static void Copy(Tensor source, Tensor target)
    {
        target.MarkWritten();
        if (source.ElementType == target.ElementType)
        {
            switch (Types.Size(source.ElementType))
            {
                case 1: Copy<byte>(source, target); break;
                case 4: Copy<int>(source, target); break;
                default: Copy<long>(source, target); break;
            }
            return;
        }
        if (source.Contiguous && target.Contiguous && source.Count == target.Count)
        {
            ConvertInto(source, target);
            return;
        }
        var converted = Tensor.Create(source.Sizes, target.ElementType, inScope: false);
        var packed = source.Contiguous ? source : Packed(source);
        ConvertInto(packed, converted);
        Copy(converted, target);
        converted.Dispose();
        if (!ReferenceEquals(packed, source))
            packed.Dispose();
    }

    /// <summary>A contiguous copy in no scope.</summary>
    internal static Tensor Packed(Tensor source)
    {
        var packed = Tensor.Create(source.Sizes, source.ElementType, inScope: false);
        Copy(source, packed);
        return packed;
    }

    /// <summary>Writes one number over every element.</summary>
    internal static void Fill(Tensor target, Number value)
    {
        if (!target.Contiguous)
        {
            var number = Tensor.Filled(Shape.Scalar, value, target.ElementType, inScope: false);
            Copy(number, target);
            number.Dispose();
            return;
        }
        target.MarkWritten();
        switch (target.ElementType)
        {
            case ScalarType.Float32: target.Elements<float>().Fill(value.To<float>()); break;
            case ScalarType.Float64: target.Elements<double>().Fill(value.To<double>()); break;
            case ScalarType.Int64: target.Elements<long>().Fill(value.To<long>()); break;
            default: target.Elements<bool>().Fill(value.Real != 0); break;
        }
    }

    private static void Copy<T>(Tensor source, Tensor target) where T : unmanaged
    {
        if (source.Contiguous && target.Contiguous && source.Count == target.Count)
        {
            source.Elements<T>().CopyTo(target.Elements<T>());
            return;
        }
        var rank = target.Sizes.Length;
        Span<long> strides = stackalloc long[rank];
        Shape.BroadcastStrides(source.Sizes, source.Strides, target.Sizes, strides);
        var walk = new Walk(stackalloc long[Walk.Space(rank)], target.Sizes, target.Strides, strides, strides);
        var from = source.Reach<T>();
        var to = target.Reach<T>();
        while (walk.Next())
        {
            if (walk.Step0 == 1 && walk.Step1 == 1)
            {
                from.Slice((int)walk.At1, walk.Length).CopyTo(to[(int)walk.At0..]);
                continue;
            }
            if (walk.Step0 == 1 && walk.Step1 == 0)
            {
                to.Slice((int)walk.At0, walk.Length).Fill(from[(int)walk.At1]);
                continue;
            }
            for (var i = 0; i < walk.Length; i++)
                to[(int)(walk.At0 + (i * walk.Step0))] = from[(int)(walk.At1 + (i * walk.Step1))];
        }
    }

    private static void ConvertInto(Tensor source, Tensor target)
    {
        switch (source.ElementType)
        {
            case ScalarType.Float32: ConvertFrom<float>(source.Elements<float>(), target); break;
            case ScalarType.Float64: ConvertFrom<double>(source.Elements<double>(), target); break;
            case ScalarType.Int64: ConvertFrom<long>(source.Elements<long>(), target); break;
            default: ConvertFrom<byte>(source.Elements<byte>(), target); break;
        }
    }

    private static void ConvertFrom<T>(ReadOnlySpan<T> source, Tensor target) where T : unmanaged, INumber<T>
    {
        switch (target.ElementType)
        {
            case ScalarType.Float32: Convert(source, target.Elements<float>()); break;
            case ScalarType.Float64: Convert(source, target.Elements<double>()); break;
            case ScalarType.Int64: Convert(source, target.Elements<long>()); break;
            default:
                var truths = target.Elements<bool>();
                for (var i = 0; i < truths.Length; i++)
                    truths[i] = !T.IsZero(source[i]);
                break;
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> target) where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = TTo.CreateTruncating(source[i]);
    }
}
