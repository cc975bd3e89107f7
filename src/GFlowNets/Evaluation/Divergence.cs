namespace GFlowNets.Evaluation;

/// <summary>Distances between two distributions over the same states, in nats where they are entropies.</summary>
public static class Divergence
{
    /// <summary>L1 = Σ |p − q|, from 0 to 2.</summary>
    public static double L1(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
            sum += Math.Abs(p[i] - q[i]);
        return sum;
    }

    /// <summary>Total variation TV = ½ Σ |p − q|, from 0 to 1.</summary>
    public static double TotalVariation(ReadOnlySpan<double> p, ReadOnlySpan<double> q) => L1(p, q) / 2;

    /// <summary>Kullback-Leibler divergence KL(p‖q) = Σ p ln(p/q); infinite where q is zero and p is not.</summary>
    public static double KullbackLeibler(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            if (p[i] > 0)
                sum += p[i] * Math.Log(p[i] / q[i]);
        }

        return sum;
    }

    /// <summary>Jensen-Shannon divergence, ½ KL(p‖m) + ½ KL(q‖m) with m = (p+q)/2, from 0 to ln 2.</summary>
    public static double JensenShannon(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            var middle = (p[i] + q[i]) / 2;
            if (p[i] > 0)
                sum += p[i] * Math.Log(p[i] / middle);
            if (q[i] > 0)
                sum += q[i] * Math.Log(q[i] / middle);
        }

        return sum / 2;
    }

    /// <summary>Entropy −Σ p ln p.</summary>
    public static double Entropy(ReadOnlySpan<double> p)
    {
        var sum = 0.0;
        foreach (var value in p)
        {
            if (value > 0)
                sum -= value * Math.Log(value);
        }

        return sum;
    }

    private static void Check(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        if (p.Length != q.Length)
            throw new ArgumentException($"both distributions must be over the same states (got {p.Length} and {q.Length})");
    }
}
