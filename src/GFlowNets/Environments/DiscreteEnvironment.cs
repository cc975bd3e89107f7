namespace GFlowNets.Environments;

/// <summary>
/// A pointed directed acyclic graph of states and actions, described one state at a time in scalar code; the library batches.
/// A state is a fixed number of integers. A trajectory starts at the initial state and ends either with the stop action
/// (<see cref="StopAction"/>) or on reaching a state without legal actions; the last state is the terminating state x.
/// Notation follows Bengio et al. 2023, "GFlowNet Foundations".
/// </summary>
public abstract class DiscreteEnvironment
{
    /// <summary>The value of <see cref="StopAction"/> in an environment whose trajectories end by themselves.</summary>
    public const int NoStop = -1;

    /// <summary>Short name for charts, tables and messages.</summary>
    public abstract string Name { get; }

    /// <summary>Number of integers of a state.</summary>
    public abstract int StateLength { get; }

    /// <summary>Number of forward actions, the stop action included. Read at every batch, since chunking makes it grow.</summary>
    public abstract int ActionCount { get; }

    /// <summary>Number of backward actions. The stop action has no backward action: the edge into the sink has P_B = 1.</summary>
    public abstract int BackwardActionCount { get; }

    /// <summary>Number of the stop action, or <see cref="NoStop"/>.</summary>
    public virtual int StopAction => NoStop;

    /// <summary>Width of the network's input.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>
    /// Number of initial states, at least 1. Where there are several, such as one a condition (<see cref="ConditionalEnvironment"/>), each is
    /// the root of a graph of its own with a partition function of its own, and a trajectory says by its first state which it belongs to.
    /// </summary>
    public virtual int InitialStateCount => 1;

    /// <summary>The environment that this one is a part of, with the same states and actions; itself where it is whole.</summary>
    internal virtual DiscreteEnvironment Whole => this;

    /// <summary>The environment whose terminating states these are, which rewards are made for; another one where only the actions differ.</summary>
    internal virtual DiscreteEnvironment Rewarded => Whole;

    /// <summary>Differs whenever the actions may be others than before; 0 where they never change. What was computed for all actions holds for one stamp.</summary>
    internal virtual long ActionStamp => 0;

    /// <summary>Refuses what was computed for all actions that there were at a stamp, where they may be others now.</summary>
    internal void RequireActions(long stamp, string what)
    {
        if (stamp != ActionStamp)
            throw new InvalidOperationException($"{what} for the actions that {Name} had then, and its library has changed since: compute it again");
    }

    /// <summary>Whether several actions with the same child are several edges or one.</summary>
    public virtual EdgeCounting Edges => EdgeCounting.PerAction;

    /// <summary>Writes the initial state s_0.</summary>
    /// <param name="state">A state of zeros to write to.</param>
    public abstract void Reset(Span<int> state);

    /// <summary>Writes one of the initial states; the first is that of <see cref="Reset(Span{int})"/>.</summary>
    /// <param name="state">A state of zeros to write to.</param>
    /// <param name="which">Which, from 0 to <see cref="InitialStateCount"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such initial state.</exception>
    public virtual void Reset(Span<int> state, int which)
    {
        if (which != 0)
            throw new ArgumentOutOfRangeException(nameof(which), $"{Name} has one initial state, number 0 (got {which})");
        Reset(state);
    }

    /// <summary>Marks the actions that are legal in a state, the stop action included.</summary>
    /// <param name="state">The state.</param>
    /// <param name="legal"><see cref="ActionCount"/> flags, all false on entry.</param>
    public abstract void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal);

    /// <summary>Marks the backward actions that are legal in a state; none in the initial state, at least one elsewhere.</summary>
    /// <param name="state">The state.</param>
    /// <param name="legal"><see cref="BackwardActionCount"/> flags, all false on entry.</param>
    public abstract void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal);

    /// <summary>Changes a state in place by a legal action other than stop.</summary>
    public abstract void Step(Span<int> state, int action);

    /// <summary>Changes a state in place to the parent that a legal backward action leads to.</summary>
    public abstract void StepBack(Span<int> state, int backwardAction);

    /// <summary>Writes the features that a policy network sees of a state.</summary>
    public abstract void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features);

    /// <summary>
    /// For speed alone: writes how the features change by an action, so that a rollout can add to what it computed for the parent instead
    /// of reading all features again. Worth overriding where a step changes few of many features.
    /// </summary>
    /// <param name="parent">The state that the action leaves.</param>
    /// <param name="action">A legal action other than stop.</param>
    /// <param name="change">Receives the differences: <c>Value(index, 1)</c> for a feature that appears, <c>Value(index, −1)</c> for one that goes.</param>
    /// <returns>Whether the change was written; false, with nothing written, leaves it to <see cref="WriteFeatures"/>.</returns>
    public virtual bool WriteFeatureChange(ReadOnlySpan<int> parent, int action, FeatureWriter change) => false;

    /// <summary>
    /// The backward action that undoes a forward action. The default tries every backward action of the child, which is right where
    /// no two of them lead to the same parent or edges count per child; override it elsewhere, or for speed.
    /// </summary>
    /// <param name="parent">The state that the action leaves.</param>
    /// <param name="action">A legal action other than stop.</param>
    /// <exception cref="InvalidOperationException">No backward action undoes it: the environment is inconsistent.</exception>
    public virtual int BackwardActionOf(ReadOnlySpan<int> parent, int action)
    {
        Span<int> child = stackalloc int[StateLength];
        Span<int> back = stackalloc int[StateLength];
        Span<bool> legal = stackalloc bool[BackwardActionCount];
        legal.Clear();
        parent.CopyTo(child);
        Step(child, action);
        BackwardActions(child, legal);
        for (var candidate = 0; candidate < legal.Length; candidate++)
        {
            if (!legal[candidate])
                continue;
            child.CopyTo(back);
            StepBack(back, candidate);
            if (back.SequenceEqual(parent))
                return candidate;
        }

        throw new InvalidOperationException(
            $"{Name}: no backward action undoes action {action} of state {Describe(parent)}; check BackwardActions and StepBack");
    }

    /// <summary>
    /// The forward action that a backward action undoes: the mirror of <see cref="BackwardActionOf"/>, with the same default.
    /// </summary>
    /// <param name="child">The state that the backward action leaves.</param>
    /// <param name="backwardAction">A legal backward action.</param>
    /// <exception cref="InvalidOperationException">No forward action leads back: the environment is inconsistent.</exception>
    public virtual int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction)
    {
        Span<int> parent = stackalloc int[StateLength];
        Span<int> forth = stackalloc int[StateLength];
        Span<bool> legal = stackalloc bool[ActionCount];
        legal.Clear();
        child.CopyTo(parent);
        StepBack(parent, backwardAction);
        ForwardActions(parent, legal);
        for (var candidate = 0; candidate < legal.Length; candidate++)
        {
            if (!legal[candidate] || candidate == StopAction)
                continue;
            parent.CopyTo(forth);
            Step(forth, candidate);
            if (forth.SequenceEqual(child))
                return candidate;
        }

        throw new InvalidOperationException(
            $"{Name}: no action leads back to state {Describe(child)} from the parent that backward action {backwardAction} gives; check ForwardActions and Step");
    }

    /// <summary>Whether a trajectory may end in a state: stop is legal there, or no action is.</summary>
    public virtual bool IsTerminating(ReadOnlySpan<int> state)
    {
        Span<bool> legal = stackalloc bool[ActionCount];
        legal.Clear();
        ForwardActions(state, legal);
        return StopAction == NoStop ? !legal.Contains(true) : legal[StopAction] || !legal.Contains(true);
    }

    /// <summary>A state as a reader would write it, for messages, tables and hover texts.</summary>
    public virtual string Describe(ReadOnlySpan<int> state) => $"({string.Join(", ", state.ToArray())})";

    /// <summary>An initial state in an array of its own.</summary>
    /// <param name="which">Which, from 0 to <see cref="InitialStateCount"/> − 1.</param>
    public int[] InitialState(int which = 0)
    {
        var state = new int[StateLength];
        Reset(state, which);
        return state;
    }
}
