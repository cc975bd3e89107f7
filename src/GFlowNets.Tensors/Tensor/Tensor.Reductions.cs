namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        // Extra: the shape with the reduced dimensions kept as ones.
        private static readonly Rule SumRule = new("sum", static (node, g) => node.PassA(g.reshape((long[])node.Extra!).Expanded(node.ShapeA)));

        // X: input, Y: result with its dimensions kept. Equal extremes share the gradient.
        private static readonly Rule ExtremeRule = new("max of all", static (node, g) =>
        {
            var mask = node.X.eq(node.Y).to(g.ElementType);
            var counts = Reductions.SumTo(mask, node.Y.Sizes);
            node.PassA(mask.mul(g.reshape(node.Y.Sizes).div(counts)));
        });

        // X: places of the extremes with the dimension kept; P: the dimension.
        private static readonly Rule ExtremeAlongRule = new("max along a dimension", static (node, g) =>
        {
            var result = Filled(node.ShapeA, 0.0, g.ElementType);
            Indexing.Scatter("max", result, (int)node.P, node.X, g.reshape(node.X.Sizes), add: true);
            node.PassA(result);
        });

        private static readonly Rule CumsumRule = new("cumsum", static (node, g) => node.PassA(Reductions.CumulativeSum(g, (int)node.P, fromBack: true)));

        private static readonly Rule SoftmaxRule = new("softmax", static (node, g) =>
            node.PassA(Softmax.Gradient(Packed(g), node.X, null, Softmax.Kind.Softmax)));

        private static readonly Rule LogSoftmaxRule = new("log_softmax", static (node, g) =>
            node.PassA(Softmax.Gradient(Packed(g), node.X, null, Softmax.Kind.LogSoftmax)));

        private static readonly Rule LogSumExpRule = new("logsumexp", static (node, g) =>
            node.PassA(Softmax.Gradient(Packed(g), node.X, node.Y, Softmax.Kind.LogSumExp)));

        // X: input, Y: norm with its dimensions kept. At zero the gradient is zero.
        private static readonly Rule NormRule = new("norm", static (node, g) =>
            node.PassA(node.X.mul(g.reshape(node.Y.Sizes).div(node.Y).masked_fill(node.Y.eq(0.0), 0.0))));

        /// <summary>The sum of all elements; integers and truth values sum to int64.</summary>
        /// <param name="type">Convert to this type first.</param>
        public Tensor sum(ScalarType? type = null) => Sum("sum", [], false, type);

        /// <summary>Sums over one dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Sum("sum", [dim], keepdim, type);

        /// <summary>Sums over two dimensions.</summary>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => Sum("sum", [dim0, dim1], keepdim, type);

        /// <summary>Sums over some dimensions.</summary>
        /// <param name="dim">The dimensions; none means all.</param>
        /// <param name="keepdim">Keep them with size one.</param>
        /// <param name="type">Convert to this type first.</param>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Sum("sum", dim, keepdim, type);

        /// <inheritdoc cref="sum(long[], bool, ScalarType?)"/>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => Sum("sum", dim, keepdim, type);

        /// <summary>The mean of all elements.</summary>
        public Tensor mean() => mean([]);

        /// <summary>Means over some dimensions.</summary>
        /// <param name="dimensions">The dimensions; none means all.</param>
        /// <param name="keepdim">Keep them with size one.</param>
        /// <param name="type">Convert to this type first.</param>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            var x = RequireReal("mean", type);
            var sum = x.Sum("mean", dimensions, keepdim, null);
            return DivNumber(sum, (double)x.Count / Math.Max(sum.Count, 1));
        }

        /// <summary>The variance of all elements.</summary>
        /// <param name="unbiased">Divide by one less than the number of elements.</param>
        public Tensor var(bool unbiased = true) => var([], unbiased);

        /// <summary>Variances over one dimension.</summary>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        /// <summary>Variances over some dimensions.</summary>
        /// <param name="dimensions">The dimensions; none means all.</param>
        /// <param name="unbiased">Divide by one less than the number of elements.</param>
        /// <param name="keepdim">Keep them with size one.</param>
        /// <param name="type">Convert to this type first.</param>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            var x = RequireReal("var", type);
            var mean = x.mean(dimensions, keepdim: true);
            var squares = x.sub(mean).square().Sum("var", dimensions, keepdim, null);
            return DivNumber(squares, (double)x.Count / Math.Max(mean.Count, 1) - (unbiased ? 1 : 0));
        }

        /// <summary>The standard deviation of all elements.</summary>
        /// <param name="unbiased">Divide by one less than the number of elements.</param>
        public Tensor std(bool unbiased = true) => var([], unbiased).sqrt();

        /// <summary>Standard deviations over one dimension.</summary>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type).sqrt();

        /// <summary>Standard deviations over some dimensions.</summary>
        /// <param name="dimensions">The dimensions; none means all.</param>
        /// <param name="unbiased">Divide by one less than the number of elements.</param>
        /// <param name="keepdim">Keep them with size one.</param>
        /// <param name="type">Convert to this type first.</param>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var(dimensions, unbiased, keepdim, type).sqrt();

        /// <summary>The p-norm of all elements: the p-th root of the sum of p-th powers; the largest absolute value where p is infinite.</summary>
        public Tensor norm(float p = 2) => Norm([], false, p);

        /// <summary>p-norms over one dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Norm([dim], keepdim, p);

        /// <summary>The largest element.</summary>
        public Tensor max() => Extreme("max", [], false, largest: true);

        /// <summary>The larger of two elements, broadcast.</summary>
        public Tensor max(Tensor other) => maximum(other);

        /// <summary>The largest elements along a dimension, and their places; the first one of equals.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => ExtremeAlong("max", dim, keepdim, largest: true);

        /// <summary>The smallest element.</summary>
        public Tensor min() => Extreme("min", [], false, largest: false);

        /// <summary>The smaller of two elements, broadcast.</summary>
        public Tensor min(Tensor other) => minimum(other);

        /// <summary>The smallest elements along a dimension, and their places; the first one of equals.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => ExtremeAlong("min", dim, keepdim, largest: false);

        /// <summary>The largest elements over some dimensions; equal ones share the gradient.</summary>
        public Tensor amax(params long[] dims) => Extreme("amax", dims, false, largest: true);

        /// <summary>The smallest elements over some dimensions; equal ones share the gradient.</summary>
        public Tensor amin(params long[] dims) => Extreme("amin", dims, false, largest: false);

        /// <summary>The place of the largest element, of the flattened tensor.</summary>
        public Tensor argmax() => Place("argmax", null, false, largest: true);

        /// <summary>The places of the largest elements along a dimension; the first one of equals.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Place("argmax", dim, keepdim, largest: true);

        /// <summary>The place of the smallest element, of the flattened tensor.</summary>
        public Tensor argmin() => Place("argmin", null, false, largest: false);

        /// <summary>The places of the smallest elements along a dimension; the first one of equals.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Place("argmin", dim, keepdim, largest: false);

        /// <summary>Whether any element is not zero.</summary>
        public Tensor any() => Truth("any", [], false, any: true);

        /// <summary>Whether any element along a dimension is not zero.</summary>
        public Tensor any(long dim, bool keepdim = false) => Truth("any", [dim], keepdim, any: true);

        /// <summary>Whether all elements are not zero.</summary>
        public Tensor all() => Truth("all", [], false, any: false);

        /// <summary>Whether all elements along a dimension are not zero.</summary>
        public Tensor all(long dim, bool keepdim = false) => Truth("all", [dim], keepdim, any: false);

        /// <summary>Running sums along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null)
        {
            var x = Summable(type);
            var at = Shape.Dimension("cumsum", dim, Sizes.Length);
            var result = Reductions.CumulativeSum(x, at, fromBack: false);
            if (Tracked(x))
                Node.Record(CumsumRule, result, x).P = at;
            return result;
        }

        /// <summary>exp(x) over the sum of exp(x) along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => AlongLast("softmax", dim, dtype, Softmax.Kind.Softmax, SoftmaxRule);

        /// <summary>The logarithm of <see cref="softmax"/>; elements of minus infinity stay so, with gradient zero.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => AlongLast("log_softmax", dim, dtype, Softmax.Kind.LogSoftmax, LogSoftmaxRule);

        /// <summary>The logarithm of the sum of exponentials along a dimension, without overflow; minus infinity where all elements are.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            var at = Shape.Dimension("logsumexp", dim, Sizes.Length);
            var x = Real(this);
            if (at != Math.Max(Sizes.Length - 1, 0))
                x = x.transpose(at, -1);
            x = x.Contiguous ? x : x.contiguous();
            long[] reduced = x.Sizes.Length == 0 ? [] : x.Sizes[..^1];
            var result = Softmax.Rows(x, Softmax.Kind.LogSumExp, reduced);
            if (Tracked(x))
                Node.Record(LogSumExpRule, result, x).Save(result, x);
            // The last dimension stood in for the reduced one: bring it back to its place.
            if (at < Sizes.Length - 1)
                return keepdim ? result.unsqueeze(-1).transpose(at, -1) : result.unsqueeze(-1).transpose(at, -1).squeeze(at);
            return keepdim && Sizes.Length > 0 ? result.unsqueeze(-1) : result;
        }

        private static Tensor Packed(Tensor g) => g.Contiguous ? g : g.contiguous();

        private Tensor AlongLast(string operation, long dim, ScalarType? type, Softmax.Kind kind, Rule rule)
        {
            var at = Shape.Dimension(operation, dim, Sizes.Length);
            if (at < Sizes.Length - 1)
                return transpose(at, -1).AlongLast(operation, -1, type, kind, rule).transpose(at, -1);
            var x = type is { } wanted && wanted != ElementType ? to(wanted) : Real(this);
            if (!x.is_floating_point())
                throw new ArgumentException($"{operation}: the type must be real (got {type}).");
            x = Packed(x);
            var result = Softmax.Rows(x, kind, x.Sizes);
            if (Tracked(x))
                Node.Record(rule, result, x).Save(result);
            return result;
        }

        private Tensor Summable(ScalarType? type)
        {
            var wanted = type ?? (is_floating_point() ? ElementType : ScalarType.Int64);
            return wanted == ElementType ? this : to(wanted);
        }

        private Tensor RequireReal(string operation, ScalarType? type)
        {
            var x = type is { } wanted && wanted != ElementType ? to(wanted) : this;
            return x.is_floating_point() ? x : throw new ArgumentException($"{operation}: the elements must be real (got {x.ElementType}); convert with to(float32) or give a type.");
        }

        private Tensor Sum(string operation, ReadOnlySpan<long> dims, bool keepdim, ScalarType? type)
        {
            var x = Summable(type);
            var mask = Reductions.Mask(operation, x, dims);
            var result = Reductions.Sum(x, mask, Reductions.Reduced(x.Sizes, mask, keepdim));
            if (Tracked(x))
                Node.Record(SumRule, result, x).Extra = Reductions.Reduced(x.Sizes, mask, keepdim: true);
            return result;
        }

        private Tensor Norm(long[] dims, bool keepdim, float p)
        {
            var x = RequireReal("norm", null);
            if (p != 2)
            {
                return float.IsPositiveInfinity(p) ? x.abs().Extreme("norm", dims, keepdim, largest: true)
                    : p == 1 ? x.abs().Sum("norm", dims, keepdim, null)
                    : x.abs().pow(p).Sum("norm", dims, keepdim, null).pow(1 / p);
            }
            var mask = Reductions.Mask("norm", x, dims);
            var kept = Reductions.Reduced(x.Sizes, mask, keepdim: true);
            using var squares = Elementwise.Unary<Square>(x);
            using var sum = Reductions.Sum(squares, mask, kept);
            var result = Elementwise.Unary<Sqrt>(sum);
            using var saved = Tracked(x) ? result.Hold() : null;
            result = result.Reshaped(Reductions.Reduced(x.Sizes, mask, keepdim));
            if (saved is not null)
                Node.Record(NormRule, result, x).Save(x, saved);
            return result;
        }

        private Tensor Extreme(string operation, long[] dims, bool keepdim, bool largest)
        {
            var mask = Reductions.Mask(operation, this, dims);
            var (values, places) = Reductions.Extreme(operation, this, mask, Reductions.Reduced(Sizes, mask, keepdim), largest);
            places.Dispose();
            if (Tracked(this))
            {
                using var kept = values.Share(Reductions.Reduced(Sizes, mask, keepdim: true), null, 0);
                Node.Record(ExtremeRule, values, this).Save(this, kept);
            }
            return values;
        }

        private (Tensor, Tensor) ExtremeAlong(string operation, long dim, bool keepdim, bool largest)
        {
            var at = Shape.Dimension(operation, dim, Sizes.Length);
            var mask = Reductions.Mask(operation, this, [at]);
            var (values, places) = Reductions.Extreme(operation, this, mask, Reductions.Reduced(Sizes, mask, keepdim), largest);
            if (Tracked(this))
            {
                using var kept = places.Share(Reductions.Reduced(Sizes, mask, keepdim: true), null, 0);
                Node.Record(ExtremeAlongRule, values, this).Save(kept).P = at;
            }
            return (values, places);
        }

        private Tensor Place(string operation, long? dim, bool keepdim, bool largest)
        {
            var mask = Reductions.Mask(operation, this, dim is { } given ? [given] : []);
            var (values, places) = Reductions.Extreme(operation, this, mask, Reductions.Reduced(Sizes, mask, keepdim), largest);
            values.Dispose();
            return places;
        }

        private Tensor Truth(string operation, long[] dims, bool keepdim, bool any)
        {
            var x = ElementType == ScalarType.Bool ? this : to(ScalarType.Bool);
            var mask = Reductions.Mask(operation, x, dims);
            return Reductions.Truth(x, mask, Reductions.Reduced(x.Sizes, mask, keepdim), any);
        }
    }
}
