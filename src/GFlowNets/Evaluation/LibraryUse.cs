using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Evaluation;

/// <summary>
/// How a policy uses a library of actions, from n fresh samples: "meanLength", the mean number of transitions of a trajectory, the stop transition
/// included, "meanLengthError", its standard error, and "chunks", the number of chunks in the library now. <see cref="Last"/> tells the share of each
/// action. Of environments without a library it measures the lengths alone. It costs n rollouts and asks for no rewards.
/// </summary>
public sealed class LibraryUse : IMetric
{
    private const int Batch = 512;

    private readonly ulong _seed;
    private readonly string _prefix;

    /// <summary>An evaluation by samples.</summary>
    /// <param name="samples">Samples at each evaluation, at least 2.</param>
    /// <param name="seed">Seed of the samples; each evaluation uses the same random numbers.</param>
    /// <param name="name">What the metrics' names begin with.</param>
    public LibraryUse(int samples = 500, ulong seed = 0, string name = "")
    {
        if (samples < 2)
            throw new ArgumentOutOfRangeException(nameof(samples), $"samples must be at least 2, for a standard error (got {samples})");
        (Samples, _seed, _prefix) = (samples, seed, name);
    }

    /// <summary>Samples at each evaluation.</summary>
    public int Samples { get; }

    /// <summary>The atomic actions of each action and how often a trajectory of the last measurement took it on average; empty before the first.</summary>
    public IReadOnlyList<(int[] Atoms, double Uses)> Last { get; private set; } = [];

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var policy = trainer.Policy;
        var (uses, lengths) = Draw(policy);
        var library = (policy.Environment as ChunkedEnvironment)?.Library;
        Last = [.. uses.Select((count, action) => (library is null ? [action] : library[action].ToArray(), count / (double)Samples))];
        var mean = lengths.Average();
        var measured = new List<(string, double)>
        {
            (_prefix + "meanLength", mean),
            (_prefix + "meanLengthError", Math.Sqrt(lengths.Sum(length => (length - mean) * (length - mean)) / (Samples - 1) / Samples)),
        };
        if (library is not null)
            measured.Add((_prefix + "chunks", library.Count - library.AtomCount));
        return measured;
    }

    private (long[] Uses, List<int> Lengths) Draw(Policy policy)
    {
        var (uses, lengths) = (new long[policy.Environment.ActionCount], new List<int>(Samples));
        var (rollout, batch) = (new ForwardRollout(policy), new TrajectoryBatch(policy.Environment));
        var random = new CounterRandom(_seed, RandomPurpose.Evaluation);
        for (var start = 0; start < Samples; start += Batch)
        {
            batch.Clear();
            rollout.Sample(Math.Min(Batch, Samples - start), random.At(start), batch);
            foreach (var action in batch.Actions)
            {
                if (action >= 0)
                    uses[action]++;
            }

            for (var trajectory = 0; trajectory < batch.Count; trajectory++)
                lengths.Add(batch.TransitionCount(trajectory));
        }

        return (uses, lengths);
    }
}
