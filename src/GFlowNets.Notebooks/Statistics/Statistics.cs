namespace GFlowNets.Notebooks;

/// <summary>Means over seeds and what can be said about them. Values that are not finite are never dropped: they make the result NaN.</summary>
public static class Statistics
{
    /// <summary>The arithmetic mean.</summary>
    /// <param name="values">At least one value.</param>
    /// <exception cref="ArgumentException">No values.</exception>
    public static double Mean(IEnumerable<double> values) => AtLeast(1, values, "a mean").Average();

    /// <summary>The sample standard deviation, with n - 1 in the denominator.</summary>
    /// <param name="values">At least two values.</param>
    /// <exception cref="ArgumentException">Fewer than two values.</exception>
    public static double StandardDeviation(IEnumerable<double> values)
    {
        double[] all = AtLeast(2, values, "a standard deviation");
        double mean = all.Average();
        return Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Length - 1));
    }

    /// <summary>The standard error of the mean: the standard deviation over the root of the count.</summary>
    /// <param name="values">At least two values.</param>
    /// <exception cref="ArgumentException">Fewer than two values.</exception>
    public static double StandardError(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return StandardDeviation(all) / Math.Sqrt(all.Length);
    }

    /// <summary>The mean and its 95 % confidence interval by Student's t with n - 1 degrees of freedom. One value has an unbounded interval.</summary>
    /// <param name="values">At least one value, such as one per seed.</param>
    /// <exception cref="ArgumentException">No values.</exception>
    public static Estimate Interval(IEnumerable<double> values)
    {
        double[] all = AtLeast(1, values, "an interval");
        double mean = all.Average();
        if (all.Length == 1) return new Estimate(mean, double.NegativeInfinity, double.PositiveInfinity, 1);
        double half = StudentT(0.975, all.Length - 1) * StandardError(all);
        return new Estimate(mean, mean - half, mean + half, all.Length);
    }

    /// <summary>The difference of two means, a - b, and its 95 % confidence interval, allowing for unequal spreads (Welch 1947).</summary>
    /// <param name="a">At least two values.</param>
    /// <param name="b">At least two values.</param>
    /// <returns>The estimate; its count is the smaller of the two.</returns>
    /// <exception cref="ArgumentException">Fewer than two values on a side.</exception>
    public static Estimate Difference(IEnumerable<double> a, IEnumerable<double> b)
    {
        double[] left = AtLeast(2, a, "a difference"), right = AtLeast(2, b, "a difference");
        double difference = left.Average() - right.Average();
        var (varianceA, varianceB) = (Math.Pow(StandardError(left), 2), Math.Pow(StandardError(right), 2));
        double variance = varianceA + varianceB;
        double freedom = variance * variance / (varianceA * varianceA / (left.Length - 1) + varianceB * varianceB / (right.Length - 1));
        double half = variance > 0 ? StudentT(0.975, freedom) * Math.Sqrt(variance) : variance;
        return new Estimate(difference, difference - half, difference + half, Math.Min(left.Length, right.Length));
    }

    /// <summary>The mean of several curves, point by point, with its 95 % confidence band.</summary>
    /// <param name="curves">At least one curve, all of one length: one per seed.</param>
    /// <exception cref="ArgumentException">No curves, or curves of different lengths.</exception>
    public static CurveBand Band(IEnumerable<IEnumerable<double>> curves)
    {
        double[][] all = [.. curves.Select(c => c.ToArray())];
        if (all.Length == 0) throw new ArgumentException("a band needs at least 1 curve (got 0).", nameof(curves));
        if (all.FirstOrDefault(c => c.Length != all[0].Length) is double[] odd)
            throw new ArgumentException($"the curves of a band must be equally long (got {all[0].Length} and {odd.Length}).", nameof(curves));
        Estimate[] points = [.. Enumerable.Range(0, all[0].Length).Select(i => Interval(all.Select(c => c[i])))];
        return new CurveBand(
            [.. points.Select(p => p.Mean)],
            [.. points.Select(p => all.Length < 2 ? double.NaN : p.Lower)],
            [.. points.Select(p => all.Length < 2 ? double.NaN : p.Upper)]);
    }

    /// <summary>The quantile of Student's t distribution.</summary>
    /// <param name="probability">The probability of lying below, strictly between 0 and 1.</param>
    /// <param name="freedom">Degrees of freedom, above 0; need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument lies outside its range.</exception>
    public static double StudentT(double probability, double freedom)
    {
        if (probability is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(probability), $"probability must lie strictly between 0 and 1 (got {probability}).");
        if (!(freedom > 0)) throw new ArgumentOutOfRangeException(nameof(freedom), $"freedom must be above 0 (got {freedom}).");
        if (probability < 0.5) return -StudentT(1 - probability, freedom);

        // P(|T| > t) = I_x(freedom / 2, 1 / 2) at x = freedom / (freedom + t²), which rises with x: halve until two doubles touch.
        double tail = 2 * (1 - probability), low = 0, high = 1;
        for (double x = 0.5; x > low && x < high; x = (low + high) / 2)
        {
            if (IncompleteBeta(x, freedom / 2, 0.5) < tail) low = x;
            else high = x;
        }
        return Math.Sqrt(freedom * (1 - high) / high);
    }

    // The regularised incomplete beta function by Lentz's evaluation of its continued fraction (Abramowitz and Stegun 26.5.8).
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - IncompleteBeta(1 - x, b, a);

        const double tiny = 1e-300;
        double numerator = 1, denominator = 0, fraction = 1;
        for (int i = 0; i < 10_000; i++)
        {
            int m = i / 2;
            double term = i == 0 ? 1
                : i % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            denominator = 1 / NotZero(1 + term * denominator);
            numerator = NotZero(1 + term / numerator);
            double change = numerator * denominator;
            fraction *= change;
            if (Math.Abs(change - 1) < 1e-15) break;
        }
        double front = Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) - LogBeta(a, b)) / a;
        return front * (fraction - 1);

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    // Stirling's series, after the recurrence has lifted the argument to where the series is exact to rounding.
    private static double LogGamma(double z)
    {
        double shift = 0;
        for (; z < 12; z++) shift += Math.Log(z);
        double r = 1 / (z * z);
        double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691.0 / 360360))))) / z;
        return (z - 0.5) * Math.Log(z) - z + 0.5 * Math.Log(2 * Math.PI) + series - shift;
    }

    private static double[] AtLeast(int count, IEnumerable<double> values, string what)
    {
        double[] all = [.. values];
        return all.Length >= count ? all : throw new ArgumentException($"{what} needs at least {count} value{(count == 1 ? "" : "s")} (got {all.Length}).", nameof(values));
    }
}
