using System.Numerics;

namespace GFlowNets.Tensors;

/// <summary>x is the gradient of the result, y the input.</summary>
internal readonly struct AbsGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), x, Vector.ConditionalSelect(Vector.LessThan(y, Vector<T>.Zero), -x, Vector<T>.Zero));
}

/// <summary>x is the gradient of the result, y the result.</summary>
internal readonly struct SqrtGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x / (y + y);
}

/// <summary>x is the gradient of the result, y the result.</summary>
internal readonly struct ReciprocalGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        -x * y * y;
}

/// <summary>x is the gradient of the result, y the input.</summary>
internal readonly struct Log1pGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x / (Vector<T>.One + y);
}

/// <summary>x is the gradient of the result, y the result.</summary>
internal readonly struct Expm1Gradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x * (y + Vector<T>.One);
}

/// <summary>x is the gradient of the result, y the result (or the input).</summary>
internal readonly struct ReluGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), x, Vector<T>.Zero);
}

/// <summary>x is the gradient of the result, y the input.</summary>
internal readonly struct LeakyReluGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), x, p * x);
}

/// <summary>x is the gradient of the result, y the result.</summary>
internal readonly struct SigmoidGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x * y * (Vector<T>.One - y);
}

/// <summary>x is the gradient of the result, y the result.</summary>
internal readonly struct TanhGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x * (Vector<T>.One - (y * y));
}

/// <summary>x is the gradient of the result, y the input.</summary>
internal readonly struct GeluGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x * (Lanes.NormalCdf(y) + (y * Lanes.NormalDensity(y)));
}

/// <summary>x is the gradient of the result, y the input.</summary>
internal readonly struct SiluGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Lanes.SiluGradient(x, y);
}

/// <summary>x is the gradient of the result, y the result.</summary>
internal readonly struct EluGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), x, x * (y + p));
}

/// <summary>x is the gradient of the result, y the input.</summary>
internal readonly struct SoftplusGradient : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x * Lanes.Sigmoid(p * y);
}

/// <summary>1 / (1 + exp(y - x)): the share of x in log(exp x + exp y); a half where both are the same infinity.</summary>
internal readonly struct SigmoidOfDifference : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Lanes.Sigmoid(x - y);
}
