using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Policies;

/// <summary>
/// The log-probabilities and flows of a batch of trajectories under a policy, with gradients: one network evaluation of all
/// visited states at once. All tensors have one number a row of the batch and are in double precision.
/// </summary>
public sealed class TrajectoryEvaluation
{
    private TrajectoryEvaluation(Tensor logForward, Tensor logBackward, Tensor? logFlow, int distinctStates) =>
        (LogForward, LogBackward, LogFlow, DistinctStates) = (logForward, logBackward, logFlow, distinctStates);

    /// <summary>log P_F of the action taken in each row; 0 where a trajectory ended by itself.</summary>
    public Tensor LogForward { get; }

    /// <summary>log P_B of the step from each row to the row before; 0 in a trajectory's first row.</summary>
    public Tensor LogBackward { get; }

    /// <summary>log F of each row's state; null where the policy has no flow head.</summary>
    public Tensor? LogFlow { get; }

    /// <summary>Number of states that the network evaluated.</summary>
    public int DistinctStates { get; }

    /// <summary>Evaluates a batch.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="batch">The trajectories.</param>
    /// <param name="mergeEqualStates">Evaluate equal states once and sum their gradients, which is exact up to rounding.</param>
    public static TrajectoryEvaluation Of(Policy policy, TrajectoryBatch batch, bool mergeEqualStates = true)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(batch);
        var (states, rows) = mergeEqualStates ? Distinct(batch.States) : (batch.States, null);
        var output = policy.Evaluate(states);
        var forward = Taken(batch, states, rows, output.ForwardLogits, batch.Actions, forward: true);
        var backward = output.BackwardLogits is null
            ? torch.tensor(UniformLogBackward(batch))
            : Taken(batch, states, rows, output.BackwardLogits, batch.BackwardActions, forward: false);
        var flow = output.LogFlow?.to(ScalarType.Float64);
        if (flow is not null && rows is not null)
            flow = flow.index_select(0, torch.tensor(rows));
        return new TrajectoryEvaluation(forward, backward, flow, states.Count);
    }

    private static (StateBatch States, long[] Rows) Distinct(StateBatch all)
    {
        var table = new StateTable(all.StateLength);
        var rows = new long[all.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = table.FindOrAdd(all[row]);
        return (table.States, rows);
    }

    /// <summary>log-probability of each row's action: the score minus the log-sum-exp over legal actions of the row's state.</summary>
    private static Tensor Taken(TrajectoryBatch batch, StateBatch states, long[]? rows, Tensor logits, ReadOnlySpan<int> actions, bool forward)
    {
        var environment = batch.Environment;
        var width = (int)logits.shape[1];
        var legal = new bool[states.Count * width];
        for (var row = 0; row < states.Count; row++)
        {
            var mask = legal.AsSpan(row * width, width);
            if (forward)
                environment.ForwardActions(states[row], mask);
            else
                environment.BackwardActions(states[row], mask);
            // A state without actions has nothing to normalise over; its result is masked below, and this keeps it finite.
            if (!mask.Contains(true))
                mask.Fill(true);
        }

        var illegal = torch.tensor(legal, [states.Count, width]).logical_not();
        var logProbabilities = logits.to(ScalarType.Float64).masked_fill(illegal, double.NegativeInfinity).log_softmax(1);
        var taken = environment.Edges == EdgeCounting.PerAction
            ? TakenActions(logProbabilities, rows, actions, width)
            : TakenClasses(batch, logProbabilities, rows, actions, forward);
        if (!actions.Contains(TrajectoryBatch.None))
            return taken;
        var none = new bool[actions.Length];
        for (var row = 0; row < none.Length; row++)
            none[row] = actions[row] == TrajectoryBatch.None;
        return taken.masked_fill(torch.tensor(none), 0);
    }

    private static Tensor TakenActions(Tensor logProbabilities, long[]? rows, ReadOnlySpan<int> actions, int width)
    {
        var flat = new long[actions.Length];
        for (var row = 0; row < flat.Length; row++)
            flat[row] = (rows?[row] ?? row) * width + Math.Max(actions[row], 0);
        return logProbabilities.reshape(-1).index_select(0, torch.tensor(flat));
    }

    private static Tensor TakenClasses(TrajectoryBatch batch, Tensor logProbabilities, long[]? rows, ReadOnlySpan<int> actions, bool forward)
    {
        var environment = batch.Environment;
        var width = (int)logProbabilities.shape[1];
        var others = new bool[actions.Length * width];
        Span<bool> legal = stackalloc bool[width];
        Span<int> classes = stackalloc int[width];
        for (var row = 0; row < actions.Length; row++)
        {
            if (actions[row] == TrajectoryBatch.None)
                continue;
            legal.Clear();
            if (forward)
            {
                environment.ForwardActions(batch.States[row], legal);
                EdgeClasses.Forward(environment, batch.States[row], legal, classes);
            }
            else
            {
                environment.BackwardActions(batch.States[row], legal);
                EdgeClasses.Backward(environment, batch.States[row], legal, classes);
            }

            for (var action = 0; action < width; action++)
                others[row * width + action] = classes[action] != classes[actions[row]];
        }

        var perRow = rows is null ? logProbabilities : logProbabilities.index_select(0, torch.tensor(rows));
        return perRow.masked_fill(torch.tensor(others, [actions.Length, width]), double.NegativeInfinity).logsumexp(1);
    }

    private static double[] UniformLogBackward(TrajectoryBatch batch)
    {
        var logBackward = new double[batch.RowCount];
        for (var row = 0; row < logBackward.Length; row++)
        {
            if (batch.BackwardActions[row] != TrajectoryBatch.None)
                logBackward[row] = -Math.Log(UniformBackward.ParentCount(batch.Environment, batch.States[row]));
        }

        return logBackward;
    }
}
