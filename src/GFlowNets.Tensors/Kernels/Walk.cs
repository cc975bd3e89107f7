namespace GFlowNets.Tensors;

/// <summary>
/// Walks up to three strided operands of one shape row by row. Dimensions that lie regularly in all of them are
/// merged first, so rows are as long as can be; a row has <see cref="Length"/> elements, <see cref="Step0"/> apart.
/// </summary>
internal ref struct Walk
{
    private readonly Span<long> sizes, index, strides0, strides1, strides2;
    private readonly int outer;
    private bool started;
    private readonly bool empty;

    /// <param name="space">Workspace of <see cref="Space"/> elements.</param>
    /// <param name="shape">The common shape.</param>
    /// <param name="s0">Strides of the first operand in that shape.</param>
    /// <param name="s1">Strides of the second operand.</param>
    /// <param name="s2">Strides of the third operand.</param>
    internal Walk(Span<long> space, ReadOnlySpan<long> shape, ReadOnlySpan<long> s0, ReadOnlySpan<long> s1, ReadOnlySpan<long> s2)
    {
        var rank = Math.Max(shape.Length, 1);
        sizes = space[..rank];
        index = space.Slice(rank, rank);
        strides0 = space.Slice(2 * rank, rank);
        strides1 = space.Slice(3 * rank, rank);
        strides2 = space.Slice(4 * rank, rank);
        index.Clear();
        var used = 0;
        foreach (var size in shape)
            empty |= size == 0;
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1)
                continue;
            var merges = used > 0 && strides0[used - 1] == s0[i] * shape[i]
                && strides1[used - 1] == s1[i] * shape[i] && strides2[used - 1] == s2[i] * shape[i];
            if (!merges)
            {
                sizes[used++] = 1;
            }
            sizes[used - 1] *= shape[i];
            strides0[used - 1] = s0[i];
            strides1[used - 1] = s1[i];
            strides2[used - 1] = s2[i];
        }
        outer = used - 1;
        Length = used == 0 ? 1 : (int)sizes[used - 1];
        if (used > 0)
            (Step0, Step1, Step2) = (strides0[used - 1], strides1[used - 1], strides2[used - 1]);
    }

    internal int Length { get; }

    internal long Step0 { get; }

    internal long Step1 { get; }

    internal long Step2 { get; }

    /// <summary>Where the current row starts in each operand.</summary>
    internal long At0, At1, At2;

    internal static int Space(int rank) => 5 * Math.Max(rank, 1);

    /// <summary>Moves to the first or next row.</summary>
    internal bool Next()
    {
        if (!started)
        {
            started = true;
            return !empty;
        }
        for (var i = outer - 1; i >= 0; i--)
        {
            At0 += strides0[i];
            At1 += strides1[i];
            At2 += strides2[i];
            if (++index[i] < sizes[i])
                return true;
            index[i] = 0;
            At0 -= strides0[i] * sizes[i];
            At1 -= strides1[i] * sizes[i];
            At2 -= strides2[i] * sizes[i];
        }
        return false;
    }
}
