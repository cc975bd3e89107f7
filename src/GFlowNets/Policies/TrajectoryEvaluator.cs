using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Policies;

/// <summary>
/// Evaluates batches of trajectories under a policy, with gradients: one network evaluation of all visited states at once. Its memory is
/// reused, so an evaluation must be differentiated before the next one.
/// </summary>
public sealed class TrajectoryEvaluator
{
    private readonly Policy _policy;
    private readonly StateTable? _distinct;
    private readonly HeadReading _reading = new();
    private double[] _uniform = [];

    /// <summary>An evaluator of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="mergeEqualStates">Evaluate equal states once and sum their gradients, which is exact up to rounding.</param>
    public TrajectoryEvaluator(Policy policy, bool mergeEqualStates = true)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _distinct = mergeEqualStates ? new StateTable(policy.Environment.StateLength) : null;
    }

    /// <summary>Evaluates a batch.</summary>
    public TrajectoryEvaluation Evaluate(TrajectoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        HeadReading.Grow(ref _reading.StateOfRow, batch.RowCount);
        var (states, output) = _distinct is not null && FindKept(batch.States) is { } kept
            ? (kept, _policy.EvaluateKept())
            : EvaluateDistinct(batch.States);
        _reading.Resize(output, batch.RowCount, states.Count);
        for (var state = 0; state < states.Count; state++)
        {
            var legal = _reading.Legal.AsSpan(state * output.Width, output.Width);
            batch.Environment.ForwardActions(states[state], legal[..output.Actions]);
            if (output.BackwardActions > 0)
                batch.Environment.BackwardActions(states[state], legal.Slice(output.Actions, output.BackwardActions));
        }

        for (var row = 0; row < batch.RowCount; row++)
        {
            _reading.Taken[row] = batch.Actions[row];
            _reading.Taken[batch.RowCount + row] = batch.BackwardActions[row] < 0 ? -1 : output.Actions + batch.BackwardActions[row];
            RequireLegal(batch, row, batch.Actions[row], output.Actions, first: 0, "action");
            if (output.BackwardActions > 0)
                RequireLegal(batch, row, batch.BackwardActions[row], output.BackwardActions, output.Actions, "backward action");
        }

        if (batch.Environment.Edges == EdgeCounting.PerChild)
            MarkTogether(batch, output);
        var numbers = HeadReader.apply(output.Heads, _reading);
        return new TrajectoryEvaluation(
            numbers.narrow(0, 0, batch.RowCount),
            output.BackwardActions > 0 ? numbers.narrow(0, batch.RowCount, batch.RowCount) : UniformLogBackward(batch),
            output.HasFlow ? numbers.narrow(0, _reading.Readings - batch.RowCount, batch.RowCount) : null,
            states.Count);
    }

    /// <summary>The states whose activations were kept during the rollout, if all of the batch's are among them.</summary>
    private StateBatch? FindKept(StateBatch all)
    {
        if (_policy.KeptStates is not { Count: > 0 } kept)
            return null;
        for (var row = 0; row < all.Count; row++)
        {
            _reading.StateOfRow[row] = kept.Find(all[row]);
            if (_reading.StateOfRow[row] < 0)
                return null;
        }

        return kept.States;
    }

    private (StateBatch States, PolicyOutput Output) EvaluateDistinct(StateBatch all)
    {
        _distinct?.Clear();
        for (var row = 0; row < all.Count; row++)
            _reading.StateOfRow[row] = _distinct?.FindOrAdd(all[row]) ?? row;
        var states = _distinct?.States ?? all;
        return (states, _policy.Evaluate(states));
    }

    private void RequireLegal(TrajectoryBatch batch, int row, int action, int count, int first, string kind)
    {
        if (action < 0 || (action < count && _reading.Legal[_reading.StateOfRow[row] * _reading.Width + first + action]))
            return;
        throw new ArgumentException(
            $"{kind} {action} is not legal in state {batch.Environment.Describe(batch.States[row])} of {batch.Environment.Name} (row {row} of the batch)", nameof(batch));
    }

    /// <summary>Marks, for each row, all actions that lead where the taken one does.</summary>
    private void MarkTogether(TrajectoryBatch batch, PolicyOutput output)
    {
        _reading.Together = new bool[batch.RowCount * output.Width];
        var classes = new int[output.Width];
        for (var row = 0; row < batch.RowCount; row++)
        {
            var legal = _reading.Legal.AsSpan(_reading.StateOfRow[row] * output.Width, output.Width);
            var together = _reading.Together.AsSpan(row * output.Width, output.Width);
            if (batch.Actions[row] >= 0)
            {
                var forward = classes.AsSpan(0, output.Actions);
                EdgeClasses.Forward(batch.Environment, batch.States[row], legal[..output.Actions], forward);
                MarkClass(forward, batch.Actions[row], together);
            }

            if (output.BackwardActions > 0 && batch.BackwardActions[row] >= 0)
            {
                var backward = classes.AsSpan(0, output.BackwardActions);
                EdgeClasses.Backward(batch.Environment, batch.States[row], legal.Slice(output.Actions, output.BackwardActions), backward);
                MarkClass(backward, batch.BackwardActions[row], together[output.Actions..]);
            }
        }
    }

    private static void MarkClass(ReadOnlySpan<int> classes, int taken, Span<bool> together)
    {
        for (var action = 0; action < classes.Length; action++)
            together[action] = classes[action] == classes[taken];
    }

    private Tensor UniformLogBackward(TrajectoryBatch batch)
    {
        HeadReading.Grow(ref _uniform, batch.RowCount);
        for (var row = 0; row < batch.RowCount; row++)
        {
            _uniform[row] = batch.BackwardActions[row] == TrajectoryBatch.None
                ? 0
                : -Math.Log(UniformBackward.ParentCount(batch.Environment, batch.States[row]));
        }

        return torch.tensor(_uniform.AsMemory(0, batch.RowCount), [batch.RowCount]);
    }
}
