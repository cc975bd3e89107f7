using System.Numerics;

namespace GFlowNets.Tensors;

internal readonly struct Add : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x + y;
}

internal readonly struct Sub : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x - y;
}

internal readonly struct Mul : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x * y;
}

internal readonly struct Div : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x / y;
}

/// <summary>x + p y.</summary>
internal readonly struct AddScaled : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x + (p * y);
}

/// <summary>The larger one; not-a-number if either is.</summary>
internal readonly struct Maximum : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Lanes.IsNaN(x), x, Vector.ConditionalSelect(Vector.GreaterThan(x, y), x, y));
}

/// <summary>The smaller one; not-a-number if either is.</summary>
internal readonly struct Minimum : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Lanes.IsNaN(x), x, Vector.ConditionalSelect(Vector.LessThan(x, y), x, y));
}

/// <summary>x to the power y.</summary>
internal readonly struct Pow : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Lanes.EachLane(x, y, static (b, e) => T.CreateTruncating(Math.Pow(double.CreateTruncating(b), double.CreateTruncating(e))));
}

/// <summary>log(exp x + exp y).</summary>
internal readonly struct LogAddExp : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Lanes.LogAddExp(x, y);
}

/// <summary>x - y floor(x / y): of the sign of y.</summary>
internal readonly struct Remainder : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        x - (y * Lanes.FloorDivide(x, y));
}

/// <summary>x / y rounded down.</summary>
internal readonly struct FloorDivide : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Lanes.FloorDivide(x, y);
}

/// <summary>x / y rounded towards zero.</summary>
internal readonly struct TruncateDivide : IBinary
{
    public static Vector<T> Apply<T>(Vector<T> x, Vector<T> y, Vector<T> p) where T : unmanaged, INumber<T> =>
        Lanes.TruncateDivide(x, y);
}
