using System.Globalization;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Evaluation;

/// <summary>
/// What a policy samples through each of several samplers, without training again: for a sampler called "p-greedy 0.4", "p-greedy 0.4 meanReward"
/// with "… modesFound" and "… distinct", the numbers of distinct modes and of distinct states among n fresh trajectories. Every sampler is given the
/// same random numbers. Costs n rollouts a sampler; the rewards are not counted among the run's reward calls.
/// </summary>
public sealed class SamplerSweep : IMetric
{
    private readonly Reward _reward;
    private readonly IReadOnlyList<Sampler> _samplers;
    private readonly int _samples;
    private readonly ulong _seed;

    /// <summary>A sweep.</summary>
    /// <param name="reward">The reward whose mean is asked for, which need not be the one trained on.</param>
    /// <param name="samplers">The samplers, with different names and without schedules.</param>
    /// <param name="samples">Trajectories a sampler, at least 1.</param>
    /// <param name="seed">Seed of the trajectories.</param>
    public SamplerSweep(Reward reward, IReadOnlyList<Sampler> samplers, int samples = 1000, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(samplers);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (samplers.Count == 0)
            throw new ArgumentException("there must be at least one sampler", nameof(samplers));
        if (samplers.GroupBy(sampler => sampler.Name).FirstOrDefault(named => named.Count() > 1) is { } doubled)
            throw new ArgumentException($"two samplers are called \"{doubled.Key}\": the metrics need different names", nameof(samplers));
        (_reward, _samplers, _samples, _seed) = (reward, samplers, samples, seed);
    }

    /// <summary>The first evaluation, before the first iteration, says nothing of a trained policy; set this to leave it out.</summary>
    public bool SkipsUntrained { get; init; }

    /// <summary>Makes a fresh count that decides when a mode is found, such as by a sample within a radius of it; where null, by itself only.</summary>
    public Func<ModesFound>? Modes { get; init; }

    /// <summary>A name for a sampler's metric.</summary>
    /// <param name="sampler">The sampler.</param>
    /// <param name="what">"meanReward", "modesFound" or "distinct".</param>
    public static string Metric(Sampler sampler, string what)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        return string.Create(CultureInfo.InvariantCulture, $"{sampler.Name} {what}");
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (SkipsUntrained && trainer.Iteration == 0)
            yield break;
        foreach (var sampler in _samplers)
        {
            var estimate = SampledEstimate.Of(trainer.Policy, _reward, _samples, _seed, sampler, Modes?.Invoke());
            yield return (Metric(sampler, "meanReward"), estimate.MeanReward);
            yield return (Metric(sampler, "modesFound"), estimate.ModesFound);
            yield return (Metric(sampler, "distinct"), estimate.DistinctStates);
        }
    }
}
