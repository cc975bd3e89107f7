using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// The behaviour network's own loss as a bonus for the trajectory's end, r(τ) = λ·δ(τ)²: a sibling so rewarded is a loss-guided GFlowNet (Malek, Sharma and
/// Lahlou 2025, "Loss-guided auxiliary agents for overcoming mode collapse in GFlowNets"), R_aux = R + λ·L. Edges have no bonus. It needs
/// <see cref="SiblingNetworks"/>, which tells it the residuals, and it has nothing to learn or to save.
/// </summary>
/// <param name="scale">The factor λ, positive.</param>
public sealed class LossBonus(double scale = 1) : IIntrinsicReward, IBehaviourObserver
{
    private TrajectoryBatch? _batch;
    private double[] _residuals = [];

    /// <summary>The factor λ.</summary>
    public double Scale { get; } = double.IsFinite(scale) && scale > 0
        ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), $"scale must be a positive finite number (got {scale})");

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"{Scale}·loss");

    /// <inheritdoc/>
    public void ObserveBehaviour(TrajectoryBatch batch, ReadOnlySpan<double> residuals)
    {
        ArgumentNullException.ThrowIfNull(batch);
        (_batch, _residuals) = (batch, residuals.ToArray());
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was not told the behaviour network's residuals on this batch.</exception>
    public void Evaluate(TrajectoryBatch batch, Span<double> edges, Span<double> endings)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!ReferenceEquals(batch, _batch) || _residuals.Length != batch.Count)
            throw new InvalidOperationException("a loss bonus must be told the behaviour network's residuals on the batch first: give it to the objective of a SiblingNetworks explorer");
        edges.Clear();
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
            endings[trajectory] = Scale * _residuals[trajectory] * _residuals[trajectory];
    }

    /// <summary>Nothing.</summary>
    public void Learn(TrajectoryBatch batch)
    {
    }

    /// <summary>Writes its name alone.</summary>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("name", Name);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadString("name") is var name && name != Name)
            throw new InvalidDataException($"the checkpoint's bonus is {name} (this run's {Name}): set them alike or begin a new run");
    }
}
