namespace GFlowNets.Training;

/// <summary>How a policy is trained: everything that, with the seed, determines the run.</summary>
public sealed record TrainingSettings
{
    /// <summary>Number of iterations, one batch and one optimiser step each.</summary>
    public int Iterations { get; init; } = 5000;

    /// <summary>Adam's learning rate of the policy's parameters.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Adam's learning rate of the objective's own parameters, such as log Z.</summary>
    public double ObjectiveLearningRate { get; init; } = 0.1;

    /// <summary>
    /// What both learning rates are multiplied by at the end; they fall exponentially from the first iteration. At a constant rate Adam
    /// keeps stepping and the distribution drifts away again.
    /// </summary>
    public double FinalLearningRateFactor { get; init; } = 1;

    /// <summary>Largest norm of the policy's gradient; 0 for no clipping.</summary>
    public double GradientClip { get; init; }

    /// <summary>Iterations between evaluations; 0 for one before the first and one after the last only.</summary>
    public int EvaluateEvery { get; init; } = 100;

    /// <summary>Evaluate equal states of a batch once (exact up to rounding).</summary>
    public bool MergeEqualStates { get; init; } = true;

    /// <summary>Differentiate what the rollout computed instead of computing it again (exact up to rounding; needs <see cref="MergeEqualStates"/>).</summary>
    public bool KeepActivations { get; init; } = true;

    /// <summary>Refuses settings that make no sense, in a sentence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public void Validate()
    {
        Require(Iterations >= 1, nameof(Iterations), "at least 1", Iterations);
        Require(double.IsFinite(LearningRate) && LearningRate > 0, nameof(LearningRate), "a positive number", LearningRate);
        Require(double.IsFinite(ObjectiveLearningRate) && ObjectiveLearningRate > 0, nameof(ObjectiveLearningRate), "a positive number", ObjectiveLearningRate);
        Require(FinalLearningRateFactor is > 0 and <= 1, nameof(FinalLearningRateFactor), "above 0 and at most 1", FinalLearningRateFactor);
        Require(double.IsFinite(GradientClip) && GradientClip >= 0, nameof(GradientClip), "at least 0", GradientClip);
        Require(EvaluateEvery >= 0, nameof(EvaluateEvery), "at least 0", EvaluateEvery);
    }

    private static void Require(bool holds, string name, string what, double value)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, $"{name} must be {what} (got {value})");
    }
}
