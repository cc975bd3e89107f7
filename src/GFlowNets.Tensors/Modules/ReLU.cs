using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>max(0, x), elementwise.</summary>
public sealed class ReLU : nn.Module<Tensor, Tensor>, IFusable
{
    internal ReLU(bool inplace) : base(nameof(ReLU)) => this.inplace = inplace;

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    Activation? IFusable.Fused => Activation.Relu;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
}
