using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// NovelD (Zhang et al. 2021, "NovelD: a simple yet effective exploration criterion"): r(s→s') = max(0, n(s') − c·n(s)) with another bonus for the
/// novelty n, so that stepping over the border of what is known pays and wandering beyond it does not. Their second factor, that only an episode's first
/// visit counts, is always 1 in a pointed DAG. The initial state, which every trajectory knows, has novelty 0. How the sibling paper sets it is not known to us.
/// </summary>
/// <param name="novelty">The novelty of a step's end and of stopping.</param>
/// <param name="share">The factor c, from 0 for the plain bonus to 1.</param>
public sealed class NoveltyDifference(IIntrinsicReward novelty, double share = 0.5) : IIntrinsicReward
{
    /// <summary>The novelty.</summary>
    public IIntrinsicReward Novelty { get; } = novelty ?? throw new ArgumentNullException(nameof(novelty));

    /// <summary>The factor c.</summary>
    public double Share { get; } = share is >= 0 and <= 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), $"share must be from 0 to 1 (got {share})");

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"NovelD {Share} of {Novelty.Name}");

    /// <inheritdoc/>
    public void Evaluate(TrajectoryBatch batch, Span<double> edges, Span<double> endings)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Novelty.Evaluate(batch, edges, endings);
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            var (start, last) = (batch.Offsets[trajectory], batch.Offsets[trajectory + 1] - 1);
            var stops = batch.Actions[last] != TrajectoryBatch.None;
            if (stops)
                endings[trajectory] = Difference(endings[trajectory], edges[last]);
            for (var row = last; row > start; row--)
                edges[row] = Difference(edges[row], edges[row - 1]);
            if (!stops)
                endings[trajectory] = edges[last];
        }
    }

    /// <inheritdoc/>
    public void Learn(TrajectoryBatch batch) => Novelty.Learn(batch);

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("name", Name);
        writer.Write("novelty", Novelty);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadString("name") is var name && name != Name)
            throw new InvalidDataException($"the checkpoint's bonus is {name} (this run's {Name}): set them alike or begin a new run");
        reader.Read("novelty", Novelty);
    }

    private double Difference(double end, double start) => Math.Max(0, end - Share * start);
}
