using GFlowNets.Rewards;

namespace GFlowNets.Evaluation;

/// <summary>
/// The total variation that a perfect sampler would score if it were measured by sampling: the expected distance between a
/// distribution and the histogram of n independent draws from it. No sampled TV below it means anything.
/// </summary>
public static class SamplingFloor
{
    /// <summary>The floor for a distribution given state by state.</summary>
    /// <param name="probabilities">The distribution.</param>
    /// <param name="samples">Number of draws, at least 1.</param>
    public static double TotalVariation(ReadOnlySpan<double> probabilities, long samples)
    {
        var sum = 0.0;
        foreach (var probability in probabilities)
            sum += MeanAbsoluteDeviation(probability, samples);
        return sum / 2;
    }

    /// <summary>The floor for a target given by its reward levels, whatever the size of the space.</summary>
    /// <param name="levels">The values of the reward and how many states take each.</param>
    /// <param name="samples">Number of draws, at least 1.</param>
    public static double TotalVariation(IReadOnlyList<RewardLevel> levels, long samples)
    {
        var logPartition = LogPartition(levels);
        return levels.Sum(level => level.Count * MeanAbsoluteDeviation(Math.Exp(level.LogReward - logPartition), samples)) / 2;
    }

    /// <summary>log Z of a target given by its reward levels.</summary>
    public static double LogPartition(IReadOnlyList<RewardLevel> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var largest = levels.Max(level => level.LogReward);
        return largest + Math.Log(levels.Sum(level => level.Count * Math.Exp(level.LogReward - largest)));
    }

    /// <summary>E|X/n − p| for X binomial(n, p), in De Moivre's closed form: 2 m C(n, m) p^m (1−p)^(n−m+1) / n with m = ⌊np⌋ + 1.</summary>
    private static double MeanAbsoluteDeviation(double p, long n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (p <= 0 || p >= 1)
            return 0;
        var m = Math.Min(Math.Floor(n * p) + 1, n);
        var log = Math.Log(2 * m / n) + LogFactorial(n) - LogFactorial(m) - LogFactorial(n - m) + m * Math.Log(p) + (n - m + 1) * Log1p(-p);
        return Math.Exp(log);
    }

    /// <summary>ln n! by Stirling's series, whose error is below 1e-13 from n = 16 on, and by recurrence below.</summary>
    private static double LogFactorial(double n)
    {
        if (n < 16)
            return n < 2 ? 0 : Math.Log(n) + LogFactorial(n - 1);
        var inverse = 1 / n;
        var square = inverse * inverse;
        var series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
        return n * Math.Log(n) - n + Math.Log(2 * Math.PI * n) / 2 + series;
    }

    private static double Log1p(double x)
    {
        // Kahan's correction: exact rounding of 1 + x cancels against the same error in the denominator.
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
