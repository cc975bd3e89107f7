namespace GFlowNets.Tensors;

/// <summary>The error function in double precision, from its series and its continued fraction (Abramowitz and Stegun 7.1.6, 7.1.14).</summary>
internal static class ErrorFunction
{
    internal static double NormalCdf(double x)
    {
        if (double.IsNaN(x))
            return x;
        var z = Math.Abs(x) / Math.Sqrt(2);
        var tail = z < 2.5 ? 0.5 * (1 - Series(z)) : 0.5 * Fraction(z);
        return x < 0 ? tail : 1 - tail;
    }

    // erf(z) = 2/√π exp(-z²) Σ 2ⁿ z^(2n+1) / (1·3·…·(2n+1)): positive terms only, so nothing cancels.
    private static double Series(double z)
    {
        double term = z, sum = z;
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * z * z / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum;
    }

    // erfc(z) = exp(-z²)/√π · 1/(z + (1/2)/(z + 1/(z + (3/2)/(z + …)))), from the tail.
    private static double Fraction(double z)
    {
        var value = z;
        for (var k = 60; k >= 1; k--)
            value = z + (k / 2.0 / value);
        return Math.Exp(-z * z) / Math.Sqrt(Math.PI) / value;
    }
}
