using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GFlowNets.Environments;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Policies;

/// <summary>
/// A linear layer over sparse features, followed by a rectifier: a state costs one row of the table a feature, however wide the input is.
/// A state that was reached by a step may be given by what changed; then it costs a row a change, forward by adding to its parent's sum,
/// backward by adding its gradient to its parent's. Plain memory in row order.
/// </summary>
internal static class SparseInput
{
    /// <summary>bias + Σ value · row of each state from <paramref name="first"/> on, and its positive part.</summary>
    /// <param name="features">The features, or their changes.</param>
    /// <param name="parents">For each state, the one before whose sum it adds to, or −1; empty where all features are given whole.</param>
    /// <param name="first">The state that the first row of <paramref name="into"/> is for; parents lie before it.</param>
    /// <param name="block">The rows to compute, counted from the first state.</param>
    /// <param name="table">The table, a row a feature.</param>
    /// <param name="bias">The bias, as long as a row.</param>
    /// <param name="sums">The sums of all states; may be empty where there are no parents.</param>
    /// <param name="into">Receives the positive parts, one row a state from the first one on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Forward(
        FeatureWriter features, ReadOnlySpan<int> parents, int first, (int From, int To) block, ReadOnlySpan<float> table, ReadOnlySpan<float> bias, Span<float> sums, Span<float> into)
    {
        var (width, lanes) = (bias.Length, Vector512<float>.Count);
        ReadOnlySpan<long> indices = features.Indices.Span;
        ReadOnlySpan<float> values = features.OnlyOnes ? default : features.Values.Span;
        ref var rows = ref MemoryMarshal.GetReference(table);
        for (var state = first + block.From; state < first + block.To; state++)
        {
            var (from, count) = features.Entries(state).GetOffsetAndLength(indices.Length);
            var entries = indices.Slice(from, count);
            var factors = values.IsEmpty ? values : values.Slice(from, count);
            var begin = parents.IsEmpty || parents[state] < 0 ? bias : sums.Slice(parents[state] * width, width);
            ref var start = ref MemoryMarshal.GetReference(begin);
            ref var positive = ref MemoryMarshal.GetReference(into.Slice((state - first) * width, width));
            // Where nobody wants the sums, they are written to the same place first.
            ref var sum = ref sums.IsEmpty ? ref positive : ref MemoryMarshal.GetReference(sums.Slice(state * width, width));
            var column = 0;
            // Four vectors of the sum stay in registers while the rows pass by.
            for (; column + (4 * lanes) <= width; column += 4 * lanes)
            {
                var s0 = Vector512.LoadUnsafe(ref start, (nuint)column);
                var s1 = Vector512.LoadUnsafe(ref start, (nuint)(column + lanes));
                var s2 = Vector512.LoadUnsafe(ref start, (nuint)(column + (2 * lanes)));
                var s3 = Vector512.LoadUnsafe(ref start, (nuint)(column + (3 * lanes)));
                for (var i = 0; i < entries.Length; i++)
                {
                    ref var row = ref Unsafe.Add(ref rows, ((nint)entries[i] * width) + column);
                    if (factors.IsEmpty)
                    {
                        s0 += Vector512.LoadUnsafe(ref row);
                        s1 += Vector512.LoadUnsafe(ref row, (nuint)lanes);
                        s2 += Vector512.LoadUnsafe(ref row, (nuint)(2 * lanes));
                        s3 += Vector512.LoadUnsafe(ref row, (nuint)(3 * lanes));
                    }
                    else
                    {
                        var factor = Vector512.Create(factors[i]);
                        s0 += factor * Vector512.LoadUnsafe(ref row);
                        s1 += factor * Vector512.LoadUnsafe(ref row, (nuint)lanes);
                        s2 += factor * Vector512.LoadUnsafe(ref row, (nuint)(2 * lanes));
                        s3 += factor * Vector512.LoadUnsafe(ref row, (nuint)(3 * lanes));
                    }
                }

                s0.StoreUnsafe(ref sum, (nuint)column);
                Vector512.Max(s0, Vector512<float>.Zero).StoreUnsafe(ref positive, (nuint)column);
                s1.StoreUnsafe(ref sum, (nuint)(column + lanes));
                Vector512.Max(s1, Vector512<float>.Zero).StoreUnsafe(ref positive, (nuint)(column + lanes));
                s2.StoreUnsafe(ref sum, (nuint)(column + (2 * lanes)));
                Vector512.Max(s2, Vector512<float>.Zero).StoreUnsafe(ref positive, (nuint)(column + (2 * lanes)));
                s3.StoreUnsafe(ref sum, (nuint)(column + (3 * lanes)));
                Vector512.Max(s3, Vector512<float>.Zero).StoreUnsafe(ref positive, (nuint)(column + (3 * lanes)));
            }

            for (; column < width; column++)
            {
                var total = begin[column];
                for (var i = 0; i < entries.Length; i++)
                    total += (factors.IsEmpty ? 1 : factors[i]) * Unsafe.Add(ref rows, ((nint)entries[i] * width) + column);
                Unsafe.Add(ref sum, column) = total;
                Unsafe.Add(ref positive, column) = MathF.Max(total, 0);
            }
        }
    }

    /// <summary>Adds the table's gradient: value · gradient of the state, to the row of each of its features; and the bias's.</summary>
    /// <param name="features">The features, or their changes.</param>
    /// <param name="parents">For each state, the one whose sum it added to, or −1; empty where all features are given whole.</param>
    /// <param name="gradients">The gradient of each state's sum, a row a state; on return that of parents holds their descendants' too.</param>
    /// <param name="width">Length of a row.</param>
    /// <param name="columns">The columns to do; a multiple of sixteen apart from the end. Columns do not touch each other.</param>
    /// <param name="table">Receives the gradient; zeros or a sum so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Backward(FeatureWriter features, ReadOnlySpan<int> parents, Span<float> gradients, int width, (int From, int To) columns, Span<float> table)
    {
        var lanes = Vector512<float>.Count;
        ReadOnlySpan<long> indices = features.Indices.Span;
        ReadOnlySpan<float> values = features.OnlyOnes ? default : features.Values.Span;
        ref var rows = ref MemoryMarshal.GetReference(table);
        // Children come after their parents, so backwards a gradient is complete when its turn comes.
        for (var state = features.StateCount - 1; state >= 0; state--)
        {
            var (from, count) = features.Entries(state).GetOffsetAndLength(indices.Length);
            var own = gradients.Slice(state * width, width);
            ref var gradient = ref MemoryMarshal.GetReference(own);
            if (!parents.IsEmpty && parents[state] >= 0)
            {
                var parent = gradients.Slice((parents[state] * width) + columns.From, columns.To - columns.From);
                TensorPrimitives.Add(parent, own[columns.From..columns.To], parent);
            }

            var column = columns.From;
            for (; column + (4 * lanes) <= columns.To; column += 4 * lanes)
            {
                var g0 = Vector512.LoadUnsafe(ref gradient, (nuint)column);
                var g1 = Vector512.LoadUnsafe(ref gradient, (nuint)(column + lanes));
                var g2 = Vector512.LoadUnsafe(ref gradient, (nuint)(column + (2 * lanes)));
                var g3 = Vector512.LoadUnsafe(ref gradient, (nuint)(column + (3 * lanes)));
                for (var i = from; i < from + count; i++)
                {
                    ref var row = ref Unsafe.Add(ref rows, ((nint)indices[i] * width) + column);
                    var factor = Vector512.Create(values.IsEmpty ? 1 : values[i]);
                    (Vector512.LoadUnsafe(ref row) + (factor * g0)).StoreUnsafe(ref row);
                    (Vector512.LoadUnsafe(ref row, (nuint)lanes) + (factor * g1)).StoreUnsafe(ref row, (nuint)lanes);
                    (Vector512.LoadUnsafe(ref row, (nuint)(2 * lanes)) + (factor * g2)).StoreUnsafe(ref row, (nuint)(2 * lanes));
                    (Vector512.LoadUnsafe(ref row, (nuint)(3 * lanes)) + (factor * g3)).StoreUnsafe(ref row, (nuint)(3 * lanes));
                }
            }

            for (; column < columns.To; column++)
            {
                for (var i = from; i < from + count; i++)
                    Unsafe.Add(ref rows, ((nint)indices[i] * width) + column) += (values.IsEmpty ? 1 : values[i]) * Unsafe.Add(ref gradient, column);
            }
        }
    }

    /// <summary>gradient · 1[value &gt; 0] in place, the derivative of a rectifier, whose values are never negative.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="values">The rectifier's values, as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rectify(Span<float> gradients, ReadOnlySpan<float> values)
    {
        var (lanes, i) = (Vector512<float>.Count, 0);
        ref var gradient = ref MemoryMarshal.GetReference(gradients);
        ref var value = ref MemoryMarshal.GetReference(values[..gradients.Length]);
        for (; i + lanes <= gradients.Length; i += lanes)
        {
            (Vector512.GreaterThan(Vector512.LoadUnsafe(ref value, (nuint)i), Vector512<float>.Zero) & Vector512.LoadUnsafe(ref gradient, (nuint)i))
                .StoreUnsafe(ref gradient, (nuint)i);
        }

        for (; i < gradients.Length; i++)
            gradients[i] = values[i] > 0 ? gradients[i] : 0;
    }

    /// <summary>Adds rows up, one after the other.</summary>
    /// <param name="rows">The rows, as long as there are sums.</param>
    /// <param name="columns">The columns to do.</param>
    /// <param name="sums">What they are added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Sum(ReadOnlySpan<float> rows, (int From, int To) columns, Span<float> sums)
    {
        var (lanes, width, column) = (Vector512<float>.Count, sums.Length, columns.From);
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        // Four vectors of the sums stay in registers while the rows pass by.
        for (; column + (4 * lanes) <= columns.To; column += 4 * lanes)
        {
            var s0 = Vector512.LoadUnsafe(ref sum, (nuint)column);
            var s1 = Vector512.LoadUnsafe(ref sum, (nuint)(column + lanes));
            var s2 = Vector512.LoadUnsafe(ref sum, (nuint)(column + (2 * lanes)));
            var s3 = Vector512.LoadUnsafe(ref sum, (nuint)(column + (3 * lanes)));
            for (var at = column; at < rows.Length; at += width)
            {
                s0 += Vector512.LoadUnsafe(ref first, (nuint)at);
                s1 += Vector512.LoadUnsafe(ref first, (nuint)(at + lanes));
                s2 += Vector512.LoadUnsafe(ref first, (nuint)(at + (2 * lanes)));
                s3 += Vector512.LoadUnsafe(ref first, (nuint)(at + (3 * lanes)));
            }

            s0.StoreUnsafe(ref sum, (nuint)column);
            s1.StoreUnsafe(ref sum, (nuint)(column + lanes));
            s2.StoreUnsafe(ref sum, (nuint)(column + (2 * lanes)));
            s3.StoreUnsafe(ref sum, (nuint)(column + (3 * lanes)));
        }

        for (; column + lanes <= columns.To; column += lanes)
        {
            var s = Vector512.LoadUnsafe(ref sum, (nuint)column);
            for (var at = column; at < rows.Length; at += width)
                s += Vector512.LoadUnsafe(ref first, (nuint)at);
            s.StoreUnsafe(ref sum, (nuint)column);
        }

        for (; column < columns.To; column++)
        {
            for (var at = column; at < rows.Length; at += width)
                sums[column] += rows[at];
        }
    }
}
