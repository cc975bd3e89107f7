namespace GFlowNets.Tensors;

/// <summary>The functions of <see cref="Activation"/>.</summary>
internal enum ActivationKind
{
    None,
    Relu,
    LeakyRelu,
    Sigmoid,
    Tanh,
    Silu,
    Gelu,
    Elu,
}
