namespace GFlowNets.Tensors;

/// <summary>
/// Disposes every tensor made on this thread while it is the innermost scope, except those moved out or detached.
/// Scopes nest and belong to their thread, so no <c>await</c> may stand inside one.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    // Tensors know their slot, so leaving is O(1); slots of members that left are null until the scope ends.
    private readonly List<IDisposable?> members = [];
    private readonly ThreadState thread;

    internal DisposeScope()
    {
        thread = ThreadState.Current;
        Outer = thread.Scope;
        thread.Scope = this;
    }

    /// <summary>Number of objects that this scope would dispose.</summary>
    public int DisposablesCount { get; private set; }

    /// <summary>The objects that this scope would dispose, in the order in which they came.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. members.OfType<IDisposable>()];

    internal DisposeScope? Outer { get; private set; }

    /// <summary>Whether this scope would dispose the object.</summary>
    public bool Contains(IDisposable disposable) => SlotOf(disposable) >= 0;

    /// <summary>Takes an object into this scope, out of the scope that held it before.</summary>
    public void Attach(IDisposable disposable)
    {
        if (Contains(disposable))
            return;
        if (disposable is torch.Tensor { Scope: { } other } tensor)
            other.Remove(tensor);
        Add(disposable);
    }

    /// <inheritdoc cref="Attach(IDisposable)"/>
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes objects into this scope, out of the scopes that held them before.</summary>
    /// <returns>The objects given.</returns>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IReadOnlyList<IDisposable> all = [.. disposables];
        foreach (var disposable in all)
            Attach(disposable);
        return all;
    }

    /// <summary>Lets go of an object: no scope will dispose it.</summary>
    /// <returns>The object.</returns>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        Remove(disposable);
        return disposable;
    }

    /// <inheritdoc cref="Detach{T}(T)"/>
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    /// <inheritdoc cref="Detach{T}(T)"/>
    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    /// <summary>Lets go of objects: no scope will dispose them.</summary>
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <summary>Lets go of objects: no scope will dispose them.</summary>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Remove(disposable);
    }

    /// <summary>Hands an object of this scope to the scope around it; without one, nothing will dispose it.</summary>
    /// <returns>The object.</returns>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer!, disposable);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    /// <summary>Hands objects of this scope to the scope around it; without one, nothing will dispose them.</summary>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(Outer!, disposables);

    /// <summary>Hands objects of this scope to the scope around it; without one, nothing will dispose them.</summary>
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer!, disposables);

    /// <summary>Hands an object of this scope to another one; null lets go of it.</summary>
    /// <returns>The object.</returns>
    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        if (Remove(disposable))
            scope?.Add(disposable);
        return disposable;
    }

    /// <summary>Hands objects of this scope to another one; null lets go of them.</summary>
    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <summary>Hands objects of this scope to another one; null lets go of them.</summary>
    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            MoveToOther<IDisposable>(scope, disposable);
    }

    /// <summary>Disposes everything held so far; the scope stays open.</summary>
    public void DisposeEverything() => DisposeAfter(0);

    /// <summary>Disposes everything held so far but the given objects, which stay in this scope.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var kept = inKeep.Where(Remove).ToList();
        DisposeEverything();
        kept.ForEach(Add);
    }

    /// <inheritdoc cref="DisposeEverythingBut(IEnumerable{IDisposable})"/>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <inheritdoc cref="DisposeEverythingBut(IEnumerable{IDisposable})"/>
    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    /// <summary>Tells the scope that an object was disposed elsewhere.</summary>
    public void MarkAsDisposed(IDisposable disposable) => Remove(disposable);

    /// <summary>Ends the scope and disposes what it still holds.</summary>
    public void Dispose()
    {
        DisposeEverything();
        if (ReferenceEquals(thread.Scope, this))
        {
            thread.Scope = Outer;
            return;
        }
        // Ended out of order: the scope inside this one gets the scope around it.
        for (var inner = thread.Scope; inner is not null; inner = inner.Outer)
        {
            if (ReferenceEquals(inner.Outer, this))
                inner.Outer = Outer;
        }
    }

    internal int Mark() => members.Count;

    /// <summary>Disposes what came after <see cref="Mark"/>.</summary>
    internal void DisposeAfter(int mark)
    {
        for (var i = members.Count - 1; i >= mark; i--)
        {
            if (members[i] is not { } member)
                continue;
            members[i] = null;
            DisposablesCount--;
            if (member is torch.Tensor tensor)
                tensor.Leave();
            member.Dispose();
        }
        members.RemoveRange(mark, members.Count - mark);
    }

    internal void Add(IDisposable member)
    {
        if (member is torch.Tensor tensor)
            tensor.Enter(this, members.Count);
        members.Add(member);
        DisposablesCount++;
    }

    internal bool Remove(IDisposable member)
    {
        var slot = SlotOf(member);
        if (slot < 0)
            return false;
        (member as torch.Tensor)?.Leave();
        DisposablesCount--;
        members[slot] = null;
        if (slot == members.Count - 1)
            members.RemoveAt(slot);
        return true;
    }

    private int SlotOf(IDisposable member) => member is torch.Tensor tensor
        ? ReferenceEquals(tensor.Scope, this) ? tensor.ScopeSlot : -1
        : members.IndexOf(member);
}
