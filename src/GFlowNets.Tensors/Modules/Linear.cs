using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>x Wᵀ + b over the last dimension, with W of shape [outputs, inputs].</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        if (weight.dim() != 2)
            throw new ArgumentException($"The weight of a linear layer must have two dimensions, outputs and inputs (got [{string.Join(", ", weight.shape)}]).", nameof(weight));
        (this.weight, this.bias) = (weight, bias);
        (out_features, in_features) = (weight.shape[0], weight.shape[1]);
        register_parameter(nameof(weight), weight);
        if (bias is not null)
            register_parameter(nameof(bias), bias);
    }

    /// <summary>The matrix W.</summary>
    public Parameter weight { get; }

    /// <summary>The vector b, or null.</summary>
    public Parameter? bias { get; }

    /// <summary>Length of an input.</summary>
    public long in_features { get; }

    /// <summary>Length of an output.</summary>
    public long out_features { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => forward(tensor, Activation.None);

    /// <summary>The layer and an activation after it, in one pass.</summary>
    internal Tensor forward(Tensor tensor, Activation activation) => Kernels.Linear(tensor, weight, bias, activation);

    // PyTorch's default: uniform within ±1/√inputs, for weight and bias alike.
    internal static Linear Create(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
    {
        if (inputSize < 1 || outputSize < 1)
            throw new ArgumentException($"A linear layer must have at least one input and one output (got {inputSize} and {outputSize}).");
        var bound = 1 / Math.Sqrt(inputSize);
        var weight = new Parameter(nn.init.uniform_(empty([outputSize, inputSize], dtype, device), -bound, bound));
        var bias = hasBias ? new Parameter(nn.init.uniform_(empty([outputSize], dtype, device), -bound, bound)) : null;
        return new Linear(weight, bias);
    }
}
