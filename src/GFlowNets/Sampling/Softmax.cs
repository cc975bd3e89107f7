namespace GFlowNets.Sampling;

/// <summary>Normalises scores over legal actions.</summary>
internal static class Softmax
{
    /// <summary>Replaces scores by probabilities, zero on illegal actions.</summary>
    /// <returns>Whether any action is legal; if not, all become zero.</returns>
    /// <exception cref="InvalidOperationException">A legal action's score is not a number, or all are −∞.</exception>
    internal static bool Masked(Span<double> scores, ReadOnlySpan<bool> legal)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            if (legal[i])
                largest = Math.Max(largest, scores[i]);
        }

        if (!double.IsFinite(largest))
        {
            if (legal.Contains(true))
                throw new InvalidOperationException($"the policy's scores are not finite (largest {largest}): training has diverged; lower the learning rate or clip the gradient");
            scores.Clear();
            return false;
        }

        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = legal[i] ? Math.Exp(scores[i] - largest) : 0;
            sum += scores[i];
        }

        for (var i = 0; i < scores.Length; i++)
            scores[i] /= sum;
        return true;
    }

    /// <summary>Draws an index from probabilities by inversion.</summary>
    /// <param name="probabilities">Probabilities that sum to one up to rounding.</param>
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
