using System.Numerics;
using System.Runtime.InteropServices;
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

            // Sums in double, each gradient's own first, so that the order of additions never depends on threads.
            private static double Norm(List<Tensor> gradients, double p)
            {
                using var scope = NewDisposeScope();
                var powers = gradients.Select(gradient => gradient.dtype == ScalarType.Float64
                    ? Power(Elements.Of<double>(gradient), p) : Power(Elements.Of<float>(gradient), p));
                return p == 2 ? Math.Sqrt(powers.Sum()) : double.IsPositiveInfinity(p) ? powers.DefaultIfEmpty().Max() : Math.Pow(powers.Sum(), 1 / p);
            }

            private static double Power(ReadOnlySpan<float> elements, double p)
            {
                if (p != 2)
                    return Power<float>(elements, p);
                Vector<double> low = default, high = default;
                var vectors = MemoryMarshal.Cast<float, Vector<float>>(elements);
                foreach (var vector in vectors)
                {
                    Vector.Widen(vector, out var first, out var second);
                    low += first * first;
                    high += second * second;
                }
                return Vector.Sum(low + high) + Power<float>(elements[(vectors.Length * Vector<float>.Count)..], p);
            }

            private static double Power<T>(ReadOnlySpan<T> elements, double p) where T : IFloatingPointIeee754<T>
            {
                double result = 0;
                foreach (var element in elements)
                {
                    var size = Math.Abs(double.CreateTruncating(element));
                    result = p == 2 ? result + size * size : double.IsPositiveInfinity(p) ? Math.Max(result, size) : result + Math.Pow(size, p);
                }
                return result;
            }
        }
    }
}
