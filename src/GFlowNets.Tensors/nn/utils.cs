using GFlowNets.Tensors.Modules;

namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to all parameters of a network at once.</summary>
        public static class utils
        {
            /// <summary>Scales all gradients by one factor so that their common norm is at most <paramref name="max_norm"/>.</summary>
            /// <param name="tensors">The parameters; those without a gradient are passed over.</param>
            /// <param name="max_norm">The greatest norm allowed.</param>
            /// <param name="norm_type">The exponent p of the norm (Σ|g|ᵖ)^(1/p); infinity for the greatest element.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                if (!(norm_type > 0))
                    throw new ArgumentException($"clip_grad_norm_ needs a norm_type above 0 (got {norm_type}).", nameof(norm_type));
                var gradients = tensors.Select(parameter => parameter.Gradient).OfType<Tensor>().ToList();
                var norm = Norm(gradients, norm_type);
                var factor = max_norm / (norm + 1e-6);
                if (factor < 1)
                    using (no_grad())
                        foreach (var gradient in gradients)
                            gradient.mul_(factor);
                return norm;
            }

            /// <summary>Cuts every element of the gradients to ±<paramref name="clip_value"/>.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using (no_grad())
                    foreach (var gradient in tensors.Select(parameter => parameter.Gradient).OfType<Tensor>())
                        using (var clipped = gradient.clamp(-clip_value, clip_value))
                            gradient.copy_(clipped);
            }

            /// <summary>All parameters, flattened, in one row.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return scope.MoveToOuter(cat(tensors.Select(parameter => parameter.flatten()).ToList()));
            }

            /// <summary>Takes the values of all parameters from one row, in the order of <see cref="parameters_to_vector"/>.</summary>
            /// <exception cref="ArgumentException">The row has not as many elements as the parameters together; nothing is changed then.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                var targets = tensors.ToList();
                var count = targets.Sum(parameter => parameter.numel());
                if (vec.dim() != 1 || vec.shape[0] != count)
                    throw new ArgumentException($"vector_to_parameters needs a row of {count} elements, as many as the parameters have (got [{string.Join(", ", vec.shape)}]).", nameof(vec));
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                long start = 0;
                foreach (var target in targets)
                {
                    target.copy_(vec.narrow(0, start, target.numel()).reshape(target.shape));
                    start += target.numel();
                }
            }

            private static double Norm(List<Tensor> gradients, double p)
            {
                double sum = 0, greatest = 0;
                foreach (var gradient in gradients)
                    if (gradient.dtype == ScalarType.Float64)
                        foreach (var g in Elements.Of<double>(gradient))
                            Add(g);
                    else
                        foreach (var g in Elements.Of<float>(gradient))
                            Add(g);
                return p == 2 ? Math.Sqrt(sum) : double.IsPositiveInfinity(p) ? greatest : Math.Pow(sum, 1 / p);

                void Add(double g)
                {
                    if (p == 2)
                        sum += g * g;
                    else if (double.IsPositiveInfinity(p))
                        greatest = Math.Max(greatest, Math.Abs(g));
                    else
                        sum += Math.Pow(Math.Abs(g), p);
                }
            }
        }
    }
}
