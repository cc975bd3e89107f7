using System.Numerics;

namespace GFlowNets.Tensors;

/// <summary>A question about two elements.</summary>
internal interface IComparison
{
    static abstract bool Test<T>(T x, T y) where T : unmanaged, INumber<T>;
}
