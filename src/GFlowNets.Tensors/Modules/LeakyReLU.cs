using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>x where positive, else a small multiple of x, elementwise.</summary>
public sealed class LeakyReLU : nn.Module<Tensor, Tensor>, IFusable
{
    internal LeakyReLU(double negative_slope, bool inplace) : base(nameof(LeakyReLU)) =>
        (this.negative_slope, this.inplace) = (negative_slope, inplace);

    /// <summary>The factor of negative inputs.</summary>
    public double negative_slope { get; set; }

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    Activation? IFusable.Fused => Activation.LeakyRelu(negative_slope);

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope, inplace);
}
