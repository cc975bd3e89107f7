namespace GFlowNets.Tensors;

/// <summary>Conversions from numbers to <see cref="Scalar"/> and back.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>The scalar of a 32-bit real number.</summary>
    public static Scalar ToScalar(this float value) => value;

    /// <summary>The scalar of a 64-bit real number.</summary>
    public static Scalar ToScalar(this double value) => value;

    /// <summary>The scalar of a whole number.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <summary>The scalar of a whole number.</summary>
    public static Scalar ToScalar(this long value) => value;

    /// <summary>The scalar of a truth value.</summary>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>The scalar as a 64-bit real number.</summary>
    public static double ToDouble(this Scalar value) => value.Value.Real;

    /// <summary>The scalar as a 32-bit real number.</summary>
    public static float ToSingle(this Scalar value) => (float)value.Value.Real;

    /// <summary>The scalar as a whole number; a fraction is cut off.</summary>
    public static long ToInt64(this Scalar value) => value.Value.To<long>();

    /// <summary>Whether the scalar differs from zero.</summary>
    public static bool ToBoolean(this Scalar value) => value.Value.Real != 0;
}
