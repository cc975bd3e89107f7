namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>
    /// A stream of random numbers that depends on its seed only: draw number n is a hash of (seed, n), so the state is two
    /// numbers. The default stream is shared by all threads that never called manual_seed; each of the others has its own.
    /// </summary>
    public sealed class Generator : IDisposable
    {
        private static readonly Generator Shared = new();

        private ulong start;
        private ulong drawn;

        /// <summary>A stream of its own.</summary>
        /// <param name="seed">Where it starts.</param>
        /// <param name="device">Must be the CPU, or null.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            Device.RequireCpu(device);
            start = seed;
        }

        /// <summary>The stream that random functions use when none is given.</summary>
        public static Generator Default => ThreadState.Current.Generator ?? Shared;

        /// <summary>Always the CPU.</summary>
        public Device device => CPU;

        /// <summary>The seed that the stream started from.</summary>
        public long initial_seed() => (long)start;

        /// <summary>Starts the stream again from a seed.</summary>
        /// <returns>This generator.</returns>
        public Generator manual_seed(long seed)
        {
            (start, drawn) = ((ulong)seed, 0);
            return this;
        }

        /// <summary>Starts the stream again from an unpredictable seed.</summary>
        /// <returns>The seed.</returns>
        public long seed()
        {
            manual_seed(Random.Shared.NextInt64());
            return initial_seed();
        }

        /// <summary>The state: two int64 elements, seed and number of draws.</summary>
        public Tensor get_state() => tensor([(long)start, (long)drawn]);

        /// <summary>Continues from a state that <see cref="get_state"/> gave.</summary>
        public void set_state(Tensor value)
        {
            if (value.ElementType != ScalarType.Int64 || value.Count != 2)
                throw new ArgumentException($"set_state: the state must be the two int64 elements of get_state (got {value.ElementType} of {Shape.Text(value.Sizes)}).");
            var state = value.data<long>().ToArray();
            (start, drawn) = ((ulong)state[0], (ulong)state[1]);
        }

        /// <summary>Does nothing: a generator holds no resources here.</summary>
        public void Dispose()
        {
        }

        /// <summary>Sets aside the next draws of the stream.</summary>
        /// <returns>The number of the first one.</returns>
        internal ulong Advance(long count) => Interlocked.Add(ref drawn, (ulong)count) - (ulong)count;

        // Two rounds of multiply and shift (the finaliser of SplitMix64) over seed and counter.
        internal ulong Draw(ulong number) => Mix(Mix(start + 0x9E3779B97F4A7C15) + (number * 0x9E3779B97F4A7C15));

        /// <summary>Uniform in [0, 1), of 53 bits.</summary>
        internal double Uniform(ulong number) => (Draw(number) >> 11) * (1.0 / (1L << 53));

        private static ulong Mix(ulong x)
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
