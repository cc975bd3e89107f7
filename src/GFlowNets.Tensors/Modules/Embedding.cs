using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>A table of vectors: indices of any shape give the rows of that number, one dimension more.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    internal Embedding(Parameter weight) : base(nameof(Embedding))
    {
        this.weight = weight;
        register_parameter(nameof(weight), weight);
    }

    /// <summary>The table, of shape [count, length].</summary>
    public Parameter weight { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var flat = input.flatten();
        using var rows = weight.index_select(0, flat);
        return rows.reshape([.. input.shape, weight.shape[1]]);
    }
}
