using GFlowNets.Environments;
using GFlowNets.Policies;

namespace GFlowNets.Sampling;

/// <summary>Walks from given terminating states back to the initial state with P_B, without gradients, and writes the trajectories forward.</summary>
public sealed class BackwardRollout
{
    private readonly DiscreteEnvironment _environment;
    private readonly RowLists _rows;
    private readonly ActionDistribution _distribution;
    private StateBatch _current;
    private StateBatch _following;

    /// <summary>Backward walks of a policy: by its learned P_B where it has one, else uniform over parents.</summary>
    public BackwardRollout(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _environment = policy.Environment;
        _distribution = ActionDistribution.OfBackward(policy);
        _rows = new RowLists(_environment.StateLength);
        _current = new StateBatch(_environment.StateLength);
        _following = new StateBatch(_environment.StateLength);
    }

    /// <summary>
    /// Appends one trajectory for each terminating state. log R is left unknown, and so is the behaviour's log-probability, since
    /// how the terminating states were chosen is not known here.
    /// </summary>
    /// <param name="terminating">The terminating states.</param>
    /// <param name="random">Where the actions' random numbers come from.</param>
    /// <param name="into">The batch to append to.</param>
    /// <exception cref="ArgumentException">A state is not terminating.</exception>
    public void Sample(StateBatch terminating, CounterRandom random, TrajectoryBatch into)
    {
        ArgumentNullException.ThrowIfNull(terminating);
        ArgumentNullException.ThrowIfNull(into);
        var actions = new int[terminating.Count];
        var trajectories = new int[terminating.Count];
        Start(terminating, trajectories, actions);
        for (var step = 0; _current.Count > 0; step++)
        {
            _distribution.Compute(_current);
            _following.Clear();
            var alive = 0;
            for (var row = 0; row < _current.Count; row++)
            {
                var trajectory = trajectories[row];
                var state = _current[row];
                var backward = LegalSoftmax.Draw(_distribution.Probabilities(row), random.Uniform(trajectory, step));
                _rows.AddFirst(trajectory, state, actions[row], backward < 0 ? TrajectoryBatch.None : backward);
                if (backward < 0)
                    continue;
                actions[alive] = _environment.ForwardActionOf(state, backward);
                trajectories[alive++] = trajectory;
                _following.Add(state);
                _environment.StepBack(_following.Row(_following.Count - 1), backward);
            }

            (_current, _following) = (_following, _current);
        }

        for (var trajectory = 0; trajectory < terminating.Count; trajectory++)
        {
            _rows.WriteRows(trajectory, into);
            into.EndTrajectory(TrajectorySource.Backward);
        }
    }

    private void Start(StateBatch terminating, int[] trajectories, int[] actions)
    {
        _rows.Reset(terminating.Count);
        _current.Clear();
        Span<bool> legal = stackalloc bool[_environment.ActionCount];
        for (var i = 0; i < terminating.Count; i++)
        {
            if (!_environment.IsTerminating(terminating[i]))
            {
                throw new ArgumentException(
                    $"a backward trajectory must begin in a terminating state (got {_environment.Describe(terminating[i])} of {_environment.Name})",
                    nameof(terminating));
            }

            _current.Add(terminating[i]);
            trajectories[i] = i;
            legal.Clear();
            _environment.ForwardActions(terminating[i], legal);
            actions[i] = legal.Contains(true) ? _environment.StopAction : TrajectoryBatch.None;
        }
    }
}
