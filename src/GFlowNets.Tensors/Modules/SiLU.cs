using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>x / (1 + e⁻ˣ), elementwise.</summary>
public sealed class SiLU : nn.Module<Tensor, Tensor>, IFusable
{
    internal SiLU(bool inplace) : base(nameof(SiLU)) => this.inplace = inplace;

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    Activation? IFusable.Fused => Activation.Silu;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor, inplace);
}
