using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>A tensor's elements in row-major order, for loops over whole arrays.</summary>
internal static class Elements
{
    /// <summary>The elements, for reading; of a copy where the tensor is a view with gaps, which then needs an open dispose scope.</summary>
    public static ReadOnlySpan<T> Of<T>(Tensor tensor) where T : unmanaged
    {
        var whole = tensor.Contiguous ? tensor : tensor.contiguous();
        return whole.Storage.Span<T>(whole.Offset, whole.Count);
    }

    /// <summary>The elements, for writing: whatever is cached about the tensor becomes stale.</summary>
    /// <exception cref="InvalidOperationException">The tensor is a view with gaps.</exception>
    public static Span<T> Writable<T>(Tensor tensor) where T : unmanaged
    {
        if (!tensor.Contiguous)
            throw new InvalidOperationException("An optimizer changes contiguous parameters only (this one is a view): make the parameter of a clone.");
        tensor.Storage.MarkWritten();
        return tensor.Storage.Span<T>(tensor.Offset, tensor.Count);
    }
}
