using GFlowNets.Evaluation;
using GFlowNets.Rewards;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// How many different modes n fresh samples of the policy meet, and how many different states there are among them: "modesSampled" and "distinct", for
/// spaces too large to enumerate. It is about what the policy has learned, unlike <see cref="ModesFound"/>, which counts whatever was trained on.
/// </summary>
/// <param name="reward">The reward, which knows its modes.</param>
/// <param name="samples">Trajectories at each evaluation, at least 1.</param>
/// <param name="seed">Seed of the trajectories; each evaluation uses the same random numbers.</param>
public sealed class SampledModes(Reward reward, int samples, ulong seed = 0) : IMetric
{
    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var estimate = SampledEstimate.Of(trainer.Policy, reward, samples, seed);
        return [("modesSampled", estimate.ModesFound), ("distinct", estimate.DistinctStates)];
    }
}
