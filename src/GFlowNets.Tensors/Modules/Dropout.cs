using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>While training, sets each element to zero with probability p and scales the others by 1 / (1 − p).</summary>
public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace) : base(nameof(Dropout))
    {
        if (!(p is >= 0 and <= 1))
            throw new ArgumentException($"A dropout probability must lie between 0 and 1 (got {p}).", nameof(p));
        (this.p, this.inplace) = (p, inplace);
    }

    /// <summary>The probability of a zero.</summary>
    public double p { get; set; }

    /// <summary>Whether the input itself is overwritten.</summary>
    public bool inplace { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
}
