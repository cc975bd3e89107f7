using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;

namespace GFlowNets.Evaluation;

/// <summary>
/// What can be said of a policy on a space too large to enumerate: figures from samples, and the sampling floor, which is
/// what a perfect sampler would have scored with as many.
/// </summary>
/// <param name="Samples">Number of trajectories drawn.</param>
/// <param name="TotalVariation">TV between the samples' histogram and the target; NaN where log Z is unknown.</param>
/// <param name="SamplingFloor">TV that a perfect sampler would score; NaN where it is unknown.</param>
/// <param name="MeanReward">Mean of R(x) over the samples.</param>
/// <param name="ModesFound">Number of distinct modes among the samples; 0 where the reward does not name its modes.</param>
/// <param name="DistinctStates">Number of distinct terminating states among the samples.</param>
public sealed record SampledEstimate(
    int Samples,
    double TotalVariation,
    double SamplingFloor,
    double MeanReward,
    int ModesFound,
    int DistinctStates)
{
    private const int Chunk = 1024;

    /// <summary>Draws terminating states and compares them with the target.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="reward">The reward; TV and floor need one that knows its levels (<see cref="IRewardLevels"/>).</param>
    /// <param name="samples">Number of trajectories, at least 1.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="sampler">What changes the policy's action probabilities; null for none.</param>
    /// <param name="modesFound">A fresh count of modes that decides when one is found, such as <see cref="Evaluation.ModesFound.Near"/>; where null, a mode is found by itself.</param>
    public static SampledEstimate Of(Policy policy, Reward reward, int samples = 10_000, ulong seed = 0, Sampler? sampler = null, ModesFound? modesFound = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var seen = new StateTable(policy.Environment.StateLength);
        var counts = Draw(policy, samples, seed, sampler, seen);
        var logRewards = new double[seen.Count];
        reward.LogRewards(seen.States, logRewards);
        var modes = 0;
        for (var i = 0; i < seen.Count; i++)
        {
            modesFound?.Observe(seen.States[i]);
            if (modesFound is null && reward.KnownModes is { } known && known.IsMode(seen.States[i]))
                modes++;
        }

        modes += (int)(modesFound?.Count ?? 0);

        var meanReward = logRewards.Zip(counts, (logReward, count) => count * Math.Exp(logReward)).Sum() / samples;
        if (reward.KnownLevels is not { } levels)
            return new SampledEstimate(samples, double.NaN, double.NaN, meanReward, modes, seen.Count);
        // States that were not seen contribute their whole probability, which is one minus that of the seen ones.
        var logPartition = Evaluation.SamplingFloor.LogPartition(levels);
        var (difference, unseen) = (0.0, 1.0);
        for (var i = 0; i < seen.Count; i++)
        {
            var probability = Math.Exp(logRewards[i] - logPartition);
            difference += Math.Abs(counts[i] / (double)samples - probability);
            unseen -= probability;
        }

        var variation = (difference + Math.Max(unseen, 0)) / 2;
        return new SampledEstimate(samples, variation, Evaluation.SamplingFloor.TotalVariation(levels, samples), meanReward, modes, seen.Count);
    }

    /// <summary>The estimate in a sentence that states its floor.</summary>
    public override string ToString() => double.IsNaN(TotalVariation)
        ? $"{Samples:N0} samples, mean reward {MeanReward:G4}, {ModesFound} modes found; TV cannot be estimated, since log Z is unknown"
        : $"TV {TotalVariation:F4} from {Samples:N0} samples, where a perfect sampler would score {SamplingFloor:F4}; mean reward {MeanReward:G4}, {ModesFound} modes found";

    private static List<int> Draw(Policy policy, int samples, ulong seed, Sampler? sampler, StateTable seen)
    {
        var rollout = new ForwardRollout(policy, sampler);
        var batch = new TrajectoryBatch(policy.Environment);
        var random = new CounterRandom(seed, RandomPurpose.Evaluation);
        var counts = new List<int>();
        for (var start = 0; start < samples; start += Chunk)
        {
            batch.Clear();
            rollout.Sample(Math.Min(Chunk, samples - start), random.At(start), batch);
            for (var i = 0; i < batch.Count; i++)
            {
                var state = seen.FindOrAdd(batch.Terminating(i));
                if (state == counts.Count)
                    counts.Add(0);
                counts[state]++;
            }
        }

        return counts;
    }
}
