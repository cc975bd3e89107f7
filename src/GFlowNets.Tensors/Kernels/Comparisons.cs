using System.Numerics;

namespace GFlowNets.Tensors;

internal readonly struct Equal : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => x == y;
}

internal readonly struct NotEqual : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => x != y;
}

internal readonly struct Less : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => x < y;
}

internal readonly struct LessOrEqual : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => x <= y;
}

internal readonly struct Greater : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => x > y;
}

internal readonly struct GreaterOrEqual : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => x >= y;
}

internal readonly struct And : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => !T.IsZero(x) & !T.IsZero(y);
}

internal readonly struct Or : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => !T.IsZero(x) | !T.IsZero(y);
}

internal readonly struct Xor : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => T.IsZero(x) ^ T.IsZero(y);
}

internal readonly struct NaN : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => T.IsNaN(x);
}

internal readonly struct Infinite : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => T.IsInfinity(x);
}

internal readonly struct Finite : IComparison
{
    public static bool Test<T>(T x, T y) where T : unmanaged, INumber<T> => T.IsFinite(x);
}
