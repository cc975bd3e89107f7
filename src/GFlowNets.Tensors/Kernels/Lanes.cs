using System.Numerics;
using System.Runtime.CompilerServices;

namespace GFlowNets.Tensors;

/// <summary>Functions on vectors of float or double. One formula serves every element, so a value does not depend on its place.</summary>
internal static class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Of<T>(double value) where T : unmanaged, INumber<T> => Vector.Create(T.CreateTruncating(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Exp<T>(Vector<T> x) where T : unmanaged, INumber<T> => typeof(T) == typeof(float)
        ? Vector.Exp(x.As<T, float>()).As<float, T>()
        : Vector.Exp(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Log<T>(Vector<T> x) where T : unmanaged, INumber<T> => typeof(T) == typeof(float)
        ? Vector.Log(x.As<T, float>()).As<float, T>()
        : Vector.Log(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Floor<T>(Vector<T> x) where T : unmanaged, INumber<T> => typeof(T) == typeof(float)
        ? Vector.Floor(x.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.Floor(x.As<T, double>()).As<double, T>() : x;

    /// <summary>log(1 + x) without losing small x: Kahan's correction divides out the rounding of 1 + x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Log1p<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        var one = Vector<T>.One;
        var u = one + x;
        var log = Log(u);
        var corrected = log * (x / (u - one));
        // Where 1 + x rounds to 1 the answer is x; where it is infinite or zero the logarithm is right already.
        var plain = Vector.Equals(u, one + u) | Vector.Equals(u, Vector<T>.Zero);
        return Vector.ConditionalSelect(Vector.Equals(u, one), x, Vector.ConditionalSelect(plain, log, corrected));
    }

    /// <summary>exp(x) - 1 without losing small x, by the same correction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Expm1<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        var one = Vector<T>.One;
        var u = Exp(x);
        var shifted = u - one;
        var corrected = shifted * (x / Log(u));
        var small = Vector.LessThan(Vector.Abs(x), one);
        return Vector.ConditionalSelect(Vector.Equals(u, one), x, Vector.ConditionalSelect(small, corrected, shifted));
    }

    /// <summary>1 / (1 + exp(-x)), by the exponential of a number that is never positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Sigmoid<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        var one = Vector<T>.One;
        var e = Exp(-Vector.Abs(x));
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), e, one) / (one + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Tanh<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        var size = Vector.Abs(x);
        var tanh = typeof(T) == typeof(float) ? TanhOfFloat(size) : TanhByExpm1(size);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -tanh, tanh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> TanhByExpm1<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        var m = Expm1(-(x + x));
        return -m / (m + Of<T>(2));
    }

    // Small arguments by the Taylor series, whose next term is below the resolution of a float; others by one exponential.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> TanhOfFloat<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        var z = x * x;
        var series = x + (x * z * (Of<T>(-1.0 / 3) + (z * (Of<T>(2.0 / 15) + (z * (Of<T>(-17.0 / 315)
            + (z * (Of<T>(62.0 / 2835) + (z * Of<T>(-1382.0 / 155925))))))))));
        var one = Vector<T>.One;
        var e = Exp(-(x + x));
        return Vector.ConditionalSelect(Vector.LessThan(x, Of<T>(0.3)), series, (one - e) / (one + e));
    }

    /// <summary>log(1 + exp(x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Softplus<T>(Vector<T> x) where T : unmanaged, INumber<T> =>
        Vector.Max(x, Vector<T>.Zero) + Log1p(Exp(-Vector.Abs(x)));

    /// <summary>log(exp x + exp y), exact where both are the same infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> LogAddExp<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T>
    {
        var gap = Vector.ConditionalSelect(Vector.Equals(x, y), Vector<T>.Zero, Vector.Abs(x - y));
        var larger = Vector.ConditionalSelect(Vector.GreaterThan(x, y), x, y);
        return larger + Log1p(Exp(-gap));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> SiluGradient<T>(Vector<T> gradient, Vector<T> x) where T : unmanaged, INumber<T>
    {
        var s = Sigmoid(x);
        return gradient * s * (Vector<T>.One + (x * (Vector<T>.One - s)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> TruncateDivide<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T>
    {
        var quotient = x / y;
        return Vector.ConditionalSelect(Vector.LessThan(quotient, Vector<T>.Zero), -Floor(-quotient), Floor(quotient));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> FloorDivide<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T>
    {
        var quotient = x / y;
        if (typeof(T) != typeof(long))
            return Floor(quotient);
        // Integer division cuts towards zero: one less where signs differ and something is left over.
        var inexact = ~Vector.Equals(quotient * y, x);
        var negative = Vector.LessThan(x ^ y, Vector<T>.Zero);
        return Vector.ConditionalSelect(inexact & negative, quotient - Vector<T>.One, quotient);
    }

    /// <summary>The normal distribution function Φ(x) = erfc(-x/√2) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> NormalCdf<T>(Vector<T> x) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return EachLane(x, static v => T.CreateTruncating(ErrorFunction.NormalCdf(double.CreateTruncating(v))));
        // Abramowitz and Stegun 7.1.26: absolute error below 1.5e-7, the resolution of a float at 1.
        var z = Vector.Abs(x) * Of<T>(0.70710678118654752);
        var t = Vector<T>.One / (Vector<T>.One + (Of<T>(0.3275911) * z));
        var poly = t * (Of<T>(0.254829592) + (t * (Of<T>(-0.284496736) + (t * (Of<T>(1.421413741)
            + (t * (Of<T>(-1.453152027) + (t * Of<T>(1.061405429)))))))));
        var tail = Of<T>(0.5) * poly * Exp(-z * z);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), tail, Vector<T>.One - tail);
    }

    /// <summary>The normal density.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> NormalDensity<T>(Vector<T> x) where T : unmanaged, INumber<T> =>
        Of<T>(0.3989422804014327) * Exp(Of<T>(-0.5) * x * x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> IsNaN<T>(Vector<T> x) where T : unmanaged => ~Vector.Equals(x, x);

    /// <summary>Applies a scalar function that has no vector form.</summary>
    internal static Vector<T> EachLane<T>(Vector<T> x, Func<T, T> function) where T : unmanaged
    {
        Span<T> lanes = stackalloc T[Vector<T>.Count];
        x.CopyTo(lanes);
        foreach (ref var lane in lanes)
            lane = function(lane);
        return new Vector<T>(lanes);
    }

    /// <summary>Applies a scalar function of two that has no vector form.</summary>
    internal static Vector<T> EachLane<T>(Vector<T> x, Vector<T> y, Func<T, T, T> function) where T : unmanaged
    {
        Span<T> lanes = stackalloc T[Vector<T>.Count];
        for (var i = 0; i < lanes.Length; i++)
            lanes[i] = function(x[i], y[i]);
        return new Vector<T>(lanes);
    }
}
