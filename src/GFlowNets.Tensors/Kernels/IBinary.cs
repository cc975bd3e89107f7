using System.Numerics;

namespace GFlowNets.Tensors;

/// <summary>A function of two elements and a number. Derivatives are such functions too: of the incoming gradient and what was saved.</summary>
internal interface IBinary
{
    static abstract Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T>;
}
