using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>A scalar.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => Single(scalar, null, device, requires_grad);

    /// <summary>A scalar of the default type unless told otherwise.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Single(scalar, dtype, device, requires_grad);

    /// <summary>A scalar.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Single(scalar, dtype, device, requires_grad);

    /// <summary>A scalar.</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Single(scalar, dtype, device, requires_grad);

    /// <summary>A copy of an array, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<float>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);

    /// <summary>A copy of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<float>(rawArray, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of a matrix, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<float>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of an array of three dimensions, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<float>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of a list, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<float>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad, names);

    /// <summary>A copy of part of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<float>(rawArray.Span, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of an array, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<double>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);

    /// <summary>A copy of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<double>(rawArray, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of a matrix, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<double>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of an array of three dimensions, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(double[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<double>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of a list, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<double>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad, names);

    /// <summary>A copy of part of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<double>(rawArray.Span, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of an array, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<long>(dataArray, [dataArray.Length], dtype, device, requires_grad, names);

    /// <summary>A copy of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<long>(dataArray, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of a matrix, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<long>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of an array of three dimensions, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(long[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<long>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of a list, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<long>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad, names);

    /// <summary>A copy of part of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<long>(rawArray.Span, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of an array, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<bool>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);

    /// <summary>A copy of an array in a shape, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<bool>(rawArray, dimensions, dtype, device, requires_grad, names);

    /// <summary>A copy of a matrix, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<bool>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of an array of three dimensions, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromArray<bool>(rawArray, dtype, device, requires_grad, names);

    /// <summary>A copy of a list, in the type of its elements unless told otherwise.</summary>
    public static Tensor tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => FromSpan<bool>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad, names);

    /// <summary>A copy of an array of any number of dimensions, in the type of its elements.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A copy of an array of any number of dimensions.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var type = rawArray.GetType().GetElementType()!;
        return Types.Find(type) switch
        {
            ScalarType.Float32 => FromArray<float>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Float64 => FromArray<double>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Int64 => FromArray<long>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Bool => FromArray<bool>(rawArray, dtype, device, requires_grad, names),
            _ => throw Types.Unknown(type),
        };
    }

    private static Tensor Single<T>(T value, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        // A lone double becomes the default type, as a literal is rarely meant to be double.
        FromSpan([value], Shape.Scalar, dtype ?? (typeof(T) == typeof(double) ? get_default_dtype() : null), device, requires_grad, null);

    private static Tensor FromArray<T>(Array array, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        var sizes = new long[array.Rank];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = array.GetLongLength(i);
        var elements = array.Length == 0 ? default : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return FromSpan(elements, sizes, dtype, device, requires_grad, names);
    }

    private static Tensor FromSpan<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        if (Shape.Count(sizes) != elements.Length)
            throw new ArgumentException($"tensor: the shape {Shape.Text(sizes)} holds {Shape.Count(sizes)} elements (got {elements.Length}).");
        var type = Types.Of<T>();
        if (dtype is { } wanted && wanted != type)
        {
            using var source = Tensor.Create(sizes.ToArray(), type, inScope: false);
            elements.CopyTo(source.Elements<T>());
            return Finish(Converted(source, wanted), device, requires_grad, names);
        }
        var result = Tensor.Create(sizes.ToArray(), type);
        elements.CopyTo(result.Elements<T>());
        return Finish(result, device, requires_grad, names);
    }
}
