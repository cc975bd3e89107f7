namespace GFlowNets.Environments;

/// <summary>
/// Chunks of any environment: each is tried atom by atom. Chunks that begin alike share their first steps (a trie), and those that end alike
/// their last ones, so a state costs as many steps of the inner environment as the two tries have nodes that can be reached from it.
/// </summary>
internal sealed class WalkedChunks : ChunkMoves
{
    private readonly DiscreteEnvironment _inner;
    private readonly Node _beginnings = new();
    private readonly Node _endings = new();

    internal WalkedChunks(ChunkedEnvironment environment)
        : base(environment)
    {
        _inner = environment.Inner;
        for (var action = 0; action < environment.Library.Count; action++)
        {
            if (action == environment.Library.Stop)
                continue;
            var atoms = environment.Library[action];
            var (first, last) = (_beginnings, _endings);
            for (var i = 0; i < atoms.Length; i++)
            {
                first = first.Next(atoms[i]);
                last = last.Next(atoms[^(i + 1)]);
            }

            (first.Action, last.Action) = (action, environment.BackwardActionOf(action));
        }
    }

    internal override void Forward(ReadOnlySpan<int> state, Span<bool> legal) => Walk(_beginnings, state, legal);

    internal override void Backward(ReadOnlySpan<int> state, Span<bool> legal) => WalkBack(_endings, state, legal);

    internal override void Undo(Span<int> state, ReadOnlySpan<int> atoms)
    {
        Span<bool> legal = stackalloc bool[_inner.BackwardActionCount];
        for (var i = atoms.Length - 1; i >= 0; i--)
        {
            legal.Clear();
            _inner.BackwardActions(state, legal);
            var backward = Undoing(state, legal, atoms[i]);
            if (backward < 0)
                throw new InvalidOperationException($"{_inner.Name}: action {atoms[i]} cannot have led to state {_inner.Describe(state)}, so it cannot be undone there");
            _inner.StepBack(state, backward);
        }
    }

    private void Walk(Node node, ReadOnlySpan<int> state, Span<bool> legal)
    {
        if (node.Children.Count == 0)
            return;
        Span<bool> atoms = stackalloc bool[_inner.ActionCount];
        Span<int> child = stackalloc int[state.Length];
        atoms.Clear();
        _inner.ForwardActions(state, atoms);
        foreach (var (atom, next) in node.Children)
        {
            if (!atoms[atom])
                continue;
            if (next.Action >= 0)
                legal[next.Action] = true;
            if (next.Children.Count == 0)
                continue;
            state.CopyTo(child);
            _inner.Step(child, atom);
            Walk(next, child, legal);
        }
    }

    private void WalkBack(Node node, ReadOnlySpan<int> state, Span<bool> legal)
    {
        if (node.Children.Count == 0)
            return;
        Span<bool> undone = stackalloc bool[_inner.BackwardActionCount];
        Span<int> parent = stackalloc int[state.Length];
        undone.Clear();
        _inner.BackwardActions(state, undone);
        foreach (var (atom, next) in node.Children)
        {
            var backward = Undoing(state, undone, atom);
            if (backward < 0)
                continue;
            if (next.Action >= 0)
                legal[next.Action] = true;
            if (next.Children.Count == 0)
                continue;
            state.CopyTo(parent);
            _inner.StepBack(parent, backward);
            WalkBack(next, parent, legal);
        }
    }

    /// <summary>The legal backward action that undoes an atom; −1 where none does.</summary>
    private int Undoing(ReadOnlySpan<int> state, ReadOnlySpan<bool> legal, int atom)
    {
        var found = -1;
        for (var backward = 0; backward < legal.Length; backward++)
        {
            if (!legal[backward] || _inner.ForwardActionOf(state, backward) != atom)
                continue;
            if (found >= 0)
            {
                throw new InvalidOperationException(
                    $"{_inner.Name}: action {atom} leads to state {_inner.Describe(state)} from two parents, by backward actions {found} and {backward}; chunks need actions that can be undone in one way");
            }

            found = backward;
        }

        return found;
    }

    private sealed class Node
    {
        internal SortedList<int, Node> Children { get; } = [];

        /// <summary>The action, or backward action, that ends here; −1 where none does.</summary>
        internal int Action { get; set; } = -1;

        internal Node Next(int atom)
        {
            if (!Children.TryGetValue(atom, out var next))
                Children.Add(atom, next = new Node());
            return next;
        }
    }
}
