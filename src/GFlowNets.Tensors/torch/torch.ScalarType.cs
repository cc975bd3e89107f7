namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>The types of elements that the embedded engine computes with.</summary>
    public enum ScalarType
    {
        /// <summary>64-bit integers: indices and counts.</summary>
        Int64 = 4,

        /// <summary>32-bit reals: networks.</summary>
        Float32 = 6,

        /// <summary>64-bit reals: rewards and checks.</summary>
        Float64 = 7,

        /// <summary>Truth values: masks.</summary>
        Bool = 11,
    }
}
