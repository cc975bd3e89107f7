using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Policies;

/// <summary>A parametrised forward policy P_F, optionally with a backward policy P_B and a state flow F.</summary>
public abstract class Policy : ISaveable, IDisposable
{
    private protected Policy(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.ConditionLength != 0)
        {
            throw new ArgumentException(
                $"{environment.Name} has a condition vector of length {environment.ConditionLength}: batches carry conditions, but no policy reads them yet", nameof(environment));
        }

        Environment = environment;
    }

    /// <summary>The environment whose states it reads and whose actions it scores.</summary>
    public DiscreteEnvironment Environment { get; }

    /// <summary>Everything that is trained, by name and in a fixed order.</summary>
    public abstract IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>Whether P_B is learned; it is uniform otherwise.</summary>
    public abstract bool HasBackward { get; }

    /// <summary>Evaluates a batch of states; with gradients where they are enabled.</summary>
    public abstract PolicyOutput Evaluate(StateBatch states);

    /// <summary>
    /// Until the result is disposed, what the network computes without gradients is kept, and a training pass over the same states
    /// differentiates it instead of computing it again. The parameters must not change meanwhile. A pass over some of the kept states
    /// costs as much as one over all of them.
    /// </summary>
    /// <returns>What ends the keeping; null for policies that have nothing to keep.</returns>
    public virtual IDisposable? KeepActivations() => null;

    /// <summary>The states whose activations are kept; null where none are.</summary>
    internal virtual StateTable? KeptStates => null;

    /// <summary>Evaluates <see cref="KeptStates"/> with gradients, from their kept activations.</summary>
    internal virtual PolicyOutput EvaluateKept() => throw new InvalidOperationException("this policy keeps no activations");

    /// <inheritdoc/>
    public void Save(StateWriter writer) => ParameterState.Save(writer, Parameters);

    /// <inheritdoc/>
    public void Load(StateReader reader) => ParameterState.Load(reader, Parameters);

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
