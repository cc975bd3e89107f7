namespace GFlowNets.Tensors;

/// <summary>A function that a linear layer applies to its result before storing it.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Parameter">The slope of a leaky ReLU, the scale of an ELU.</param>
internal readonly record struct Activation(ActivationKind Kind, double Parameter = 0)
{
    internal static readonly Activation None = new(ActivationKind.None);
    internal static readonly Activation Relu = new(ActivationKind.Relu);
    internal static readonly Activation Sigmoid = new(ActivationKind.Sigmoid);
    internal static readonly Activation Tanh = new(ActivationKind.Tanh);
    internal static readonly Activation Silu = new(ActivationKind.Silu);
    internal static readonly Activation Gelu = new(ActivationKind.Gelu);

    internal static Activation LeakyRelu(double slope) => new(ActivationKind.LeakyRelu, slope);

    internal static Activation Elu(double alpha) => new(ActivationKind.Elu, alpha);

    /// <summary>Whether the derivative can be told from the result, so that the sum before it need not be kept.</summary>
    internal bool DerivativeFromResult => Kind switch
    {
        ActivationKind.Silu or ActivationKind.Gelu => false,
        ActivationKind.LeakyRelu or ActivationKind.Elu => Parameter > 0,
        _ => true,
    };
}
