using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Policies;

/// <summary>
/// Gives every action of a growing library a vector u(a), with which a <see cref="LibraryPolicy"/> compares its embedding of a state (Boussif et al.
/// 2025, "Action abstractions for amortized sampling"). An encoder belongs to one policy, which disposes of it; several may read one library.
/// </summary>
public abstract class ActionEncoder : ISaveable, IDisposable
{
    /// <summary>An encoder of a library's actions.</summary>
    /// <param name="library">The actions; they may change at any time between iterations.</param>
    /// <param name="size">Length of a vector, at least 1.</param>
    protected ActionEncoder(ActionLibrary library, int size)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (size < 1)
            throw new ArgumentOutOfRangeException(nameof(size), $"size must be at least 1 (got {size})");
        (Library, Size) = (library, size);
    }

    /// <summary>The actions.</summary>
    public ActionLibrary Library { get; }

    /// <summary>Length of a vector.</summary>
    public int Size { get; }

    /// <summary>Short name for charts and tables.</summary>
    public abstract string Name { get; }

    /// <summary>Everything that is trained, by name and in a fixed order. Their shapes do not depend on how many actions there are now.</summary>
    public abstract IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>The vectors of the library's present actions, one row each in the order of their numbers; with gradients where they are enabled.</summary>
    public abstract Tensor Encode();

    /// <summary>An encoder of the same library with parameters of its own that have the same values.</summary>
    public abstract ActionEncoder Copy();

    /// <inheritdoc/>
    public virtual void Save(StateWriter writer) => ParameterState.Save(writer, Parameters);

    /// <inheritdoc/>
    public virtual void Load(StateReader reader) => ParameterState.Load(reader, Parameters);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the parameters' memory.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var (_, parameter) in Parameters)
            parameter.Dispose();
    }
}
