using System.Runtime.InteropServices;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Sampling;

/// <summary>Normalises scores over legal actions.</summary>
internal static class LegalSoftmax
{
    /// <summary>From this many actions on, vectors pay.</summary>
    private const int Wide = 12;

    /// <summary>Up to this many actions, the scratch memory lies on the stack.</summary>
    private const int OnStack = 1024;

    /// <summary>Smaller exponents count as a probability of zero; the vectorised exponential would fall back to one number at a time there.</summary>
    private const double Least = -700;

    /// <summary>Just above exp(<see cref="Least"/>).</summary>
    private const double Smallest = 1e-304;

    /// <summary>Replaces scores by probabilities, zero on illegal actions; all zero where no action is legal.</summary>
    /// <returns>log Σ exp of the legal scores; −∞ where no action is legal.</returns>
    /// <exception cref="InvalidOperationException">A legal action's score is not a number, or all are −∞.</exception>
    internal static double Masked(Span<double> scores, ReadOnlySpan<bool> legal)
    {
        // Legal scores are moved together, so that illegal ones cost no exponential; a count instead of a branch, since masks are
        // hard to predict.
        var flags = MemoryMarshal.AsBytes(legal);
        var dense = scores.Length <= OnStack ? stackalloc double[scores.Length] : new double[scores.Length];
        var count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            dense[count] = scores[i];
            count += flags[i];
        }

        dense = dense[..count];
        var logSum = dense.Length >= Wide ? Wider(dense) : Narrow(dense);
        count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = legal[i] ? dense[count] : 0;
            count += flags[i];
        }

        return logSum;
    }

    private static double Narrow(Span<double> scores)
    {
        if (scores.IsEmpty)
            return double.NegativeInfinity;
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
            largest = Math.Max(largest, score);
        RequireFinite(largest);
        var sum = 0.0;
        foreach (ref var score in scores)
        {
            score = Math.Exp(score - largest);
            sum += score;
        }

        foreach (ref var score in scores)
            score /= sum;
        return largest + Math.Log(sum);
    }

    private static double Wider(Span<double> scores)
    {
        var largest = TensorPrimitives.Max<double>(scores);
        RequireFinite(largest);
        TensorPrimitives.Subtract(scores, largest, scores);
        TensorPrimitives.Max(scores, Least, scores);
        TensorPrimitives.Exp(scores, scores);
        foreach (ref var score in scores)
            score = score > Smallest ? score : 0;
        var sum = TensorPrimitives.Sum<double>(scores);
        TensorPrimitives.Divide(scores, sum, scores);
        return largest + Math.Log(sum);
    }

    private static void RequireFinite(double largest)
    {
        if (!double.IsFinite(largest))
            throw new InvalidOperationException($"the policy's scores are not finite (largest {largest}): training has diverged; lower the learning rate or clip the gradient");
    }

    /// <summary>Draws an index from probabilities by inversion.</summary>
    /// <param name="probabilities">Probabilities that sum to one up to rounding; −1 is drawn where all are zero.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    internal static int Draw(ReadOnlySpan<double> probabilities, double uniform)
    {
        var (cumulative, last) = (0.0, -1);
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] <= 0)
                continue;
            cumulative += probabilities[i];
            last = i;
            if (uniform < cumulative)
                return i;
        }

        return last;
    }
}
