namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Rule ReshapeRule = new("reshape", static (node, g) => node.PassA(g.reshape(node.ShapeA)));

        private static readonly Rule PermuteRule = new("permute", static (node, g) => node.PassA(g.permute((long[])node.Extra!)));

        private static readonly Rule ExpandRule = new("expand", static (node, g) => node.PassA(g));

        // P: dimension, Q: first element; Extra: the step.
        private static readonly Rule SliceRule = new("slice", static (node, g) =>
        {
            var whole = Filled(node.ShapeA, 0.0, g.ElementType);
            var dim = (int)node.P;
            Copying.Copy(g, whole.Sliced(dim, (long)node.Q, g.Sizes[dim], (long)node.Extra!));
            node.PassA(whole);
        });

        private static readonly Rule FlipRule = new("flip", static (node, g) => node.PassA(g.flip((long[])node.Extra!)));

        /// <summary>The transpose of a matrix; a view.</summary>
        public Tensor T => t();

        /// <summary>The last two dimensions exchanged; a view.</summary>
        public Tensor mT => transpose(-2, -1);

        /// <summary>The same elements in another shape: a view where the memory allows, else a copy.</summary>
        /// <param name="shape">The sizes; one of them may be -1, to be worked out from the others.</param>
        public Tensor reshape(params long[] shape)
        {
            var sizes = Complete("reshape", shape);
            if (Contiguous)
                return Reshaped(sizes);
            return clone().Reshaped(sizes);
        }

        /// <summary>The same elements in another shape, on the same memory.</summary>
        /// <param name="shape">The sizes; one of them may be -1, to be worked out from the others.</param>
        /// <exception cref="InvalidOperationException">The elements do not lie in row-major order: use <see cref="reshape"/>.</exception>
        public Tensor view(params long[] shape)
        {
            var sizes = Complete("view", shape);
            return Contiguous ? Reshaped(sizes) : throw new InvalidOperationException(
                $"view: the elements of this tensor of {Shape.Text(Sizes)} do not lie in row-major order; use reshape, which copies.");
        }

        /// <summary>The same elements in the shape of another tensor, on the same memory.</summary>
        public Tensor view_as(Tensor other) => view(other.Sizes);

        /// <summary>The dimensions in another order; a view.</summary>
        public Tensor permute(params long[] permutation)
        {
            var rank = Sizes.Length;
            var (sizes, steps, inverse) = (new long[rank], new long[rank], new long[rank]);
            var strides = Strides;
            var seen = new bool[rank];
            if (permutation.Length != rank)
                throw new ArgumentException($"permute: give each of the {rank} dimensions once (got {Shape.Text(permutation)}).");
            for (var i = 0; i < rank; i++)
            {
                var from = Shape.Dimension("permute", permutation[i], rank);
                if (seen[from])
                    throw new ArgumentException($"permute: give each of the {rank} dimensions once (got {Shape.Text(permutation)}).");
                seen[from] = true;
                (sizes[i], steps[i], inverse[from]) = (Sizes[from], strides[from], i);
            }
            var result = Strided(sizes, steps, Offset);
            if (Tracked(this))
                Node.Record(PermuteRule, result, this).Extra = inverse;
            return result;
        }

        /// <inheritdoc cref="permute(long[])"/>
        public Tensor permute(IEnumerable<long> permutation) => permute([.. permutation]);

        /// <summary>Two dimensions exchanged; a view.</summary>
        public Tensor transpose(long dim0, long dim1)
        {
            var rank = Sizes.Length;
            var (a, b) = (Shape.Dimension("transpose", dim0, rank), Shape.Dimension("transpose", dim1, rank));
            if (rank == 0)
                return alias();
            var order = new long[rank];
            for (var i = 0; i < rank; i++)
                order[i] = i == a ? b : i == b ? a : i;
            return permute(order);
        }

        /// <summary>The transpose of a matrix; a vector or a scalar stays as it is. A view.</summary>
        public Tensor t() => Sizes.Length switch
        {
            0 or 1 => alias(),
            2 => transpose(0, 1),
            _ => throw new InvalidOperationException($"t: only tensors of up to two dimensions (got {Shape.Text(Sizes)}); use transpose or permute."),
        };

        /// <summary>A dimension of size one inserted before another, or at the end; a view.</summary>
        public Tensor unsqueeze(long dim)
        {
            var at = Shape.Dimension("unsqueeze", dim, Sizes.Length + 1);
            long[] sizes = [.. Sizes.AsSpan()[..at], 1, .. Sizes.AsSpan()[at..]];
            if (Contiguous)
                return Reshaped(sizes);
            var steps = Strides;
            return Viewed(Share(sizes, [.. steps.AsSpan()[..at], 1, .. steps.AsSpan()[at..]], Offset));
        }

        /// <summary>Without one dimension if its size is one, or without all of size one; a view.</summary>
        public Tensor squeeze(long? dim = null)
        {
            var only = dim is { } given ? Shape.Dimension("squeeze", given, Sizes.Length) : -1;
            var steps = Strides;
            var (sizes, strides) = (new List<long>(), new List<long>());
            for (var i = 0; i < Sizes.Length; i++)
            {
                if (Sizes[i] == 1 && (only < 0 || i == only))
                    continue;
                sizes.Add(Sizes[i]);
                strides.Add(steps[i]);
            }
            return Viewed(Share([.. sizes], Contiguous ? null : [.. strides], Offset));
        }

        /// <summary>A run of dimensions made one: a view where the memory allows, else a copy.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            var (from, to) = (Shape.Dimension("flatten", start_dim, Sizes.Length), Shape.Dimension("flatten", end_dim, Sizes.Length));
            if (from > to)
                throw new ArgumentException($"flatten: start_dim must not come after end_dim (got {start_dim} and {end_dim}).");
            if (Sizes.Length == 0)
                return reshape(1);
            return reshape([.. Sizes.AsSpan()[..from], Shape.Count(Sizes, from, to + 1), .. Sizes.AsSpan()[(to + 1)..]]);
        }

        /// <summary>One dimension split into several; a view where the memory allows, else a copy.</summary>
        public Tensor unflatten(long dim, params long[] sizes)
        {
            var at = Shape.Dimension("unflatten", dim, Sizes.Length);
            var known = Shape.Count(sizes);
            long[] parts = known < 0 ? [.. sizes.Select(size => size == -1 ? Sizes[at] / -known : size)] : sizes;
            return reshape([.. Sizes.AsSpan()[..at], .. parts, .. Sizes.AsSpan()[(at + 1)..]]);
        }

        /// <summary>Dimensions of size one repeated, and new ones in front, without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Expanded(sizes);

        /// <inheritdoc cref="expand(long[])"/>
        public Tensor expand(long[] sizes, bool isImplicit = false) => Expanded(sizes);

        /// <inheritdoc cref="expand(long[])"/>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Expanded(sizes);

        /// <summary>Expanded to the shape of another tensor, without copying.</summary>
        public Tensor expand_as(Tensor other) => Expanded(other.Sizes);

        /// <summary>Expanded to a shape, without copying.</summary>
        public Tensor broadcast_to(params long[] shape) => Expanded(shape);

        /// <summary>The tensor several times along each dimension, copied.</summary>
        public Tensor repeat(params long[] sizes)
        {
            if (sizes.Length < Sizes.Length)
                throw new ArgumentException($"repeat: give a count for each of the {Sizes.Length} dimensions (got {Shape.Text(sizes)}).");
            // [a, b] becomes [1, a, 1, b], is expanded to [n, a, m, b] and read as [n a, m b].
            var lead = sizes.Length - Sizes.Length;
            var (split, grown, merged) = (new long[2 * sizes.Length], new long[2 * sizes.Length], new long[sizes.Length]);
            for (var i = 0; i < sizes.Length; i++)
            {
                var size = i < lead ? 1 : Sizes[i - lead];
                (split[2 * i], split[(2 * i) + 1]) = (1, size);
                (grown[2 * i], grown[(2 * i) + 1]) = (sizes[i], size);
                merged[i] = sizes[i] * size;
            }
            return reshape(split).Expanded(grown).clone().Reshaped(merged);
        }

        /// <summary>Every element several times in a row along a dimension; without one, of the flattened tensor.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            var (source, at) = dim is { } given ? (this, Shape.Dimension("repeat_interleave", given, Sizes.Length)) : (flatten(), 0);
            if (output_size is { } size && size != source.Sizes[at] * repeats)
                throw new ArgumentException($"repeat_interleave: output_size must be {source.Sizes[at] * repeats} (got {size}).");
            using var index = arange(source.Sizes[at] * repeats, ScalarType.Int64).div((Scalar)repeats, RoundingMode.floor);
            return source.index_select(at, index);
        }

        /// <summary>Elements as often as the counts say, along a dimension; without one, of the flattened tensor.</summary>
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
        {
            var (source, at) = dim is { } given ? (this, Shape.Dimension("repeat_interleave", given, Sizes.Length)) : (flatten(), 0);
            Indexing.RequireIndices("repeat_interleave", repeats);
            if (repeats.Sizes.Length != 1 || repeats.Count != source.Sizes[at])
                throw new ArgumentException($"repeat_interleave: give one count for each of the {source.Sizes[at]} slices (got counts of {Shape.Text(repeats.Sizes)}).");
            var counts = repeats.data<long>().ToArray();
            var places = new List<long>();
            for (var i = 0; i < counts.Length; i++)
            {
                if (counts[i] < 0)
                    throw new ArgumentException($"repeat_interleave: counts must not be negative (got {counts[i]} at place {i}).");
                places.AddRange(Enumerable.Repeat((long)i, (int)counts[i]));
            }
            if (output_size is { } size && size != places.Count)
                throw new ArgumentException($"repeat_interleave: output_size must be the sum of the counts, {places.Count} (got {size}).");
            using var index = tensor(places.ToArray());
            return source.index_select(at, index);
        }

        /// <summary>Part of one dimension; a view.</summary>
        /// <param name="dim">The dimension.</param>
        /// <param name="start">The first element taken; negative ones count from the back.</param>
        /// <param name="length">How many are taken.</param>
        public Tensor narrow(long dim, long start, long length)
        {
            var at = RequireDimension("narrow", dim);
            var first = start < 0 ? start + Sizes[at] : start;
            if (first < 0 || length < 0 || first + length > Sizes[at])
                throw new ArgumentOutOfRangeException(nameof(start), $"narrow: start and length must stay within the size {Sizes[at]} of dimension {dim} (got {start} and {length}).");
            return Sliced(at, first, length, 1);
        }

        /// <summary>Every step-th element of one dimension from start up to finish, which is not taken; a view.</summary>
        public Tensor slice(long dim, long start, long finish, long step)
        {
            var at = RequireDimension("slice", dim);
            if (step < 1)
                throw new ArgumentOutOfRangeException(nameof(step), $"slice: the step must be at least 1 (got {step}).");
            var from = Math.Clamp(start < 0 ? start + Sizes[at] : start, 0, Sizes[at]);
            var to = Math.Clamp(finish < 0 ? finish + Sizes[at] : finish, from, Sizes[at]);
            return Sliced(at, from, (to - from + step - 1) / step, step);
        }

        /// <summary>One slice across a dimension, which disappears; a view.</summary>
        public Tensor select(long dim, long index)
        {
            var at = RequireDimension("select", dim);
            if (index < -Sizes[at] || index >= Sizes[at])
                throw new ArgumentOutOfRangeException(nameof(index), $"select: index must lie in {-Sizes[at]}..{Sizes[at] - 1} for dimension {dim} of {Shape.Text(Sizes)} (got {index}).");
            return Sliced(at, index < 0 ? index + Sizes[at] : index, 1, 1).squeeze(at);
        }

        /// <summary>The slices across a dimension; views.</summary>
        public Tensor[] unbind(long dimension = 0)
        {
            var at = RequireDimension("unbind", dimension);
            var slices = new Tensor[Sizes[at]];
            for (var i = 0; i < slices.Length; i++)
                slices[i] = select(at, i);
            return slices;
        }

        /// <summary>Pieces of a given size along a dimension, the last one smaller where it does not divide; views.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            if (size < 1)
                throw new ArgumentOutOfRangeException(nameof(size), $"split: the size must be at least 1 (got {size}).");
            var length = Sizes[RequireDimension("split", dim)];
            var pieces = new Tensor[Math.Max(1, (length + size - 1) / size)];
            for (var i = 0; i < pieces.Length; i++)
                pieces[i] = narrow(dim, i * size, Math.Min(size, length - (i * size)));
            return pieces;
        }

        /// <summary>Pieces of the given sizes along a dimension; views.</summary>
        public Tensor[] split(long[] sizes, long dim = 0)
        {
            var length = Sizes[RequireDimension("split", dim)];
            if (sizes.Sum() != length)
                throw new ArgumentException($"split: the sizes must add up to {length}, the size of dimension {dim} (got {Shape.Text(sizes)}).");
            var pieces = new Tensor[sizes.Length];
            long start = 0;
            for (var i = 0; i < pieces.Length; i++)
            {
                pieces[i] = narrow(dim, start, sizes[i]);
                start += sizes[i];
            }
            return pieces;
        }

        /// <summary>A number of pieces of equal size along a dimension, fewer or smaller where it does not divide; views.</summary>
        public Tensor[] chunk(long chunks, long dim = 0)
        {
            if (chunks < 1)
                throw new ArgumentOutOfRangeException(nameof(chunks), $"chunk: the number of pieces must be at least 1 (got {chunks}).");
            var at = RequireDimension("chunk", dim);
            return split(Math.Max(1, (Sizes[at] + chunks - 1) / chunks), at);
        }

        /// <summary>Dimensions run backwards; a copy.</summary>
        public Tensor flip(params long[] dims)
        {
            var result = Create(Sizes, ElementType);
            var current = this;
            foreach (var dim in dims)
            {
                var at = RequireDimension("flip", dim);
                using var index = arange(Sizes[at] - 1, -1, -1, ScalarType.Int64);
                current = Indexing.Select("flip", current, at, index);
            }
            Copying.Copy(current, result);
            if (Tracked(this))
                Node.Record(FlipRule, result, this).Extra = dims;
            return result;
        }

        /// <summary>Elements of one dimension at equal steps, on the same memory.</summary>
        internal Tensor Sliced(int dim, long start, long length, long step)
        {
            var strides = Strides;
            var (sizes, steps) = ((long[])Sizes.Clone(), (long[])strides.Clone());
            sizes[dim] = length;
            steps[dim] *= step;
            var result = Strided(sizes, steps, Offset + (start * strides[dim]));
            if (Tracked(this))
            {
                var record = Node.Record(SliceRule, result, this);
                (record.P, record.Q, record.Extra) = (dim, start, step);
            }
            return result;
        }

        private Tensor Expanded(ReadOnlySpan<long> wanted)
        {
            var lead = wanted.Length - Sizes.Length;
            var sizes = wanted.ToArray();
            for (var i = Math.Max(lead, 0); i < sizes.Length; i++)
                sizes[i] = sizes[i] == -1 ? Sizes[i - lead] : sizes[i];
            var fits = lead >= 0 && sizes.AsSpan().IndexOf(-1L) < 0;
            for (var i = 0; fits && i < Sizes.Length; i++)
                fits = Sizes[i] == 1 || Sizes[i] == sizes[lead + i];
            if (!fits)
                throw new ArgumentException($"expand: {Shape.Text(Sizes)} cannot become {Shape.Text(wanted)}: aligned on the right, only sizes of 1 stretch.");
            var steps = new long[sizes.Length];
            Shape.BroadcastStrides(Sizes, Strides, sizes, steps);
            var result = Strided(sizes, steps, Offset);
            return Tracked(this) ? Track(result, ExpandRule, this) : result;
        }

        private Tensor Strided(long[] sizes, long[] steps, long offset) =>
            Share(sizes, Shape.IsContiguous(sizes, steps) ? null : steps, offset);

        // Without copying: only for contiguous tensors.
        private Tensor Reshaped(long[] sizes) => Viewed(Share(sizes, null, Offset));

        // Records that a view has the same elements in the same order.
        private Tensor Viewed(Tensor result) => Tracked(this) ? Track(result, ReshapeRule, this) : result;

        private int RequireDimension(string operation, long dim) => Sizes.Length > 0
            ? Shape.Dimension(operation, dim, Sizes.Length)
            : throw new InvalidOperationException($"{operation}: a scalar has no dimensions.");

        private long[] Complete(string operation, ReadOnlySpan<long> wanted)
        {
            var sizes = wanted.ToArray();
            var unknown = sizes.AsSpan().IndexOf(-1L);
            if (unknown >= 0)
            {
                sizes[unknown] = 1;
                var known = Shape.Count(sizes);
                sizes[unknown] = known == 0 ? 0 : Count / known;
            }
            if (Shape.Count(sizes) != Count || sizes.Any(size => size < 0))
                throw new ArgumentException($"{operation}: {Count} elements of shape {Shape.Text(Sizes)} do not fit the shape {Shape.Text(wanted)}.");
            return sizes;
        }
    }
}
