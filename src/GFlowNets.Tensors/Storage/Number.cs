using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>The value behind a <see cref="Scalar"/>, without an object: whole and real parts kept apart so that no long loses digits.</summary>
internal readonly record struct Number(double Real, long Whole, ScalarType Type)
{
    public static implicit operator Number(double value) => new(value, 0, ScalarType.Float64);

    public static implicit operator Number(float value) => new(value, 0, ScalarType.Float32);

    public static implicit operator Number(long value) => new(value, value, ScalarType.Int64);

    public static implicit operator Number(bool value) => new(value ? 1 : 0, value ? 1 : 0, ScalarType.Bool);

    internal bool IsReal => Type is ScalarType.Float32 or ScalarType.Float64;

    internal T To<T>() where T : INumberBase<T> => IsReal ? T.CreateTruncating(Real) : T.CreateTruncating(Whole);
}
