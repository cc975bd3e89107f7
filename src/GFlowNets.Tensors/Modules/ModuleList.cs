using System.Collections;
using System.Globalization;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>Modules in a list, registered under their positions.</summary>
public sealed class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
{
    private readonly List<T> list = [];

    /// <summary>The given modules in order.</summary>
    public ModuleList(params T[] modules) : base("ModuleList") => extend(modules);

    /// <inheritdoc/>
    public int Count => list.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public T this[int index]
    {
        get => list[index];
        set => Change(() => list[index] = value);
    }

    /// <inheritdoc/>
    public void Add(T item) => Change(() => list.Add(item));

    /// <summary>Adds modules at the end.</summary>
    public void append(params T[] parameters) => extend(parameters);

    /// <summary>Adds modules at the end.</summary>
    public void extend(IEnumerable<T> modules) => Change(() => list.AddRange(modules));

    /// <inheritdoc/>
    public void Insert(int index, T item) => Change(() => list.Insert(index, item));

    /// <inheritdoc/>
    public bool Remove(T item)
    {
        var removed = list.Remove(item);
        RegisterComponents();
        return removed;
    }

    /// <inheritdoc/>
    public void RemoveAt(int index) => Change(() => list.RemoveAt(index));

    /// <inheritdoc/>
    public void Clear() => Change(list.Clear);

    /// <inheritdoc/>
    public bool Contains(T item) => list.Contains(item);

    /// <inheritdoc/>
    public int IndexOf(T item) => list.IndexOf(item);

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Registers the modules anew, each under its present position.</summary>
    protected override void RegisterComponents()
    {
        ClearModules();
        for (var i = 0; i < list.Count; i++)
            register_module(i.ToString(CultureInfo.InvariantCulture), list[i]);
    }

    private void Change(Action change)
    {
        change();
        RegisterComponents();
    }
}
