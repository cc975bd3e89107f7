using GFlowNets.Tensors.Modules;

namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>Modules, and what networks are made of.</summary>
    public static partial class nn
    {
        /// <summary>How a loss over many elements becomes one value.</summary>
        public enum Reduction
        {
            /// <summary>Not at all.</summary>
            None = 0,

            /// <summary>By the mean.</summary>
            Mean = 1,

            /// <summary>By the sum.</summary>
            Sum = 2,
        }

        /// <summary>A parameter with the given values.</summary>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>x Wᵀ + b; weight and bias start uniform within ±1/√<paramref name="inputSize"/>.</summary>
        /// <exception cref="ArgumentException">A size is below 1.</exception>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            Modules.Linear.Create(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>x Wᵀ + b with given weight [outputs, inputs] and bias [outputs].</summary>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        /// <summary>Modules one after another, named by their numbers.</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

        /// <summary>Modules one after another, with names.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

        /// <summary>Modules one after another, named by their numbers.</summary>
        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());

        /// <summary>Modules one after another, with names.</summary>
        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules.ToArray());

        /// <summary>An empty sequence, to be filled by <see cref="Modules.Sequential.append(IModule{Tensor, Tensor})"/>.</summary>
        public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

        /// <summary>Modules in a list.</summary>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <summary>Gives its input back.</summary>
        public static Modules.Identity Identity() => new();

        /// <summary>max(0, x).</summary>
        public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>x where positive, else <paramref name="negative_slope"/> x.</summary>
        public static Modules.LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <summary>tanh x.</summary>
        public static Modules.Tanh Tanh() => new(inplace: false);

        /// <summary>tanh x.</summary>
        public static Modules.Tanh Tanh(bool inplace = false) => new(inplace);

        /// <summary>1 / (1 + e⁻ˣ).</summary>
        public static Modules.Sigmoid Sigmoid() => new(inplace: false);

        /// <summary>1 / (1 + e⁻ˣ).</summary>
        public static Modules.Sigmoid Sigmoid(bool inplace) => new(inplace);

        /// <summary>x Φ(x) by the error function.</summary>
        public static Modules.GELU GELU() => new(Modules.GELU.Approximate.none, inplace: false);

        /// <summary>x Φ(x) by the error function.</summary>
        public static Modules.GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);

        /// <summary>x Φ(x).</summary>
        public static Modules.GELU GELU(Modules.GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);

        /// <summary>x / (1 + e⁻ˣ).</summary>
        public static Modules.SiLU SiLU() => new(inplace: false);

        /// <summary>x / (1 + e⁻ˣ).</summary>
        public static Modules.SiLU SiLU(bool inplace) => new(inplace);

        /// <summary>x where positive, else <paramref name="alpha"/> (eˣ − 1).</summary>
        public static Modules.ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);

        /// <summary>log(1 + e^(βx)) / β, and x itself where βx exceeds the threshold.</summary>
        public static Modules.Softplus Softplus(double beta = 1.0, double threshold = 20.0) => new(beta, threshold);

        /// <summary>Zeros with probability <paramref name="p"/> while training.</summary>
        /// <exception cref="ArgumentException">The probability is not within 0 and 1.</exception>
        public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Normalisation over the last dimension.</summary>
        public static Modules.LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <summary>Normalisation over the last dimensions, of the given sizes.</summary>
        public static Modules.LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>A table of vectors, which start normal with variance 1.</summary>
        /// <exception cref="NotSupportedException">An option that only TorchSharp's engine has is asked for.</exception>
        public static Modules.Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            RefuseTableOptions(nameof(Embedding), padding_idx, max_norm, scale_grad_by_freq, sparse);
            return new(Table(num_embeddings, embedding_dims, device, dtype));
        }

        /// <summary>A table of vectors whose rows are summed or averaged by bags; they start normal with variance 1.</summary>
        /// <exception cref="NotSupportedException">An option or mode that only TorchSharp's engine has is asked for.</exception>
        public static Modules.EmbeddingBag EmbeddingBag(long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1, Device? device = null, ScalarType? dtype = null)
        {
            RefuseTableOptions(nameof(EmbeddingBag), padding_index == -1 ? null : padding_index, max_norm, scale_grad_by_freq, sparse);
            return new(Table(num_embeddings, embedding_dims, device, dtype), mode, include_last_offset);
        }

        /// <summary>A gated recurrent unit; everything starts uniform within ±1/√<paramref name="hiddenSize"/>.</summary>
        /// <exception cref="ArgumentException">A size is below 1, or the dropout is no probability.</exception>
        /// <exception cref="NotSupportedException">Both directions are asked for.</exception>
        public static Modules.GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            bidirectional
                ? throw new NotSupportedException("The embedded engine's GRU reads in one direction only: leave bidirectional at its default.")
                : new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, device, dtype);

        private static Parameter Table(long count, long length, Device? device, ScalarType? dtype) =>
            count < 1 || length < 1
                ? throw new ArgumentException($"A table of vectors must have at least one row and one column (got {count} and {length}).")
                : new(init.normal_(empty([count, length], dtype, device)));

        private static void RefuseTableOptions(string module, long? padding, double? maxNorm, bool scaleByFrequency, bool sparse)
        {
            if (padding is not null || maxNorm is not null || scaleByFrequency || sparse)
                throw new NotSupportedException(
                    $"The embedded engine's {module} has neither padding index, max_norm, scale_grad_by_freq nor sparse gradients: leave them at their defaults.");
        }
    }
}
