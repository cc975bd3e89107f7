using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>log(1 + e^(βx)) / β, elementwise.</summary>
public sealed class Softplus : nn.Module<Tensor, Tensor>
{
    internal Softplus(double beta, double threshold) : base(nameof(Softplus)) => (this.beta, this.threshold) = (beta, threshold);

    /// <summary>The steepness β.</summary>
    public double beta { get; set; }

    /// <summary>Above this βx the result is x itself.</summary>
    public double threshold { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.softplus(tensor, beta, threshold);
}
