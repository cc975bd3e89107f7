namespace GFlowNets.Tensors;

public static partial class torch
{
    // P: the dimension; Extra: the sizes of the pieces along it.
    private static readonly Rule CatRule = new("cat", static (node, g) =>
    {
        long start = 0;
        var lengths = (long[])node.Extra!;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (node.More![i] is not null)
                node.PassMore(i, g.Sliced((int)node.P, start, lengths[i], 1));
            start += lengths[i];
        }
    });

    /// <summary>Tensors one after another along a dimension; their other sizes must agree.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0)
            throw new ArgumentException("cat: give at least one tensor (got none).");
        var first = tensors[0];
        if (first.Sizes.Length == 0)
            throw new ArgumentException("cat: scalars have no dimension to be joined along; use stack.");
        var at = Shape.Dimension("cat", dim, first.Sizes.Length);
        var type = first.ElementType;
        long[] sizes = [.. first.Sizes];
        var lengths = new long[tensors.Count];
        for (var i = 0; i < lengths.Length; i++)
        {
            RequireFits(first, tensors[i], at, i);
            lengths[i] = tensors[i].Sizes[at];
            type = type == tensors[i].ElementType ? type : Types.Promote(type, tensors[i].ElementType);
        }
        sizes[at] = lengths.Sum();
        var result = Tensor.Create(sizes, type);
        long start = 0;
        var tracked = false;
        for (var i = 0; i < lengths.Length; i++)
        {
            using var part = result.Sliced(at, start, lengths[i], 1);
            Copying.Copy(tensors[i], part);
            start += lengths[i];
            tracked |= Tensor.Tracked(tensors[i]);
        }
        if (tracked)
        {
            var sources = tensors.Select(tensor => tensor.ElementType == type ? tensor : tensor.to(type)).ToList();
            var node = Node.Record(CatRule, result, sources);
            (node.P, node.Extra) = (at, lengths);
        }
        return result;
    }

    /// <inheritdoc cref="cat(IList{Tensor}, long)"/>
    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((IList<Tensor>)tensors, dim);

    /// <inheritdoc cref="cat(IList{Tensor}, long)"/>
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat((IList<Tensor>)tensors.ToArray(), dim);

    /// <inheritdoc cref="cat(IList{Tensor}, long)"/>
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors.ToList();
        foreach (var tensor in list)
            Shape.RequireSame("stack", list[0], tensor);
        return cat(list.ConvertAll(tensor => tensor.unsqueeze(dim)), list.Count > 0 ? Shape.Dimension("stack", dim, list[0].Sizes.Length + 1) : 0);
    }

    private static void RequireFits(Tensor first, Tensor next, int dim, int place)
    {
        var fits = first.Sizes.Length == next.Sizes.Length;
        for (var i = 0; fits && i < first.Sizes.Length; i++)
            fits = i == dim || first.Sizes[i] == next.Sizes[i];
        if (!fits)
            throw new ArgumentException($"cat: sizes must agree but for dimension {dim} (got {Shape.Text(first.Sizes)} and, at place {place}, {Shape.Text(next.Sizes)}).");
    }
}
