using GFlowNets.Rewards;
using GFlowNets.Training;

namespace GFlowNets.Evaluation;

/// <summary>
/// How many different modes a number of samples of the policy being trained would meet on average, Σ over modes of 1 − (1 − p(x))^n, from the exact p:
/// "modesSampled". It is about what the policy has learned, unlike <see cref="ModesFound"/>, which counts whatever was trained on. It costs nothing
/// beside the exact evaluation whose distribution it reads, and has no sampling error.
/// </summary>
public sealed class ModesSampled : IMetric
{
    private readonly ExactEvaluation _evaluation;
    private readonly int[] _modes;

    /// <summary>The metric.</summary>
    /// <param name="evaluation">The exact evaluation; it must come before this one among a run's metrics.</param>
    /// <param name="modes">What knows a mode.</param>
    /// <param name="samples">Number of samples n, at least 1.</param>
    public ModesSampled(ExactEvaluation evaluation, IModes modes, int samples = 100_000)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(modes);
        if (samples < 1)
            throw new ArgumentOutOfRangeException(nameof(samples), $"samples must be at least 1 (got {samples})");
        (_evaluation, Samples) = (evaluation, samples);
        var space = evaluation.Target.Space;
        _modes = [.. Enumerable.Range(0, space.Count).Where(index => space.IsReachable(index) && space.Environment.IsTerminating(space.StateAt(index)) && modes.IsMode(space.StateAt(index)))];
    }

    /// <summary>Number of samples n.</summary>
    public int Samples { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The exact evaluation has not measured yet.</exception>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
    {
        var distribution = _evaluation.Last ?? throw new InvalidOperationException("the exact evaluation has not measured yet: list it before this metric");
        return [("modesSampled", _modes.Sum(index => 1 - Math.Pow(1 - distribution.Probabilities[index], Samples)))];
    }
}
