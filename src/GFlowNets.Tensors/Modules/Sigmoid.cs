using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>1 / (1 + e⁻ˣ), elementwise.</summary>
public sealed class Sigmoid : nn.Module<Tensor, Tensor>, IFusable
{
    internal Sigmoid(bool inplace) : base(nameof(Sigmoid)) => this.inplace = inplace;

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    Activation? IFusable.Fused => Activation.Sigmoid;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor, inplace);
}
