namespace GFlowNets.Environments;

/// <summary>
/// Another environment, played with a library of longer actions: a chunk takes all its atomic actions in one step (Boussif et al. 2025, "Action
/// abstractions for amortized sampling"). States, features, terminating states and rewards are the inner environment's; what grows is
/// <see cref="ActionCount"/>. A chunk is legal where each of its atoms is legal after those before it. Each action of the library is an edge of its
/// own, so two chunks with the same child, such as AB and BA on a grid, are two edges and two backward actions to one parent.
/// The backward action of library action a is number a, less one for actions after stop.
/// </summary>
public sealed class ChunkedEnvironment : DiscreteEnvironment
{
    private ChunkMoves? _moves;

    /// <summary>An environment with a library.</summary>
    /// <param name="inner">The environment; its edges count per action, and it has one initial state.</param>
    /// <param name="library">The library, whose atoms are the inner environment's actions.</param>
    /// <exception cref="ArgumentException">The library has other atoms, or actions of the environment do not compose.</exception>
    public ChunkedEnvironment(DiscreteEnvironment inner, ActionLibrary library)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(library);
        if (inner.Edges != EdgeCounting.PerAction)
            throw new ArgumentException($"chunks need actions that are edges of their own, but edges of {inner.Name} count per child", nameof(inner));
        if (inner.InitialStateCount != 1)
            throw new ArgumentException($"chunks need an environment with one initial state, but {inner.Name} has {inner.InitialStateCount}: put conditions around the chunked environment", nameof(inner));
        if (library.AtomCount != inner.ActionCount || library.Stop != inner.StopAction)
        {
            throw new ArgumentException(
                $"the library's atoms must be the actions of {inner.Name}, {inner.ActionCount} with stop {inner.StopAction} (got {library.AtomCount} with stop {library.Stop})", nameof(library));
        }

        (Inner, Library) = (inner, library);
    }

    /// <summary>An environment with a library of its own that has no chunks yet.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="capacity">Most actions that there can ever be, those of the inner environment included.</param>
    public ChunkedEnvironment(DiscreteEnvironment inner, int capacity)
        : this(inner, new ActionLibrary((inner ?? throw new ArgumentNullException(nameof(inner))).ActionCount, inner.StopAction, capacity))
    {
    }

    /// <summary>The environment of atomic actions.</summary>
    public DiscreteEnvironment Inner { get; }

    /// <summary>The actions.</summary>
    public ActionLibrary Library { get; }

    /// <inheritdoc/>
    public override string Name => $"{Inner.Name} in chunks";

    /// <inheritdoc/>
    public override int StateLength => Inner.StateLength;

    /// <summary>Number of actions of the library now.</summary>
    public override int ActionCount => Library.Count;

    /// <summary>Number of actions of the library now, less stop.</summary>
    public override int BackwardActionCount => Library.Count - (Library.Stop == NoStop ? 0 : 1);

    /// <inheritdoc/>
    public override int StopAction => Inner.StopAction;

    /// <inheritdoc/>
    public override int FeatureCount => Inner.FeatureCount;

    internal override DiscreteEnvironment Rewarded => Inner.Rewarded;

    internal override long ActionStamp => Library.Stamp;

    /// <inheritdoc/>
    public override void Reset(Span<int> state) => Inner.Reset(state);

    /// <inheritdoc/>
    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        Inner.ForwardActions(state, legal[..Library.AtomCount]);
        if (Library.Count > Library.AtomCount)
            Moves.Forward(state, legal);
    }

    /// <inheritdoc/>
    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal) => Moves.Backward(state, legal);

    /// <inheritdoc/>
    public override void Step(Span<int> state, int action)
    {
        foreach (var atom in Library[action])
            Inner.Step(state, atom);
    }

    /// <inheritdoc/>
    public override void StepBack(Span<int> state, int backwardAction) => Moves.Undo(state, Library[ActionOf(backwardAction)]);

    /// <summary>The backward action that undoes a library action, whatever the state.</summary>
    public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => BackwardActionOf(action);

    /// <summary>The library action that a backward action undoes, whatever the state.</summary>
    public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => ActionOf(backwardAction);

    /// <summary>The backward action that undoes a library action other than stop.</summary>
    public int BackwardActionOf(int action) => Library.Stop != NoStop && action > Library.Stop ? action - 1 : action;

    /// <summary>The library action that a backward action undoes.</summary>
    public int ActionOf(int backwardAction) => Library.Stop != NoStop && backwardAction >= Library.Stop ? backwardAction + 1 : backwardAction;

    /// <inheritdoc/>
    public override bool IsTerminating(ReadOnlySpan<int> state) => Inner.IsTerminating(state);

    /// <inheritdoc/>
    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features) => Inner.WriteFeatures(state, features);

    /// <summary>The inner environment's change for an atom; chunks change too much.</summary>
    public override bool WriteFeatureChange(ReadOnlySpan<int> parent, int action, FeatureWriter change) =>
        action < Library.AtomCount && Inner.WriteFeatureChange(parent, action, change);

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<int> state) => Inner.Describe(state);

    /// <summary>The atomic actions of a string of library actions, stop left out: what chunks are mined from.</summary>
    /// <param name="actions">Library actions; negative ones, which end a trajectory, are left out too.</param>
    public int[] Expand(ReadOnlySpan<int> actions)
    {
        var atoms = new List<int>();
        foreach (var action in actions)
        {
            if (action >= 0 && action != Library.Stop)
                atoms.AddRange(Library[action]);
        }

        return [.. atoms];
    }

    /// <summary>What is known of the present library's chunks; made anew when the library has changed.</summary>
    private ChunkMoves Moves => _moves is { } moves && moves.Stamp == Library.Stamp ? moves : _moves = ChunkMoves.Of(this);
}
