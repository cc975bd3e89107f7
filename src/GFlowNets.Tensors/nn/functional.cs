namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The modules' computations as functions.</summary>
        public static class functional
        {
            /// <summary>x Wᵀ + b over the last dimension, with weights of shape [outputs, inputs].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Kernels.Linear(input, weights, bias, Activation.None);

            /// <summary>max(0, x).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => Into(x, x.relu(), inplace);

            /// <summary>x where positive, else <paramref name="negative_slope"/> x.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Into(input, input.leaky_relu(negative_slope), inplace);

            /// <summary>tanh x.</summary>
            public static Tensor tanh(Tensor x, bool inplace = false) => Into(x, x.tanh(), inplace);

            /// <summary>1 / (1 + e⁻ˣ).</summary>
            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            /// <summary>1 / (1 + e⁻ˣ).</summary>
            public static Tensor sigmoid(Tensor x, bool inplace) => Into(x, x.sigmoid(), inplace);

            /// <summary>x / (1 + e⁻ˣ).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Into(x, x.silu(), inplace);

            /// <summary>x Φ(x) by the error function.</summary>
            public static Tensor gelu(Tensor x) => x.gelu();

            /// <summary>x Φ(x) by the error function.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => Into(x, x.gelu(), inplace);

            /// <summary>x Φ(x).</summary>
            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false)
            {
                if (approximate == Modules.GELU.Approximate.none)
                    return gelu(x, inplace);
                using var scope = NewDisposeScope();
                var inner = (x + x * x * x * 0.044715) * Math.Sqrt(2 / Math.PI);
                return Into(x, scope.MoveToOuter(x * (inner.tanh() + 1) * 0.5), inplace);
            }

            /// <summary>x where positive, else <paramref name="alpha"/> (eˣ − 1).</summary>
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Into(x, x.elu(alpha), inplace);

            /// <summary>log(1 + e^(βx)) / β, and x itself where βx exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            /// <summary>eˣ over their sum along a dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>x less the logarithm of the sum of eˣ along a dimension.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>While training, zeros with probability <paramref name="p"/>, the other elements scaled by 1 / (1 − p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!training || p == 0)
                    return inplace ? input : input.alias();
                using var scope = NewDisposeScope();
                var kept = rand(input.shape, ScalarType.Float64, input.device).ge(p).to(input.dtype);
                return Into(input, scope.MoveToOuter(input * (p < 1 ? kept * (1 / (1 - p)) : kept)), inplace);
            }

            /// <summary>Shifts and scales the last dimensions to mean 0 and variance 1 (biased), then multiplies by weight and adds bias where given.</summary>
            /// <exception cref="ArgumentException">The input does not end in <paramref name="normalized_shape"/>.</exception>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                var shape = input.shape;
                if (normalized_shape.Length == 0 || shape.Length < normalized_shape.Length || !shape.AsSpan(^normalized_shape.Length..).SequenceEqual(normalized_shape))
                    throw new ArgumentException($"layer_norm over [{string.Join(", ", normalized_shape)}] needs an input that ends in these sizes (got [{string.Join(", ", shape)}]).");
                using var scope = NewDisposeScope();
                var dims = Enumerable.Range(0, normalized_shape.Length).Select(i => (long)i - normalized_shape.Length).ToArray();
                var centred = input - input.mean(dims, keepdim: true);
                var result = centred * ((centred * centred).mean(dims, keepdim: true) + eps).pow(-0.5);
                if (weight is not null)
                    result = result * weight;
                if (bias is not null)
                    result = result + bias;
                return scope.MoveToOuter(result);
            }

            /// <summary>Int64 zeros with a one at each index, one dimension more than <paramref name="x"/>.</summary>
            /// <param name="x">Int64 indices.</param>
            /// <param name="num_classes">Size of the new last dimension; -1 for the largest index plus one.</param>
            /// <exception cref="ArgumentException">An index is negative or too large, or the type is not int64.</exception>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64)
                    throw new ArgumentException($"one_hot takes int64 indices (got {x.dtype}).", nameof(x));
                var indices = x.data<long>().ToArray();
                var classes = num_classes >= 0 ? num_classes : indices.Length > 0 ? indices.Max() + 1
                    : throw new ArgumentException("one_hot of no index at all needs num_classes.", nameof(num_classes));
                var ones = new long[indices.Length * classes];
                for (var i = 0; i < indices.Length; i++)
                {
                    if (indices[i] < 0 || indices[i] >= classes)
                        throw new ArgumentException($"one_hot with {classes} classes takes indices from 0 to {classes - 1} (got {indices[i]}).", nameof(x));
                    ones[i * classes + indices[i]] = 1;
                }
                return tensor(ones, [.. x.shape, classes], device: x.device);
            }

            /// <summary>(input − target)².</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                return scope.MoveToOuter(Reduce((input - target).square(), reduction));
            }

            /// <summary>|input − target|.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                return scope.MoveToOuter(Reduce((input - target).abs(), reduction));
            }

            /// <summary>Half the squared difference up to <paramref name="delta"/>, beyond it delta (|difference| − delta/2).</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean)
            {
                if (!(delta > 0))
                    throw new ArgumentException($"huber_loss needs a delta above 0 (got {delta}).", nameof(delta));
                using var scope = NewDisposeScope();
                return scope.MoveToOuter(Reduce(Huber(input - target, delta), reduction));
            }

            /// <summary>The squared difference over 2 <paramref name="beta"/> up to beta, beyond it |difference| − beta/2.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1)
            {
                if (!(beta >= 0))
                    throw new ArgumentException($"smooth_l1_loss needs a beta of at least 0 (got {beta}).", nameof(beta));
                using var scope = NewDisposeScope();
                var difference = input - target;
                return scope.MoveToOuter(Reduce(beta == 0 ? difference.abs() : Huber(difference, beta) / beta, reduction));
            }

            // With q = min(|d|, δ): q²/2 within, and δ(|d| − δ/2) beyond, are both q(|d| − q/2).
            private static Tensor Huber(Tensor difference, double delta)
            {
                var size = difference.abs();
                var quadratic = size.clamp(max: delta);
                return quadratic * (size - quadratic * 0.5);
            }

            private static Tensor Reduce(Tensor losses, Reduction reduction) => reduction switch
            {
                Reduction.None => losses,
                Reduction.Mean => losses.mean(),
                Reduction.Sum => losses.sum(),
                _ => throw new ArgumentException($"A reduction is None, Mean or Sum (got {reduction})."),
            };

            private static Tensor Into(Tensor target, Tensor result, bool inplace)
            {
                if (!inplace)
                    return result;
                using (result)
                    return target.copy_(result);
            }
        }
    }
}
