namespace GFlowNets.Tensors;

/// <summary>Tensors, automatic differentiation, layers and optimisers, under TorchSharp's names.</summary>
public static partial class torch
{
    /// <summary>32-bit reals.</summary>
    public const ScalarType float32 = ScalarType.Float32;

    /// <summary>32-bit reals.</summary>
    public const ScalarType @float = ScalarType.Float32;

    /// <summary>64-bit reals.</summary>
    public const ScalarType float64 = ScalarType.Float64;

    /// <summary>64-bit reals.</summary>
    public const ScalarType @double = ScalarType.Float64;

    /// <summary>64-bit integers.</summary>
    public const ScalarType int64 = ScalarType.Int64;

    /// <summary>64-bit integers.</summary>
    public const ScalarType @long = ScalarType.Int64;

    /// <summary>Truth values.</summary>
    public const ScalarType @bool = ScalarType.Bool;

    /// <summary>The processor, the one device of the embedded engine.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    private static ScalarType defaultType = ScalarType.Float32;

    /// <summary>The innermost dispose scope of this thread, or null.</summary>
    public static DisposeScope? CurrentDisposeScope => ThreadState.Current.Scope;

    /// <summary>Opens a scope that disposes every tensor this thread makes until it ends.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Evaluates an expression in a scope of its own and keeps only its result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>A device by name: "cpu", "cuda" or "cuda:0".</summary>
    public static Device device(string description) => new(description);

    /// <summary>A device by kind.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Whether a GPU can be used: false in the embedded engine.</summary>
    public static bool cuda_is_available() => false;

    /// <summary>The type of reals that factories make when none is given.</summary>
    public static ScalarType get_default_dtype() => defaultType;

    /// <summary>Sets the type of reals that factories make when none is given: float32 at first.</summary>
    public static void set_default_dtype(ScalarType dtype) =>
        defaultType = Types.IsReal(dtype) ? dtype : throw new ArgumentException($"the default type must be float32 or float64 (got {dtype}).");

    /// <summary>How many threads one operation may use.</summary>
    public static int get_num_threads() => Workers.Count;

    /// <summary>Sets how many threads one operation may use; results are the same bits for any number.</summary>
    public static void set_num_threads(int num)
    {
        if (num < 1)
            throw new ArgumentOutOfRangeException(nameof(num), $"the number of threads must be at least 1 (got {num}).");
        Workers.Count = num;
    }

    /// <summary>Facts about GPUs, which the embedded engine does not have.</summary>
    public static class cuda
    {
        /// <summary>Whether a GPU can be used: false.</summary>
        public static bool is_available() => false;

        /// <summary>Number of GPUs: none.</summary>
        public static int device_count() => 0;

        /// <summary>Waits for a GPU: there is none, so nothing to wait for.</summary>
        public static void synchronize(Device? device = null)
        {
        }
    }
}
