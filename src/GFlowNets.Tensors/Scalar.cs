namespace GFlowNets.Tensors;

/// <summary>A number handed to an operation; made implicitly from float, double, int, long and bool.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(Number value) => Value = value;

    internal Number Value { get; }

    /// <summary>The type of the number that the scalar was made from.</summary>
    public torch.ScalarType Type => Value.Type;

    /// <summary>A 32-bit real number.</summary>
    public static implicit operator Scalar(float value) => new(value);

    /// <summary>A 64-bit real number.</summary>
    public static implicit operator Scalar(double value) => new(value);

    /// <summary>A whole number; the embedded engine has 64-bit integers only.</summary>
    public static implicit operator Scalar(int value) => new((long)value);

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(value);

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(value);

    /// <summary>Does nothing: a scalar holds no resources here. It exists because TorchSharp's scalars do.</summary>
    public void Dispose()
    {
    }
}
