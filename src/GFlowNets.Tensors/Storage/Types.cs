using System.Runtime.CompilerServices;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Facts about element types and the rules by which operands of different types meet.</summary>
internal static class Types
{
    internal static int Size(ScalarType type) => type switch
    {
        ScalarType.Float32 => 4,
        ScalarType.Bool => 1,
        ScalarType.Float64 or ScalarType.Int64 => 8,
        _ => throw new NotSupportedException($"the embedded engine holds float32, float64, int64 and bool (got type {type}); "
            + "if a dimension was meant, write 0L: C# takes a plain 0 for a type where a method accepts either."),
    };

    internal static ScalarType Of<T>() => Find(typeof(T)) ?? throw Unknown(typeof(T));

    internal static ScalarType? Find(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(bool) ? ScalarType.Bool
        : null;

    internal static NotSupportedException Unknown(Type type) =>
        new($"the embedded engine holds float, double, long and bool (got {type.Name}).");

    internal static bool IsReal(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64;

    /// <summary>The type of a result: reals beat integers beat truth values; within a kind, tensors with dimensions beat scalars.</summary>
    internal static ScalarType Promote(Tensor a, Tensor b)
    {
        var (x, y) = (a.ElementType, b.ElementType);
        if (x == y)
        {
            return x;
        }
        var (rankA, rankB) = (Kind(x), Kind(y));
        if (rankA != rankB && (a.Sizes.Length == 0) == (b.Sizes.Length == 0))
        {
            return rankA > rankB ? x : y;
        }
        if ((a.Sizes.Length == 0) != (b.Sizes.Length == 0))
        {
            var (strong, weak) = a.Sizes.Length > 0 ? (x, y) : (y, x);
            return Kind(weak) > Kind(strong) ? weak : strong;
        }
        return ScalarType.Float64;
    }

    internal static ScalarType Promote(ScalarType a, ScalarType b) => a == b ? a
        : Kind(a) != Kind(b) ? Kind(a) > Kind(b) ? a : b
        : ScalarType.Float64;

    internal static ScalarType Promote(ScalarType a, Number b) =>
        Kind(b.Type) <= Kind(a) ? a : b.IsReal ? get_default_dtype() : ScalarType.Int64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Kind(ScalarType type) => type switch
    {
        ScalarType.Bool => 0,
        ScalarType.Int64 => 1,
        _ => 2,
    };
}
