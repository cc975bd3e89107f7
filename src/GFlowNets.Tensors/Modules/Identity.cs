using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Gives its input back, under a fresh handle.</summary>
public sealed class Identity : nn.Module<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity)) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => tensor.alias();
}
