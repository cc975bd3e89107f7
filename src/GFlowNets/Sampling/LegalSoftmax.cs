using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Sampling;

/// <summary>Normalises scores over legal actions.</summary>
internal static class LegalSoftmax
{
    /// <summary>From this many actions on, vectors pay.</summary>
    private const int Wide = 12;

    /// <summary>Smaller exponents count as a probability of zero; the vectorised exponential would fall back to one number at a time there.</summary>
    private const double Least = -700;

    /// <summary>Just above exp(<see cref="Least"/>).</summary>
    private const double Smallest = 1e-304;

    /// <summary>Replaces scores by probabilities, zero on illegal actions; all zero where no action is legal.</summary>
    /// <returns>log Σ exp of the legal scores; −∞ where no action is legal.</returns>
    /// <exception cref="InvalidOperationException">A legal action's score is not a number, or all are −∞.</exception>
    internal static double Masked(Span<double> scores, ReadOnlySpan<bool> legal)
    {
        var (largest, any) = (double.NegativeInfinity, false);
        for (var i = 0; i < scores.Length; i++)
        {
            if (legal[i])
                (largest, any) = (Math.Max(largest, scores[i]), true);
            else
                scores[i] = double.NegativeInfinity;
        }

        if (!any)
        {
            scores.Clear();
            return double.NegativeInfinity;
        }

        if (!double.IsFinite(largest))
            throw new InvalidOperationException($"the policy's scores are not finite (largest {largest}): training has diverged; lower the learning rate or clip the gradient");
        if (scores.Length >= Wide)
        {
            TensorPrimitives.Subtract(scores, largest, scores);
            TensorPrimitives.Max(scores, Least, scores);
            TensorPrimitives.Exp(scores, scores);
            for (var i = 0; i < scores.Length; i++)
                scores[i] = legal[i] && scores[i] > Smallest ? scores[i] : 0;
            var total = TensorPrimitives.Sum<double>(scores);
            TensorPrimitives.Divide(scores, total, scores);
            return largest + Math.Log(total);
        }

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
