using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>The right factor of a product, packed for <see cref="MatrixProduct"/>.</summary>
internal sealed class PackedMatrix
{
    private PackedMatrix(Storage storage, int depth, int columns, bool finite, int version) =>
        (Storage, Depth, Columns, Finite, Version) = (storage, depth, columns, finite, version);

    internal Storage Storage { get; }

    internal int Depth { get; }

    internal int Columns { get; }

    /// <summary>Whether every element is finite.</summary>
    internal bool Finite { get; }

    /// <summary>The version of the memory that was packed.</summary>
    internal int Version { get; }

    /// <summary>Packs a two-dimensional tensor of shape [depth, columns], or of that shape when transposed.</summary>
    internal static unsafe PackedMatrix Of<T>(Tensor matrix, bool transposed) where T : unmanaged
    {
        var (depth, columns) = ((int)matrix.Sizes[0], (int)matrix.Sizes[1]);
        var strides = matrix.Strides;
        var (rowStride, columnStride) = ((nint)strides[0], (nint)strides[1]);
        if (transposed)
            (depth, columns, rowStride, columnStride) = (columns, depth, columnStride, rowStride);
        var count = MatrixProduct.PackedCount<T>(depth, columns);
        var storage = Storage.Rent(count * sizeof(T));
        fixed (T* source = matrix.Reach<T>(), target = storage.Span<T>(0, count))
        {
            MatrixProduct.Pack(source, rowStride, columnStride, depth, columns, target);
            return new PackedMatrix(storage, depth, columns, MatrixProduct.IsFinite(target, depth, columns), matrix.Storage.Version);
        }
    }

    internal void Release() => Storage.Release();
}
