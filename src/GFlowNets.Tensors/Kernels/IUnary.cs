using System.Numerics;

namespace GFlowNets.Tensors;

/// <summary>A function of one element and up to two numbers.</summary>
internal interface IUnary
{
    static abstract Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T>;
}
