using GFlowNets.Environments;

namespace GFlowNets.Evaluation;

/// <summary>A distribution over the terminating states of a space.</summary>
public class TerminatingDistribution
{
    private readonly double[] _probabilities;

    /// <summary>A distribution with the given probabilities.</summary>
    /// <param name="space">The state space.</param>
    /// <param name="probabilities">One number a state of the space, zero where trajectories cannot end; they sum to one.</param>
    /// <exception cref="ArgumentException">The probabilities do not sum to one to 1e-9.</exception>
    public TerminatingDistribution(StateSpace space, double[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Length != space.Count)
            throw new ArgumentException($"there must be one probability a state: {space.Count} (got {probabilities.Length})", nameof(probabilities));
        var sum = probabilities.Sum();
        if (!(Math.Abs(sum - 1) < 1e-9))
            throw new ArgumentException($"terminating probabilities must sum to 1 (got {sum:R}): check the environment's laws", nameof(probabilities));
        (Space, _probabilities) = (space, probabilities);
    }

    /// <summary>The state space.</summary>
    public StateSpace Space { get; }

    /// <summary>Probability of ending in each state, by the state's number; zero where trajectories cannot end.</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <summary>Probability of ending in a state.</summary>
    public double this[ReadOnlySpan<int> state] => _probabilities[Space.IndexOf(state)];

    /// <summary>Expected value of a function of the terminating state.</summary>
    public double Expectation(Func<int[], double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (sum, state) = (0.0, new int[Space.Environment.StateLength]);
        for (var index = 0; index < Space.Count; index++)
        {
            if (_probabilities[index] == 0)
                continue;
            Space.StateAt(index, state);
            sum += _probabilities[index] * function(state);
        }

        return sum;
    }

    /// <summary>
    /// The probabilities of a two-dimensional grid as a matrix, for a heatmap: first index the second coordinate (rows from the bottom),
    /// second index the first. A grid given a condition is a grid too.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment is not a two-dimensional grid.</exception>
    public double[,] ToGrid()
    {
        var environment = Space.Environment is ConditionalEnvironment conditional ? conditional.Inner : Space.Environment;
        if (environment.Rewarded is not HyperGrid { Dimensions: 2 } grid)
            throw new InvalidOperationException($"only a two-dimensional grid is a picture (got {Space.Environment.Name})");
        var cells = new double[grid.Side, grid.Side];
        var state = new int[Space.Environment.StateLength];
        for (var index = 0; index < Space.Count; index++)
        {
            Space.StateAt(index, state);
            cells[state[1], state[0]] = _probabilities[index];
        }

        return cells;
    }
}
