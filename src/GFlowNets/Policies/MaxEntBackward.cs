using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// The maximum-entropy backward policy (Mohammadpour et al. 2024, "Maximum entropy GFlowNets with soft Q-learning"):
/// P_B(s|s') = n(s)/n(s') per edge, where n counts the trajectories from the initial state. Every trajectory to x then has the same
/// probability 1/n(x), which no other P_B exceeds in entropy. Counts are exact: from one pass over an enumerated state space, n(s') = Σ n(s)
/// over the edges into s', or for hypergrids of any size from n(s) = (Σ s_d)! / Π s_d!, which gives P_B = s_d / Σ s for lowering coordinate d.
/// </summary>
public sealed class MaxEntBackward : FixedBackwardPolicy
{
    private readonly DiscreteEnvironment _environment;
    private readonly Func<ReadOnlySpan<int>, double> _logPathCount;
    private readonly long _actions;

    /// <summary>Counts the trajectories of an enumerated space; one number a state and one step an edge.</summary>
    public MaxEntBackward(StateSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        (_environment, _actions) = (space.Environment, space.Environment.ActionStamp);
        var counts = new double[space.Count];
        _logPathCount = state => counts[space.IndexOfKnown(state)];
        var state = new int[_environment.StateLength];
        var logParents = new double[_environment.BackwardActionCount];
        for (var index = 0; index < space.Count; index++)
        {
            counts[index] = double.NegativeInfinity;
            if (!space.IsReachable(index))
                continue;
            space.StateAt(index, state);
            counts[index] = LogEdges(_environment, state, logParents, sharing: false) > 0 ? LogSum(logParents) : 0;
        }
    }

    /// <summary>Counts the trajectories of a hypergrid by formula.</summary>
    public MaxEntBackward(HyperGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        _environment = grid;
        var logFactorials = new double[grid.Dimensions * (grid.Side - 1) + 1];
        for (var i = 1; i < logFactorials.Length; i++)
            logFactorials[i] = logFactorials[i - 1] + Math.Log(i);
        _logPathCount = state =>
        {
            var (sum, logCount) = (0, 0.0);
            // The step onto a boundary that ends the trajectory is the last one: it adds no orders.
            var ended = grid.Termination == GridTermination.TouchesBoundary && state.Contains(grid.Side - 1) ? 1 : 0;
            foreach (var coordinate in state)
            {
                var steps = coordinate - (coordinate == grid.Side - 1 ? ended : 0);
                sum += steps;
                logCount -= logFactorials[steps];
            }

            return logCount + logFactorials[sum];
        };
    }

    /// <inheritdoc/>
    public override string Name => "MaxEnt";

    /// <summary>log n(s): the number of trajectories from the initial state, by the environment's way of counting edges.</summary>
    public double LogPathCount(ReadOnlySpan<int> state) => _logPathCount(state);

    /// <inheritdoc/>
    public override void Probabilities(DiscreteEnvironment environment, ReadOnlySpan<int> state, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Name != _environment.Name)
            throw new ArgumentException($"these trajectories were counted on {_environment.Name} and asked for on {environment.Name}: count them on the same environment", nameof(environment));
        environment.RequireActions(_actions, "these trajectories were counted");
        if (LogEdges(environment, state, probabilities, sharing: true) == 0)
        {
            probabilities.Clear();
            return;
        }

        // Normalised over what was added up, so that they sum to one to the last bit that matters however large the counts are.
        var logSum = LogSum(probabilities);
        foreach (ref var probability in probabilities)
            probability = Math.Exp(probability - logSum);
    }

    /// <summary>
    /// log n of the parent that each backward action leads to, −∞ for illegal ones. Where edges count per child, actions to the same parent
    /// are one edge: it is given to the first of them, or shared.
    /// </summary>
    /// <returns>Number of legal actions.</returns>
    private int LogEdges(DiscreteEnvironment environment, ReadOnlySpan<int> state, Span<double> logParents, bool sharing)
    {
        Span<bool> legal = stackalloc bool[environment.BackwardActionCount];
        Span<int> classes = stackalloc int[legal.Length];
        Span<int> parent = stackalloc int[environment.StateLength];
        legal.Clear();
        environment.BackwardActions(state, legal);
        var perChild = environment.Edges == EdgeCounting.PerChild;
        if (perChild)
            EdgeClasses.Backward(environment, state, legal, classes);
        for (var action = 0; action < legal.Length; action++)
        {
            logParents[action] = double.NegativeInfinity;
            if (!legal[action] || (perChild && !sharing && classes[action] != action))
                continue;
            state.CopyTo(parent);
            environment.StepBack(parent, action);
            logParents[action] = _logPathCount(parent) - (perChild && sharing ? Math.Log(classes.Count(classes[action])) : 0);
        }

        return legal.Count(true);
    }

    private static double LogSum(ReadOnlySpan<double> logs)
    {
        var largest = double.NegativeInfinity;
        foreach (var log in logs)
            largest = Math.Max(largest, log);
        var sum = 0.0;
        foreach (var log in logs)
            sum += Math.Exp(log - largest);
        return largest + Math.Log(sum);
    }
}
