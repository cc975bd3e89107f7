using GFlowNets.Environments;
using GFlowNets.Policies;

namespace GFlowNets.Sampling;

/// <summary>Draws complete trajectories from the initial state with P_F, or with a sampler's change of it, without gradients.</summary>
public sealed class ForwardRollout
{
    private readonly DiscreteEnvironment _environment;
    private readonly ActionDistribution _distribution;
    private readonly bool _onPolicy;
    private readonly RowLists _rows;
    private StateBatch _current;
    private StateBatch _following;
    private int[] _trajectories = [];
    private int[] _backwardActions = [];
    private double[] _logBehaviour = [];

    /// <summary>Rollouts of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="sampler">What changes its probabilities; null for the policy's own.</param>
    public ForwardRollout(Policy policy, Sampler? sampler = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _environment = policy.Environment;
        _distribution = new ActionDistribution(policy, sampler);
        _onPolicy = sampler is null;
        _rows = new RowLists(_environment.StateLength);
        _current = new StateBatch(_environment.StateLength);
        _following = new StateBatch(_environment.StateLength);
    }

    /// <summary>Appends trajectories to a batch. log R is left unknown; the random draw of step t of trajectory i is (row i, draw t).</summary>
    /// <param name="count">Number of trajectories.</param>
    /// <param name="random">Where the actions' random numbers come from.</param>
    /// <param name="into">The batch to append to.</param>
    public void Sample(int count, CounterRandom random, TrajectoryBatch into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(into);
        Start(count);
        for (var step = 0; _current.Count > 0; step++)
        {
            _distribution.Compute(_current);
            _following.Clear();
            var alive = 0;
            for (var row = 0; row < _current.Count; row++)
            {
                var trajectory = _trajectories[row];
                var state = _current[row];
                var probabilities = _distribution.Probabilities(row);
                var action = LegalSoftmax.Draw(probabilities, random.Uniform(trajectory, step));
                _rows.AddLast(trajectory, state, action < 0 ? TrajectoryBatch.None : action, _backwardActions[row]);
                if (action < 0)
                    continue;
                _logBehaviour[trajectory] += Math.Log(EdgeProbability(row, state, action));
                if (action == _environment.StopAction)
                    continue;
                // Rows only move to the front, so what is overwritten has been read already.
                _backwardActions[alive] = _environment.BackwardActionOf(state, action);
                _trajectories[alive++] = trajectory;
                _following.Add(state);
                _environment.Step(_following.Row(_following.Count - 1), action);
            }

            (_current, _following) = (_following, _current);
        }

        for (var trajectory = 0; trajectory < count; trajectory++)
        {
            _rows.WriteRows(trajectory, into);
            into.EndTrajectory(_onPolicy ? TrajectorySource.OnPolicy : TrajectorySource.Sampler, _logBehaviour[trajectory]);
        }
    }

    /// <summary>Probability of the edge that an action takes: its own, or that of all actions with the same child where edges count per child.</summary>
    private double EdgeProbability(int row, ReadOnlySpan<int> state, int action)
    {
        var probabilities = _distribution.Probabilities(row);
        if (_environment.Edges == EdgeCounting.PerAction || action == _environment.StopAction)
            return probabilities[action];
        Span<int> classes = stackalloc int[probabilities.Length];
        EdgeClasses.Forward(_environment, state, _distribution.Legal(row), classes);
        var sum = 0.0;
        for (var other = 0; other < classes.Length; other++)
            sum += classes[other] == classes[action] ? probabilities[other] : 0;
        return sum;
    }

    private void Start(int count)
    {
        if (_trajectories.Length < count)
            (_trajectories, _backwardActions, _logBehaviour) = (new int[count], new int[count], new double[count]);
        _rows.Reset(count);
        _current.Clear();
        for (var i = 0; i < count; i++)
        {
            _environment.Reset(_current.Add());
            (_trajectories[i], _backwardActions[i], _logBehaviour[i]) = (i, TrajectoryBatch.None, 0);
        }
    }
}
