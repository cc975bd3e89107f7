using System.Numerics;

namespace GFlowNets.Tensors;

internal readonly struct Neg : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        -x;
}

internal readonly struct Abs : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.Abs(x);
}

internal readonly struct Square : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        x * x;
}

internal readonly struct Exp : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Exp(x);
}

internal readonly struct Log : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Log(x);
}

internal readonly struct Log1p : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Log1p(x);
}

internal readonly struct Expm1 : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Expm1(x);
}

internal readonly struct Sqrt : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.SquareRoot(x);
}

internal readonly struct Reciprocal : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector<T>.One / x;
}

internal readonly struct Floor : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Floor(x);
}

internal readonly struct Ceil : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        -Lanes.Floor(-x);
}

/// <summary>-1, 0 or 1; not-a-numbers stay.</summary>
internal readonly struct Sign : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, x));
}

/// <summary>x where not negative, else 0; not-a-numbers stay.</summary>
internal readonly struct Relu : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), Vector<T>.Zero, x);
}

/// <summary>x where not negative, else p x.</summary>
internal readonly struct LeakyRelu : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), p * x, x);
}

internal readonly struct Sigmoid : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Sigmoid(x);
}

internal readonly struct Tanh : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Lanes.Tanh(x);
}

/// <summary>x Φ(x).</summary>
internal readonly struct Gelu : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        x * Lanes.NormalCdf(x);
}

/// <summary>x / (1 + exp(-x)).</summary>
internal readonly struct Silu : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        x * Lanes.Sigmoid(x);
}

/// <summary>x where not negative, else p (exp x - 1).</summary>
internal readonly struct Elu : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), p * Lanes.Expm1(x), x);
}

/// <summary>log(1 + exp(p x)) / p, and x itself where p x > q.</summary>
internal readonly struct Softplus : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(p * x, q), x, Lanes.Softplus(p * x) / p);
}

/// <summary>x within p..q; not-a-numbers stay.</summary>
internal readonly struct Clamp : IUnary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> p, Vector<T> q) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.LessThan(x, p), p, Vector.ConditionalSelect(Vector.GreaterThan(x, q), q, x));
}
