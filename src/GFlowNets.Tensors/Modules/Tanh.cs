using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>tanh x, elementwise.</summary>
public sealed class Tanh : nn.Module<Tensor, Tensor>, IFusable
{
    internal Tanh(bool inplace) : base(nameof(Tanh)) => this.inplace = inplace;

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    Activation? IFusable.Fused => Activation.Tanh;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor, inplace);
}
