using GFlowNets.Exploration;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Objectives;

/// <summary>
/// A balance objective on the true reward and intrinsic rewards r: what an explorer is trained with. On edges (Pan et al. 2023, "Generative augmented flow
/// networks") the flow of each edge before the last is F(s_{t+1})·P_B(s_t|s_{t+1}) + r_t, so P_B + r_t/F(s_{t+1}) takes the place of P_B, and R(x) + r_last
/// that of R(x); the last edge is the stop, or the step to x in a trajectory that ends by itself, whose P_B stays as it is. That needs a flow head.
/// On endings alone only the reward changes, by an <see cref="IntrinsicMix"/>. While bonuses are above zero its optimum is not the reward's distribution:
/// log Z comes out too large, and novel states too likely.
/// </summary>
public class AugmentedObjective : Objective, IBehaviourObserver
{
    private readonly bool _onEdges;
    private double[] _edges = [];
    private double[] _endings = [];

    /// <summary>The objective.</summary>
    /// <param name="inner">What balances: trajectory balance, VarGrad, detailed balance or sub-trajectory balance.</param>
    /// <param name="bonus">The intrinsic reward; it learns after every step.</param>
    /// <param name="onEdges">Whether edges have bonuses too, or endings alone.</param>
    /// <param name="mix">How reward and bonus of an ending are added up; R + r where null.</param>
    public AugmentedObjective(Objective inner, IIntrinsicReward bonus, bool onEdges = true, IntrinsicMix? mix = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(bonus);
        if (inner is not (TrajectoryBalance or LogPartitionVariance or DetailedBalance or SubTrajectoryBalance))
            throw new ArgumentException($"bonuses are added to trajectory balance, VarGrad, detailed balance or sub-trajectory balance (got {inner.Name}), which read rewards and flows from the batch alone", nameof(inner));
        (Inner, Bonus, Mix, _onEdges) = (inner, bonus, mix ?? new IntrinsicMix(), onEdges);
        Mix.Validate();
    }

    /// <summary>What balances.</summary>
    public Objective Inner { get; }

    /// <summary>The intrinsic reward.</summary>
    public IIntrinsicReward Bonus { get; }

    /// <summary>How reward and bonus of an ending are added up.</summary>
    public IntrinsicMix Mix { get; }

    /// <inheritdoc/>
    public override string Name => $"{Inner.Name} on {Mix} with {Bonus.Name} {(_onEdges ? "on edges" : "on endings")}";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters => Inner.Parameters;

    /// <inheritdoc/>
    public override double LogPartition => Inner.LogPartition;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Edges have bonuses and the policy has no flow head.</exception>
    public override void Attach(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Inner.Attach(policy);
        if (_onEdges && !policy.HasFlow)
            throw new ArgumentException(NoFlow, nameof(policy));
    }

    /// <inheritdoc/>
    public override ObjectiveEvaluation Evaluate(TrajectoryBatch batch, TrajectoryEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(evaluation);
        if (_onEdges && evaluation.LogFlow is null)
            throw new InvalidOperationException(NoFlow);
        Ask(batch);
        var targets = LogTargets(batch);
        var logRewards = batch.LogRewards.ToArray();
        targets.CopyTo(batch.LogRewards);
        try
        {
            return Inner.Evaluate(batch, _onEdges ? evaluation with { LogBackward = LogBackward(batch, evaluation) } : evaluation);
        }
        finally
        {
            logRewards.CopyTo(batch.LogRewards);
        }
    }

    /// <inheritdoc/>
    public void ObserveBehaviour(TrajectoryBatch batch, ReadOnlySpan<double> residuals) => (Bonus as IBehaviourObserver)?.ObserveBehaviour(batch, residuals);

    /// <summary>The bonus learns from the batch.</summary>
    public override void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation)
    {
        Inner.Observe(batch, evaluation);
        Bonus.Learn(batch);
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("inner", Inner);
        writer.Write("bonus", Bonus);
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        // The bonus refuses another's state before anything is overwritten.
        reader.Read("bonus", Bonus);
        reader.Read("inner", Inner);
    }

    private string NoFlow => $"{Name} divides bonuses by state flows, and this policy has none: ask for flow: true";

    private void Ask(TrajectoryBatch batch)
    {
        if (_edges.Length != batch.RowCount)
            _edges = new double[batch.RowCount];
        if (_endings.Length != batch.Count)
            _endings = new double[batch.Count];
        Bonus.Evaluate(batch, _edges, _endings);
        foreach (var bonus in _edges.Concat(_endings))
        {
            if (!(double.IsFinite(bonus) && bonus >= 0))
                throw new InvalidOperationException($"the bonus \"{Bonus.Name}\" must be a finite number of at least 0 (got {bonus})");
        }
    }

    private double[] LogTargets(TrajectoryBatch batch)
    {
        var targets = new double[batch.Count];
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            targets[trajectory] = Mix.LogReward(batch.LogRewards[trajectory], _endings[trajectory]);
            if (!double.IsFinite(targets[trajectory]))
            {
                throw new InvalidOperationException(
                    $"{Name} needs a finite log({Mix}) for every terminating state (got {targets[trajectory]} for {batch.Environment.Describe(batch.Terminating(trajectory))}): check the reward");
            }
        }

        return targets;
    }

    /// <summary>log(P_B + r/F) = log P_B + softplus(log r − log F − log P_B), which is exact where r = 0.</summary>
    private Tensor LogBackward(TrajectoryBatch batch, TrajectoryEvaluation evaluation)
    {
        var logBonuses = new double[batch.RowCount];
        Array.Fill(logBonuses, double.NegativeInfinity);
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            var (start, last) = (batch.Offsets[trajectory], batch.Offsets[trajectory + 1] - 1);
            // The last step is augmented only where a stop comes after it.
            var end = batch.Actions[last] == TrajectoryBatch.None ? last : last + 1;
            for (var row = start + 1; row < end; row++)
                logBonuses[row] = Math.Log(_edges[row]);
        }

        return evaluation.LogBackward + (torch.tensor(logBonuses) - evaluation.LogFlow! - evaluation.LogBackward).softplus(1, 40);
    }
}
