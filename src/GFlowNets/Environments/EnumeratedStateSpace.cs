namespace GFlowNets.Environments;

/// <summary>The states of any environment, found from the initial state and sorted topologically (Kahn 1962).</summary>
internal sealed class EnumeratedStateSpace : StateSpace
{
    private readonly StateTable _table;
    private readonly int[] _order;
    private readonly int[] _position;

    internal EnumeratedStateSpace(DiscreteEnvironment environment, long limit)
        : this(environment, Enumerate(environment, limit, out var incoming), incoming)
    {
    }

    private EnumeratedStateSpace(DiscreteEnvironment environment, StateTable table, int[] incoming)
        : base(environment, table.Count)
    {
        _table = table;
        _order = new int[Count];
        _position = new int[Count];
        var sorted = 1;
        // The initial state was found first and is the only one without parents; the order doubles as the queue.
        for (var next = 0; next < sorted; next++)
        {
            _position[_order[next]] = next;
            ForEachChild(environment, table, _order[next], child =>
            {
                if (--incoming[child] == 0)
                    _order[sorted++] = child;
            });
        }

        if (sorted < Count)
        {
            var stuck = Array.FindIndex(incoming, count => count > 0);
            throw new InvalidOperationException(
                $"{environment.Name} is not acyclic: state {environment.Describe(table.States[stuck])} can be reached from itself");
        }
    }

    public override void StateAt(int index, Span<int> state) => _table.States[_order[index]].CopyTo(state);

    public override int IndexOf(ReadOnlySpan<int> state)
    {
        var found = _table.Find(state);
        return found >= 0
            ? _position[found]
            : throw new ArgumentException($"{Environment.Name} cannot reach state {Environment.Describe(state)}", nameof(state));
    }

    public override bool IsReachable(int index) => true;

    private static StateTable Enumerate(DiscreteEnvironment environment, long limit, out int[] incoming)
    {
        var table = new StateTable(environment.StateLength);
        table.FindOrAdd(environment.InitialState());
        var counts = new List<int> { 0 };
        for (var current = 0; current < table.Count; current++)
        {
            ForEachChild(environment, table, current, child =>
            {
                if (child == counts.Count)
                    counts.Add(0);
                counts[child]++;
            });
            if (table.Count > limit)
            {
                throw new StateSpaceTooLargeException(
                    $"{environment.Name} has more than {limit:N0} states (enumeration stopped at {table.Count:N0}): raise the limit or estimate from samples");
            }
        }

        incoming = [.. counts];
        return table;
    }

    private static void ForEachChild(DiscreteEnvironment environment, StateTable table, int index, Action<int> visit)
    {
        Span<int> parent = stackalloc int[environment.StateLength];
        Span<int> child = stackalloc int[environment.StateLength];
        Span<bool> legal = stackalloc bool[environment.ActionCount];
        legal.Clear();
        // A copy, since adding states may move the table's memory.
        table.States[index].CopyTo(parent);
        environment.ForwardActions(parent, legal);
        for (var action = 0; action < legal.Length; action++)
        {
            if (!legal[action] || action == environment.StopAction)
                continue;
            parent.CopyTo(child);
            environment.Step(child, action);
            visit(table.FindOrAdd(child));
        }
    }
}
