namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors with starting values, in place and without gradients; each gives its tensor back.</summary>
        public static class init
        {
            /// <summary>Which side of a weight its variance is held constant for.</summary>
            public enum FanInOut
            {
                /// <summary>The inputs: activations keep their variance.</summary>
                FanIn = 0,

                /// <summary>The outputs: gradients keep their variance.</summary>
                FanOut = 1,
            }

            /// <summary>The function behind a weight.</summary>
            public enum NonlinearityType
            {
                /// <summary>None.</summary>
                Linear = 0,

                /// <summary>1 / (1 + e⁻ˣ).</summary>
                Sigmoid = 7,

                /// <summary>tanh x.</summary>
                Tanh = 8,

                /// <summary>max(0, x).</summary>
                ReLU = 9,

                /// <summary>x where positive, else a small multiple of x.</summary>
                LeakyReLU = 10,
            }

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>One value everywhere.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using (no_grad())
                    return tensor.fill_(val);
            }

            /// <summary>Uniform from <paramref name="low"/> to <paramref name="high"/>.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return Fill(tensor, rand(tensor.shape, tensor.dtype, tensor.device, generator: generator) * (high - low) + low);
            }

            /// <summary>Normal with the given mean and standard deviation.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return Fill(tensor, randn(tensor.shape, tensor.dtype, tensor.device, generator: generator) * std + mean);
            }

            /// <summary>Uniform with variance 2 gain² / (inputs + outputs), after Glorot and Bengio 2010.</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with variance 2 gain² / (inputs + outputs), after Glorot and Bengio 2010.</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <summary>Uniform with variance gain² / fan, after He et al. 2015.</summary>
            /// <param name="tensor">A weight of at least two dimensions, outputs first.</param>
            /// <param name="a">Slope of the negative side, for LeakyReLU.</param>
            /// <param name="mode">Which fan divides.</param>
            /// <param name="nonlinearity">Decides the gain.</param>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with variance gain² / fan, after He et al. 2015.</summary>
            /// <inheritdoc cref="kaiming_uniform_"/>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>A random matrix with orthonormal rows or columns, whichever are fewer, times <paramref name="gain"/>; further dimensions are flattened.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.dim() < 2)
                    throw new ArgumentException($"orthogonal_ needs at least two dimensions (got {tensor.dim()}).", nameof(tensor));
                using var scope = NewDisposeScope();
                int rows = checked((int)tensor.shape[0]), columns = checked((int)(tensor.numel() / Math.Max(1, rows)));
                int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
                var normal = randn([count, length], ScalarType.Float64).data<double>().ToArray();
                Orthonormalise(normal, count, length);
                var vectors = torch.tensor(normal, [count, length]) * gain;
                return Fill(tensor, (rows <= columns ? vectors : vectors.t()).reshape(tensor.shape));
            }

            /// <summary>The factor by which a function shrinks a standard deviation, to be made good by the weight.</summary>
            /// <param name="nonlinearity">The function.</param>
            /// <param name="param">Slope of the negative side, for LeakyReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Linear or NonlinearityType.Sigmoid => 1,
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => throw new ArgumentException($"No gain is known for {nonlinearity}.", nameof(nonlinearity)),
            };

            /// <summary>Inputs and outputs of a weight whose first dimensions are outputs and inputs; further ones count for both.</summary>
            /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"Fans need a weight of at least two dimensions (got [{string.Join(", ", shape)}]).", nameof(tensor));
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingDeviation(Tensor tensor, double slope, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, slope) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static Tensor Fill(Tensor tensor, Tensor values)
            {
                using (no_grad())
                    return tensor.copy_(values);
            }

            // Gram and Schmidt, twice over each vector, which leaves nothing but rounding.
            private static void Orthonormalise(double[] vectors, int count, int length)
            {
                for (var i = 0; i < count; i++)
                {
                    var vector = vectors.AsSpan(i * length, length);
                    for (var j = 0; j < 2 * i; j++)
                    {
                        var earlier = vectors.AsSpan(j % i * length, length);
                        double dot = 0;
                        for (var k = 0; k < length; k++)
                            dot += vector[k] * earlier[k];
                        for (var k = 0; k < length; k++)
                            vector[k] -= dot * earlier[k];
                    }
                    double squares = 0;
                    foreach (var x in vector)
                        squares += x * x;
                    foreach (ref var x in vector)
                        x /= Math.Sqrt(squares);
                }
            }
        }
    }
}
