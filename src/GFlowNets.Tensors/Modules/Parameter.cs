namespace GFlowNets.Tensors.Modules;

/// <summary>A tensor that a module learns. Its packed forms for matrix products are kept until its elements change.</summary>
public class Parameter : torch.Tensor
{
    private readonly Lock packing = new();
    private PackedMatrix? plain, transposed;

    /// <summary>Takes over a tensor's memory and place in its dispose scope; the tensor given cannot be used afterwards.</summary>
    /// <param name="data">The starting values.</param>
    /// <param name="requires_grad">Whether it learns.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true) : base(data)
    {
        if (data.Scope is { } scope)
            scope.Add(this);
        data.Dispose();
        this.requires_grad = requires_grad;
    }

    /// <summary>This matrix packed as a right factor, or its transpose.</summary>
    internal PackedMatrix Packed<T>(bool transpose) where T : unmanaged
    {
        lock (packing)
        {
            ref var kept = ref transpose ? ref transposed : ref plain;
            if (kept?.Version == Storage.Version)
                return kept;
            kept?.Release();
            return kept = PackedMatrix.Of<T>(this, transpose);
        }
    }

    private protected override void DisposePacked()
    {
        plain?.Release();
        transposed?.Release();
        (plain, transposed) = (null, null);
    }
}
