using System.Collections;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Utils;

/// <summary>Reads and writes a tensor's elements in row-major order, whatever its strides.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;

    internal TensorAccessor(Tensor tensor) => this.tensor = tensor;

    /// <summary>Number of elements.</summary>
    public long Count => tensor.Count;

    /// <summary>Whether elements cannot be written: false.</summary>
    public bool IsReadOnly => false;

    /// <summary>One element by its place along each dimension, or by its place in row-major order where one number is given.</summary>
    public T this[params long[] indices]
    {
        get => tensor.Reach<T>()[Place(indices)];
        set
        {
            tensor.MarkWritten();
            tensor.Reach<T>()[Place(indices)] = value;
        }
    }

    /// <summary>All elements.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>Copies elements to an array.</summary>
    /// <param name="array">Where to.</param>
    /// <param name="arrayIndex">The first place in the array.</param>
    /// <param name="tensorIndex">The first element.</param>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies as many elements as fit.</summary>
    /// <param name="array">Where to.</param>
    /// <param name="arrayIndex">The first place in the array.</param>
    /// <param name="tensorIndex">The first element.</param>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        if (tensor.Contiguous)
        {
            tensor.Elements<T>().Slice((int)tensorIndex, count).CopyTo(array[arrayIndex..]);
            return;
        }
        using var packed = Copying.Packed(tensor);
        packed.Elements<T>().Slice((int)tensorIndex, count).CopyTo(array[arrayIndex..]);
    }

    /// <summary>Writes the elements of an array.</summary>
    /// <param name="array">Where from.</param>
    /// <param name="arrayIndex">The first place in the array.</param>
    /// <param name="tensorIndex">The first element.</param>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Writes as many elements as fit.</summary>
    /// <param name="array">Where from.</param>
    /// <param name="arrayIndex">The first place in the array.</param>
    /// <param name="tensorIndex">The first element.</param>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var values = array[arrayIndex..];
        var count = (int)Math.Min(values.Length, Count - tensorIndex);
        if (tensor.Contiguous)
        {
            tensor.MarkWritten();
            values[..count].CopyTo(tensor.Elements<T>()[(int)tensorIndex..]);
            return;
        }
        using var packed = Copying.Packed(tensor);
        values[..count].CopyTo(packed.Elements<T>()[(int)tensorIndex..]);
        Copying.Copy(packed, tensor);
    }

    /// <summary>The elements in row-major order.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the elements belong to the tensor.</summary>
    public void Dispose()
    {
    }

    private int Place(long[] indices)
    {
        var sizes = tensor.Sizes;
        if (indices.Length != sizes.Length && indices.Length != 1)
            throw new ArgumentException($"give one place for each of the {sizes.Length} dimensions, or one in row-major order (got {indices.Length} numbers).");
        var strides = tensor.Strides;
        long place = 0;
        var rest = indices[0];
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            var inner = i > 0 && indices.Length == 1 && sizes.Length > 1;
            var index = indices.Length == 1 ? (inner ? rest % sizes[i] : rest) : indices[i];
            rest = indices.Length == 1 ? rest / Math.Max(sizes[i], 1) : rest;
            if ((ulong)index >= (ulong)sizes[i])
                throw new ArgumentOutOfRangeException(nameof(indices), $"places must lie within the shape {Shape.Text(sizes)} (got {Shape.Text(indices)}).");
            place += index * strides[i];
        }
        return (int)place;
    }
}
