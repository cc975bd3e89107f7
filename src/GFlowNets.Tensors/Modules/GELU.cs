using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>x Φ(x), elementwise, with Φ the normal distribution function.</summary>
public sealed class GELU : nn.Module<Tensor, Tensor>, IFusable
{
    internal GELU(Approximate approximate, bool inplace) : base(nameof(GELU)) => (this.approximate, this.inplace) = (approximate, inplace);

    /// <summary>How Φ is computed.</summary>
    public enum Approximate
    {
        /// <summary>By the error function.</summary>
        none = 0,

        /// <summary>By (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.</summary>
        tanh = 1,
    }

    /// <summary>How Φ is computed.</summary>
    public Approximate approximate { get; set; }

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    Activation? IFusable.Fused => approximate == Approximate.none ? Activation.Gelu : null;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor, approximate, inplace);
}
