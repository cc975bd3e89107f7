namespace GFlowNets.Environments;

/// <summary>
/// Groups the legal actions of a state by the state they lead to, for environments whose edges count per child
/// (<see cref="EdgeCounting.PerChild"/>). The class of an action is the first action with the same destination.
/// </summary>
internal static class EdgeClasses
{
    /// <summary>Classes of the forward actions; stop is a class of its own, illegal actions get −1.</summary>
    /// <returns>Number of classes.</returns>
    internal static int Forward(DiscreteEnvironment environment, ReadOnlySpan<int> state, ReadOnlySpan<bool> legal, Span<int> classes) =>
        Group(state, legal, classes, environment.StopAction, environment.Step);

    /// <summary>Classes of the backward actions; illegal actions get −1.</summary>
    /// <returns>Number of classes, which is the number of distinct parents.</returns>
    internal static int Backward(DiscreteEnvironment environment, ReadOnlySpan<int> state, ReadOnlySpan<bool> legal, Span<int> classes) =>
        Group(state, legal, classes, DiscreteEnvironment.NoStop, environment.StepBack);

    private delegate void Move(Span<int> state, int action);

    private static int Group(ReadOnlySpan<int> state, ReadOnlySpan<bool> legal, Span<int> classes, int alone, Move move)
    {
        var destinations = new StateBatch(state.Length, legal.Length);
        var firsts = new List<int>();
        var count = 0;
        classes.Fill(-1);
        for (var action = 0; action < legal.Length; action++)
        {
            if (!legal[action])
                continue;
            if (action == alone)
            {
                classes[action] = action;
                count++;
                continue;
            }

            destinations.Add(state);
            var destination = destinations.Row(destinations.Count - 1);
            move(destination, action);
            for (var i = 0; i < firsts.Count && classes[action] < 0; i++)
            {
                if (destination.SequenceEqual(destinations[i]))
                    classes[action] = firsts[i];
            }

            if (classes[action] >= 0)
            {
                destinations.RemoveLast();
                continue;
            }

            classes[action] = action;
            firsts.Add(action);
            count++;
        }

        return count;
    }
}
