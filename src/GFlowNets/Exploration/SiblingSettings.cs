namespace GFlowNets.Exploration;

/// <summary>
/// How a sibling network is trained and what the behaviour network gets of it. The paper's own settings are not known to us beyond one update of the
/// sibling to one of the behaviour network; the other defaults are those of public code that has it as a baseline.
/// </summary>
public sealed record SiblingSettings
{
    /// <summary>The share of the sibling's trajectories that the behaviour network trains on, the first ones of each batch; from 0 to 1.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>
    /// Steps of the sibling for each of the behaviour network, positive: below 1 it is trained in some iterations only, above 1 several times on the same
    /// trajectories in some.
    /// </summary>
    public double UpdateRatio { get; init; } = 1;

    /// <summary>Whether the sibling trains on the behaviour network's whole batch, weights included, instead of on its own trajectories.</summary>
    public bool TrainsOnAll { get; init; }

    /// <summary>
    /// Whether the sibling's trajectories have the share w = Z_S/(Z_S + Z_B) of the weight of the batch, between a tenth and nine tenths, by both objectives'
    /// estimates of Z: how a reconstruction of ACE mixes them (Dall'Antonia et al. 2026). Otherwise each trajectory has the weight its proposer gave.
    /// </summary>
    public bool MixesByPartition { get; init; }

    /// <summary>Adam's learning rate of the sibling's network.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Adam's learning rate of its objective's own parameters, such as its log Z.</summary>
    public double ObjectiveLearningRate { get; init; } = 0.1;

    /// <summary>Largest norm of the network's gradient; 0 for no clipping.</summary>
    public double GradientClip { get; init; }

    /// <summary>Refuses settings that make no sense, in a sentence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public void Validate()
    {
        Require(Share is >= 0 and <= 1, nameof(Share), "from 0 to 1", Share);
        Require(double.IsFinite(UpdateRatio) && UpdateRatio > 0, nameof(UpdateRatio), "a positive number", UpdateRatio);
        Require(double.IsFinite(LearningRate) && LearningRate > 0, nameof(LearningRate), "a positive number", LearningRate);
        Require(double.IsFinite(ObjectiveLearningRate) && ObjectiveLearningRate > 0, nameof(ObjectiveLearningRate), "a positive number", ObjectiveLearningRate);
        Require(double.IsFinite(GradientClip) && GradientClip >= 0, nameof(GradientClip), "at least 0", GradientClip);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = FormattableString.Invariant($"{Share} of it shared, {UpdateRatio} updates, learning rates {LearningRate} and {ObjectiveLearningRate}");
        if (GradientClip > 0)
            text += FormattableString.Invariant($", clipped at {GradientClip}");
        return text + (TrainsOnAll ? ", on all trajectories" : "") + (MixesByPartition ? ", mixed by Z" : "");
    }

    private static void Require(bool holds, string name, string what, double value)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, $"{name} must be {what} (got {value})");
    }
}
