using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Shifts and scales the last dimensions to mean 0 and variance 1, then applies a learned scale and shift per element.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (!elementwise_affine)
            return;
        weight = new Parameter(ones(normalized_shape, dtype, device));
        register_parameter(nameof(weight), weight);
        if (!bias)
            return;
        this.bias = new Parameter(zeros(normalized_shape, dtype, device));
        register_parameter(nameof(bias), this.bias);
    }

    /// <summary>The scale, or null.</summary>
    public Parameter? weight { get; }

    /// <summary>The shift, or null.</summary>
    public Parameter? bias { get; }

    /// <summary>Sizes of the dimensions that are normalised together.</summary>
    public long[] normalized_shape { get; }

    /// <summary>What is added to the variance under the root.</summary>
    public double eps { get; }

    /// <summary>Whether there is a learned scale.</summary>
    public bool elementwise_affine { get; }

    /// <summary>Sets the scale to one and the shift to zero.</summary>
    public void reset_parameters()
    {
        if (weight is not null)
            nn.init.ones_(weight);
        if (bias is not null)
            nn.init.zeros_(bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
