namespace GFlowNets.Environments;

/// <summary>
/// An environment that can number its states without enumerating them. The numbering must be topological: every forward action
/// raises the number. Exact evaluation then needs no table of states, which is what lets it reach spaces of 10^7 states.
/// </summary>
public interface IIndexedStates
{
    /// <summary>Number of states, reachable or not; <see cref="long.MaxValue"/> where they are too many to be numbered, and the other members mean nothing.</summary>
    long StateCount { get; }

    /// <summary>Number of a state, from 0 to <see cref="StateCount"/> − 1.</summary>
    long IndexOf(ReadOnlySpan<int> state);

    /// <summary>Writes the state with the given number.</summary>
    void StateAt(long index, Span<int> state);
}
