using System.Numerics;
using System.Runtime.InteropServices;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>
/// Adam's step over one parameter, in one pass over its arrays: per element, with gradient g,
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − rate/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
/// Plain products and sums in a fixed order per element, so vector and scalar code give the same bits.
/// </summary>
internal static unsafe class AdamUpdate
{
    /// <summary>Fewer elements than this stay on one thread, whose caches may hold them all.</summary>
    private const int WorthThreads = 1 << 20;

    public static void Apply(Parameter parameter, Tensor gradient, AdamState state, double rate, AdamSettings settings, bool decoupled)
    {
        state.Step++;
        if (parameter.dtype == ScalarType.Float64)
            Apply<double>(parameter, gradient, state, rate, settings, decoupled);
        else if (parameter.dtype == ScalarType.Float32)
            Apply<float>(parameter, gradient, state, rate, settings, decoupled);
        else
            throw new NotSupportedException($"Adam trains float32 and float64 parameters (got {parameter.dtype}).");
    }

    private static void Apply<T>(Parameter parameter, Tensor gradient, AdamState state, double rate, AdamSettings settings, bool decoupled)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* values = Elements.Writable<T>(parameter), gradients = Elements.Of<T>(gradient), means = Elements.Writable<T>(state.Get(0)),
            squares = Elements.Writable<T>(state.Get(1)), maxima = settings.KeepMaximum ? Elements.Writable<T>(state.Get(2)) : default)
        {
            var job = new Job<T>
            {
                Values = values,
                Gradients = gradients,
                Means = means,
                Squares = squares,
                Maxima = maxima,
                Count = (int)parameter.Count,
                Constants = new Constants<T>(rate, settings, state.Step, decoupled),
            };
            Workers.Run(ref job, parameter.Count < WorthThreads ? 1 : Workers.Count);
        }
    }

    /// <summary>A share of the elements for each thread.</summary>
    private struct Job<T> : IJob where T : unmanaged, IFloatingPointIeee754<T>
    {
        internal T* Values, Gradients, Means, Squares, Maxima;
        internal int Count;
        internal Constants<T> Constants;

        public readonly void Run(int part, int parts)
        {
            var (from, to) = Workers.Range(part, parts, Count, Vector<T>.Count * 8);
            var count = to - from;
            Pass(new Span<T>(Values + from, count), new ReadOnlySpan<T>(Gradients + from, count), new Span<T>(Means + from, count), new Span<T>(Squares + from, count),
                Maxima == null ? default : new Span<T>(Maxima + from, count), Constants);
        }
    }

    private static void Pass<T>(Span<T> values, ReadOnlySpan<T> gradients, Span<T> means, Span<T> squares, Span<T> maxima, in Constants<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var value0 = ref MemoryMarshal.GetReference(values);
        ref var gradient0 = ref MemoryMarshal.GetReference(gradients);
        ref var mean0 = ref MemoryMarshal.GetReference(means);
        ref var square0 = ref MemoryMarshal.GetReference(squares);
        ref var maximum0 = ref MemoryMarshal.GetReference(maxima);
        var i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var at = (nuint)i;
            var value = Vector.LoadUnsafe(ref value0, at);
            var gradient = Vector.LoadUnsafe(ref gradient0, at) * c.Sign + value * c.Coupled;
            var mean = Vector.LoadUnsafe(ref mean0, at) * c.Beta1 + gradient * c.Rest1;
            var square = Vector.LoadUnsafe(ref square0, at) * c.Beta2 + gradient * gradient * c.Rest2;
            mean.StoreUnsafe(ref mean0, at);
            square.StoreUnsafe(ref square0, at);
            if (!maxima.IsEmpty)
            {
                square = Vector.Max(square, Vector.LoadUnsafe(ref maximum0, at));
                square.StoreUnsafe(ref maximum0, at);
            }
            (value * c.Keep - mean * c.StepSize / (Vector.SquareRoot(square) + new Vector<T>(c.Epsilon))).StoreUnsafe(ref value0, at);
        }
        for (; i < values.Length; i++)
        {
            var gradient = gradients[i] * c.Sign + values[i] * c.Coupled;
            means[i] = means[i] * c.Beta1 + gradient * c.Rest1;
            var square = squares[i] = squares[i] * c.Beta2 + gradient * gradient * c.Rest2;
            if (!maxima.IsEmpty)
                square = maxima[i] = T.Max(square, maxima[i]);
            values[i] = values[i] * c.Keep - means[i] * c.StepSize / (T.Sqrt(square) + c.Epsilon);
        }
    }

    /// <summary>What is the same for every element, computed in double.</summary>
    private readonly struct Constants<T>(double rate, AdamSettings settings, long step, bool decoupled) where T : unmanaged, IFloatingPointIeee754<T>
    {
        public readonly T Sign = settings.Maximize ? -T.One : T.One;
        public readonly T Coupled = T.CreateTruncating(decoupled ? 0 : settings.WeightDecay);
        public readonly T Keep = T.CreateTruncating(decoupled ? 1 - rate * settings.WeightDecay : 1);
        public readonly T Beta1 = T.CreateTruncating(settings.Beta1);
        public readonly T Rest1 = T.CreateTruncating(1 - settings.Beta1);
        public readonly T Beta2 = T.CreateTruncating(settings.Beta2);
        public readonly T Rest2 = T.CreateTruncating(1 - settings.Beta2);

        // Both carry √(1 − β₂ᵗ), so that no element needs a second division.
        public readonly T StepSize = T.CreateTruncating(rate / (1 - Math.Pow(settings.Beta1, step)) * Math.Sqrt(1 - Math.Pow(settings.Beta2, step)));
        public readonly T Epsilon = T.CreateTruncating(settings.Epsilon * Math.Sqrt(1 - Math.Pow(settings.Beta2, step)));
    }
}
