namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>Starts this thread's default stream of random numbers, and the one shared by threads that never seeded, from a seed.</summary>
    /// <returns>The default generator.</returns>
    public static Generator manual_seed(long seed)
    {
        var thread = ThreadState.Current;
        thread.Generator = null;
        Generator.Default.manual_seed(seed);
        return thread.Generator = new Generator((ulong)seed);
    }

    /// <summary>The seed of the default stream.</summary>
    public static long initial_seed() => Generator.Default.initial_seed();

    /// <summary>The state of the default stream.</summary>
    public static Tensor get_rng_state() => Generator.Default.get_state();

    /// <summary>Continues the default stream from a state.</summary>
    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>Whole numbers drawn uniformly from low (included) to high (not included).</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        if (high <= low)
            throw new ArgumentException($"randint: high must be more than low (got {low} and {high}).");
        using var whole = Tensor.Create((long[])size.Clone(), ScalarType.Int64, inScope: false);
        var source = generator ?? Generator.Default;
        var elements = whole.Elements<long>();
        var first = source.Advance(elements.Length);
        for (var i = 0; i < elements.Length; i++)
            elements[i] = low + (long)Math.BigMul(source.Draw(first + (ulong)i), (ulong)(high - low), out _);
        return Finish(Converted(whole, dtype ?? ScalarType.Int64), device, requires_grad, names);
    }

    /// <summary>Whole numbers drawn uniformly from 0 (included) to high (not included).</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    /// <summary>The numbers 0..n-1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        using var order = arange(n, ScalarType.Int64).DetachFromDisposeScope();
        var source = generator ?? Generator.Default;
        var elements = order.Elements<long>();
        var first = source.Advance(n);
        for (var i = elements.Length - 1; i > 0; i--)
        {
            var j = (int)Math.BigMul(source.Draw(first + (ulong)i), (ulong)(i + 1), out _);
            (elements[i], elements[j]) = (elements[j], elements[i]);
        }
        return Finish(Converted(order, dtype ?? ScalarType.Int64), device, requires_grad, null);
    }

    /// <summary>Uniform numbers in the shape of another tensor.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand(input.Sizes, dtype ?? input.ElementType, device, requires_grad);

    /// <summary>Normal numbers in the shape of another tensor.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn(input.Sizes, dtype ?? input.ElementType, device, requires_grad);

    private static Tensor Uniform(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names)
    {
        var result = Tensor.Create(size.ToArray(), RequireReal("rand", dtype));
        var source = generator ?? Generator.Default;
        var first = source.Advance(result.Count);
        if (result.ElementType == ScalarType.Float32)
        {
            var elements = result.Elements<float>();
            for (var i = 0; i < elements.Length; i++)
                elements[i] = (source.Draw(first + (ulong)i) >> 40) * (1f / (1 << 24));
        }
        else
        {
            var elements = result.Elements<double>();
            for (var i = 0; i < elements.Length; i++)
                elements[i] = source.Uniform(first + (ulong)i);
        }
        return Finish(result, device, requires_grad, names);
    }

    // Box and Muller: two draws give one number, so that each depends on its own place only.
    private static Tensor Normal(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names)
    {
        var result = Tensor.Create(size.ToArray(), RequireReal("randn", dtype));
        var source = generator ?? Generator.Default;
        var first = source.Advance(2 * result.Count);
        for (var i = 0; i < result.Count; i++)
        {
            var number = first + (2 * (ulong)i);
            var radius = Math.Sqrt(-2 * Math.Log(1 - source.Uniform(number)));
            var value = radius * Math.Cos(2 * Math.PI * source.Uniform(number + 1));
            if (result.ElementType == ScalarType.Float32)
                result.Elements<float>()[i] = (float)value;
            else
                result.Elements<double>()[i] = value;
        }
        return Finish(result, device, requires_grad, names);
    }

    private static ScalarType RequireReal(string operation, ScalarType? type)
    {
        var wanted = type ?? get_default_dtype();
        return Types.IsReal(wanted) ? wanted : throw new ArgumentException($"{operation}: the type must be float32 or float64 (got {wanted}).");
    }
}
