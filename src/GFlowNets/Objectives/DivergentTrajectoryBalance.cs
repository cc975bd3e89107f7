using GFlowNets.Exploration;
using GFlowNets.Policies;
using GFlowNets.Sampling;

namespace GFlowNets.Objectives;

/// <summary>
/// What the exploring network of ACE is trained with, as reconstructed from the paper's abstract and notes on it (Dall'Antonia et al. 2026, "divergent
/// trajectory balance"); the authors' formula is not known to us. With the behaviour network's residual d = log(R̂/R) on a trajectory and the explorer's own
/// e = log Z + Σ log P_F − Σ log P_B − β·log R: where d &lt; log α the behaviour network has too little there and the loss is e², trajectory balance to R^β;
/// elsewhere it is max(0, e + c)², which only pushes the trajectory's flow below e^−c of R^β. Loss = Σ w loss / Σ w.
/// It is for a <see cref="SiblingNetworks"/> explorer, which tells it the residuals.
/// </summary>
public sealed class DivergentTrajectoryBalance : Objective, IBehaviourObserver
{
    private readonly Parameter _logPartition;
    private TrajectoryBatch? _batch;
    private double[] _behaviour = [];

    /// <summary>The objective.</summary>
    /// <param name="alpha">α: a trajectory is explored where R̂ is below α·R; positive, infinity for all of them.</param>
    /// <param name="beta">β, the exponent of the explorer's reward, positive.</param>
    /// <param name="depth">c, how far below the explorer's reward the flow of other trajectories is pushed; at least 0.</param>
    /// <param name="initialLogPartition">Where log Z starts.</param>
    public DivergentTrajectoryBalance(double alpha = 0.5, double beta = 1, double depth = 5, double initialLogPartition = 0)
    {
        if (!(alpha > 0))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"alpha must be positive (got {alpha})");
        (Alpha, Beta, Depth) = (alpha, Demands.Positive(beta, nameof(beta)), Demands.AtLeast(depth, 0, nameof(depth)));
        _logPartition = TrajectoryBalance.LogPartitionParameter(initialLogPartition);
        Parameters = [("logZ", _logPartition)];
    }

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <summary>β.</summary>
    public double Beta { get; }

    /// <summary>c.</summary>
    public double Depth { get; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"divergent TB (α {Alpha}, β {Beta}, c {Depth})");

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override double LogPartition => _logPartition.data<double>()[0];

    /// <inheritdoc/>
    public override void Attach(Policy policy) => Demands.OneInitialState(policy, Name);

    /// <inheritdoc/>
    public void ObserveBehaviour(TrajectoryBatch batch, ReadOnlySpan<double> residuals)
    {
        ArgumentNullException.ThrowIfNull(batch);
        (_batch, _behaviour) = (batch, residuals.ToArray());
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was not told the behaviour network's residuals on this batch.</exception>
    public override ObjectiveEvaluation Evaluate(TrajectoryBatch batch, TrajectoryEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(evaluation);
        if (!ReferenceEquals(batch, _batch) || _behaviour.Length != batch.Count)
            throw new InvalidOperationException("divergent TB must be told the behaviour network's residuals on the batch first: give it to a SiblingNetworks explorer");
        PerTrajectory.RequireFiniteRewards(batch, Name);
        var (missing, covered, weights) = (new double[batch.Count], new double[batch.Count], PerTrajectory.Weights(batch));
        var powers = new double[batch.Count];
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            missing[trajectory] = _behaviour[trajectory] < Math.Log(Alpha) ? weights[trajectory] : 0;
            covered[trajectory] = weights[trajectory] - missing[trajectory];
            powers[trajectory] = (1 - Beta) * batch.LogRewards[trajectory];
        }

        var residuals = _logPartition + PerTrajectory.LogRatios(batch, evaluation) + torch.tensor(powers);
        var above = (residuals + Depth).relu();
        var loss = ((residuals * residuals * torch.tensor(missing)) + (above * above * torch.tensor(covered))).sum() / weights.Sum();
        return new ObjectiveEvaluation(loss, residuals.detach().data<double>().ToArray());
    }
}
