namespace GFlowNets.Environments;

/// <summary>
/// All states of an environment in topological order: every state has a number, and every forward action raises it. What is exact
/// in this library is computed by one pass over these numbers, upwards for probabilities and downwards for flows.
/// </summary>
public abstract class StateSpace
{
    /// <summary>States that are enumerated unless the caller asks for more.</summary>
    public const long DefaultLimit = 10_000_000;

    private protected StateSpace(DiscreteEnvironment environment, int count) => (Environment, Count) = (environment, count);

    /// <summary>The environment.</summary>
    public DiscreteEnvironment Environment { get; }

    /// <summary>Number of states.</summary>
    public int Count { get; }

    /// <summary>
    /// The state space of an environment. Environments that number their own states (<see cref="IIndexedStates"/>) need no memory for
    /// it; others are enumerated from the initial state, at about 30 bytes a state beyond the state itself.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="limit">States to accept at most.</param>
    /// <exception cref="ArgumentException">The environment has several initial states.</exception>
    /// <exception cref="StateSpaceTooLargeException">There are more states than the limit.</exception>
    /// <exception cref="InvalidOperationException">The environment's graph has a cycle.</exception>
    public static StateSpace Of(DiscreteEnvironment environment, long limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.InitialStateCount != 1)
        {
            throw new ArgumentException(
                $"a state space begins in one initial state, but {environment.Name} has {environment.InitialStateCount}: enumerate one condition at a time, environment.At(condition)", nameof(environment));
        }

        limit = Math.Min(limit, int.MaxValue / 2);
        // Chunks lead where their atoms do, so the numbers of the states underneath serve whatever the library.
        if ((environment is ChunkedEnvironment chunked ? chunked.Inner : environment) is not IIndexedStates indexed)
            return new EnumeratedStateSpace(environment, limit);
        return indexed.StateCount <= limit
            ? new IndexedStateSpace(environment, indexed)
            : throw new StateSpaceTooLargeException(
                $"{environment.Name} has {indexed.StateCount:N0} states, more than the limit of {limit:N0}: raise the limit or estimate from samples");
    }

    /// <summary>Writes the state with the given number.</summary>
    public abstract void StateAt(int index, Span<int> state);

    /// <summary>Number of a state.</summary>
    /// <exception cref="ArgumentException">The state is not one of the space's.</exception>
    public abstract int IndexOf(ReadOnlySpan<int> state);

    /// <summary>Number of a state that is known to be one of the space's, without looking.</summary>
    internal virtual int IndexOfKnown(ReadOnlySpan<int> state) => IndexOf(state);

    /// <summary>Whether the state can be reached from the initial state.</summary>
    public abstract bool IsReachable(int index);

    /// <summary>The state with the given number in an array of its own.</summary>
    public int[] StateAt(int index)
    {
        var state = new int[Environment.StateLength];
        StateAt(index, state);
        return state;
    }
}
