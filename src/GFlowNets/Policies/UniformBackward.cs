using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>The uniform backward policy: the same probability for each edge into a state, by the environment's way of counting edges.</summary>
public static class UniformBackward
{
    /// <summary>Writes P_B of every backward action of a state; where edges count per child, equivalent actions share their parent's probability.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="state">The state.</param>
    /// <param name="probabilities">Receives one number a backward action; all zero in the initial state.</param>
    public static void Probabilities(DiscreteEnvironment environment, ReadOnlySpan<int> state, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Span<bool> legal = stackalloc bool[environment.BackwardActionCount];
        legal.Clear();
        environment.BackwardActions(state, legal);
        probabilities.Clear();
        if (environment.Edges == EdgeCounting.PerAction)
        {
            var share = 1.0 / legal.Count(true);
            for (var action = 0; action < legal.Length; action++)
            {
                if (legal[action])
                    probabilities[action] = share;
            }

            return;
        }

        Span<int> classes = stackalloc int[legal.Length];
        var parents = EdgeClasses.Backward(environment, state, legal, classes);
        for (var action = 0; action < legal.Length; action++)
        {
            if (legal[action])
                probabilities[action] = 1.0 / parents / classes.Count(classes[action]);
        }
    }

    /// <summary>Number of edges into a state: legal backward actions, or distinct parents where edges count per child.</summary>
    public static int ParentCount(DiscreteEnvironment environment, ReadOnlySpan<int> state)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Span<bool> legal = stackalloc bool[environment.BackwardActionCount];
        legal.Clear();
        environment.BackwardActions(state, legal);
        if (environment.Edges == EdgeCounting.PerAction)
            return legal.Count(true);
        Span<int> classes = stackalloc int[legal.Length];
        return EdgeClasses.Backward(environment, state, legal, classes);
    }
}
