using GFlowNets.Environments;
using GFlowNets.Policies;

namespace GFlowNets.Sampling;

/// <summary>
/// Draws complete trajectories from the initial state, or from several, with P_F, or with a sampler's change of it, without gradients. Equal states are
/// evaluated once.
/// </summary>
public sealed class ForwardRollout
{
    private readonly Policy _policy;
    private readonly DiscreteEnvironment _environment;
    private readonly Sampler? _sampler;
    private readonly ScoredStates _own;
    private readonly RowLists _rows;
    private StateBatch _current;
    private StateBatch _following;
    private int[] _numbers = [];
    private int[] _parents = [];
    private int[] _arrivals = [];
    private int[] _trajectories = [];
    private int[] _backwardActions = [];
    private double[] _logBehaviour = [];
    private double[] _probabilities = [];

    /// <summary>Rollouts of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="sampler">What changes its probabilities; null for the policy's own.</param>
    public ForwardRollout(Policy policy, Sampler? sampler = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (_policy, _environment, _sampler) = (policy, policy.Environment, sampler);
        _own = ScoredStates.Of(policy);
        _rows = new RowLists(_environment.StateLength);
        _current = new StateBatch(_environment.StateLength);
        _following = new StateBatch(_environment.StateLength);
    }

    /// <summary>Whether the network's activations are kept for the training pass where the policy keeps any; not for trajectories that are not trained on.</summary>
    internal bool ForTraining { get; init; } = true;

    /// <summary>Appends trajectories to a batch. log R is left unknown; the random draw of step t of trajectory i is (row i, draw t).</summary>
    /// <param name="count">Number of trajectories.</param>
    /// <param name="random">Where the actions' random numbers come from.</param>
    /// <param name="into">The batch to append to.</param>
    /// <param name="initialStates">
    /// Where trajectories begin, by the numbers of initial states, each as likely as it is listed; empty for all alike. Which it is for
    /// trajectory i is decided by (row i, draw −1).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such initial state.</exception>
    public void Sample(int count, CounterRandom random, TrajectoryBatch into, ReadOnlySpan<int> initialStates = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(into);
        var scores = (ForTraining ? _policy.Kept : null) ?? _own;
        if (ReferenceEquals(scores, _own))
            _own.Clear();
        Start(count, random, initialStates);
        for (var step = 0; _current.Count > 0; step++)
        {
            for (var row = 0; row < _current.Count; row++)
                _numbers[row] = scores.FindOrAdd(_current[row], _parents[row], _arrivals[row]);
            scores.Score();
            _sampler?.Prepare(_current);
            _following.Clear();
            var alive = 0;
            for (var row = 0; row < _current.Count; row++)
            {
                var trajectory = _trajectories[row];
                var state = _current[row];
                var (action, probability) = Draw(scores, row, random.Uniform(trajectory, step));
                _rows.AddLast(trajectory, state, action < 0 ? TrajectoryBatch.None : action, _backwardActions[row], _numbers[row]);
                if (action < 0)
                    continue;
                _logBehaviour[trajectory] += Math.Log(probability);
                if (action == _environment.StopAction)
                    continue;
                // Rows only move to the front, so what is overwritten has been read already.
                _backwardActions[alive] = _environment.BackwardActionOf(state, action);
                (_parents[alive], _arrivals[alive]) = (_numbers[row], action);
                _trajectories[alive++] = trajectory;
                _following.Add(state);
                _environment.Step(_following.Row(_following.Count - 1), action);
            }

            (_current, _following) = (_following, _current);
        }

        for (var trajectory = 0; trajectory < count; trajectory++)
        {
            _rows.WriteRows(trajectory, into, scores.Stamp);
            into.EndTrajectory(_sampler is null ? TrajectorySource.OnPolicy : TrajectorySource.Sampler, _logBehaviour[trajectory]);
        }
    }

    /// <summary>An action and the probability of its edge; −1 where the trajectory ends by itself.</summary>
    private (int Action, double Probability) Draw(ScoredStates scores, int row, double uniform)
    {
        var number = _numbers[row];
        if (_sampler is null && _environment.Edges == EdgeCounting.PerAction)
        {
            var drawn = scores.Draw(number, uniform);
            return (drawn, drawn < 0 ? 1 : scores.Probability(number, drawn));
        }

        HeadReading.Grow(ref _probabilities, scores.Actions);
        var probabilities = _probabilities.AsSpan(0, scores.Actions);
        scores.Probabilities(number, probabilities);
        var legal = scores.Legal(number)[..scores.Actions];
        if (_sampler is not null && legal.Contains(true))
            _sampler.ReweightChecked(row, legal, probabilities);
        var action = LegalSoftmax.Draw(probabilities, uniform);
        return (action, action < 0 ? 1 : EdgeProbability(_current[row], action, legal, probabilities));
    }

    /// <summary>Probability of the edge that an action takes: its own, or that of all actions with the same child where edges count per child.</summary>
    private double EdgeProbability(ReadOnlySpan<int> state, int action, ReadOnlySpan<bool> legal, ReadOnlySpan<double> probabilities)
    {
        if (_environment.Edges == EdgeCounting.PerAction || action == _environment.StopAction)
            return probabilities[action];
        Span<int> classes = stackalloc int[probabilities.Length];
        EdgeClasses.Forward(_environment, state, legal, classes);
        var sum = 0.0;
        for (var other = 0; other < classes.Length; other++)
            sum += classes[other] == classes[action] ? probabilities[other] : 0;
        return sum;
    }

    private void Start(int count, CounterRandom random, ReadOnlySpan<int> initialStates)
    {
        if (_trajectories.Length < count)
        {
            (_trajectories, _backwardActions, _logBehaviour) = (new int[count], new int[count], new double[count]);
            (_numbers, _parents, _arrivals) = (new int[count], new int[count], new int[count]);
        }

        _rows.Reset(count);
        _current.Clear();
        for (var i = 0; i < count; i++)
        {
            // Steps draw from 0 up, so the number −1 is free and environments with one initial state keep their bits.
            var choices = initialStates.IsEmpty ? _environment.InitialStateCount : initialStates.Length;
            var chosen = choices == 1 ? 0 : random.Integer(choices, i, -1);
            _environment.Reset(_current.Add(), initialStates.IsEmpty ? chosen : initialStates[chosen]);
            (_trajectories[i], _backwardActions[i], _logBehaviour[i]) = (i, TrajectoryBatch.None, 0);
            (_parents[i], _arrivals[i]) = (-1, -1);
        }
    }
}
