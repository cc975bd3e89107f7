using System.Collections;

namespace GFlowNets.Environments;

/// <summary>The states of an environment that numbers them itself; only their reachability is stored, one bit each.</summary>
internal sealed class IndexedStateSpace : StateSpace
{
    private readonly IIndexedStates _states;
    private readonly BitArray _reachable;

    internal IndexedStateSpace(DiscreteEnvironment environment, IIndexedStates states)
        : base(environment, (int)states.StateCount)
    {
        _states = states;
        _reachable = new BitArray(Count);
        var state = environment.InitialState();
        var child = new int[environment.StateLength];
        var legal = new bool[environment.ActionCount];
        _reachable[(int)states.IndexOf(state)] = true;
        for (var index = 0; index < Count; index++)
        {
            if (!_reachable[index])
                continue;
            states.StateAt(index, state);
            Array.Clear(legal);
            environment.ForwardActions(state, legal);
            for (var action = 0; action < legal.Length; action++)
            {
                if (!legal[action] || action == environment.StopAction)
                    continue;
                state.CopyTo(child, 0);
                environment.Step(child, action);
                var next = (int)states.IndexOf(child);
                if (next <= index)
                {
                    throw new InvalidOperationException(
                        $"{environment.Name}: action {action} leads from state number {index} to {next}; actions must raise the number (IIndexedStates)");
                }

                _reachable[next] = true;
            }
        }
    }

    public override void StateAt(int index, Span<int> state) => _states.StateAt(index, state);

    public override int IndexOf(ReadOnlySpan<int> state)
    {
        if (state.Length == Environment.StateLength && _states.IndexOf(state) is >= 0 and var index && index < Count && StateAt((int)index).AsSpan().SequenceEqual(state))
            return (int)index;
        throw new ArgumentException($"{Environment.Name} has no state {Environment.Describe(state)}", nameof(state));
    }

    internal override int IndexOfKnown(ReadOnlySpan<int> state) => (int)_states.IndexOf(state);

    public override bool IsReachable(int index) => _reachable[index];
}
