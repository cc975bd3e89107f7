using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>
/// Sums (or averages) of rows of a table, one result a bag: as a linear layer of inputs that are mostly zero, at the cost of the
/// elements that are not. Indices are int64, either [bags, indices in a bag], or all in one row with the offset at which each bag starts.
/// </summary>
public sealed class EmbeddingBag : nn.Module<Tensor, Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
{
    private readonly EmbeddingBagMode mode;
    private readonly bool includeLastOffset;

    internal EmbeddingBag(Parameter weight, EmbeddingBagMode mode, bool includeLastOffset) : base(nameof(EmbeddingBag))
    {
        if (mode == EmbeddingBagMode.Max)
            throw new NotSupportedException("The embedded engine's EmbeddingBag sums or averages; it has no Max mode.");
        (this.weight, this.mode, this.includeLastOffset) = (weight, mode, includeLastOffset);
        register_parameter(nameof(weight), weight);
    }

    /// <summary>The table, of shape [count, length].</summary>
    public Parameter weight { get; }

    /// <summary>The bags of a two-dimensional tensor of indices, one a row.</summary>
    public Tensor call(Tensor input) => forward(input, null!, null!);

    /// <summary>The bags of a row of indices, each starting at its offset.</summary>
    public Tensor call(Tensor input, Tensor offsets) => forward(input, offsets, null!);

    /// <summary>The bags, each element's row multiplied by its weight first (sum mode only).</summary>
    /// <param name="input">Indices: [bags, indices in a bag], or one-dimensional with offsets.</param>
    /// <param name="offsets">Where each bag starts, for one-dimensional indices; else null.</param>
    /// <param name="perSampleWeights">A factor per index, of the input's shape; or null.</param>
    /// <returns>[bags, length of a row]; an empty bag gives zeros.</returns>
    public override Tensor forward(Tensor input, Tensor offsets, Tensor perSampleWeights)
    {
        if (perSampleWeights is not null && mode != EmbeddingBagMode.Sum)
            throw new NotSupportedException($"Weights per index need the Sum mode (this bag is in {mode} mode).");
        if (input.dim() == 2 ? offsets is not null : input.dim() != 1 || offsets is null)
            throw new ArgumentException($"EmbeddingBag takes indices of two dimensions, or of one dimension with offsets (got {input.dim()} dimensions {(offsets is null ? "without" : "with")} offsets).");
        using var scope = NewDisposeScope();
        var flat = input.flatten();
        var starts = offsets is null ? arange(0, input.shape[0], ScalarType.Int64) * input.shape[1]
            : includeLastOffset ? offsets.narrow(0, 0, offsets.shape[0] - 1) : offsets;
        var sums = Kernels.EmbeddingBag(weight, flat, starts, perSampleWeights?.flatten());
        return scope.MoveToOuter(mode == EmbeddingBagMode.Sum ? sums : sums / Sizes(starts, flat.shape[0]));
    }

    // Indices in each bag, at least one, as a column.
    private Tensor Sizes(Tensor starts, long count)
    {
        var sizes = zeros_like(starts);
        if (starts.shape[0] > 0)
        {
            var ends = cat([starts.narrow(0, 1, starts.shape[0] - 1), tensor(new[] { count })]);
            sizes = ends - starts;
        }
        return sizes.clamp(1).to(weight.dtype).unsqueeze(1);
    }
}
