using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Policies;

/// <summary>A parametrised forward policy P_F, optionally with a backward policy P_B and a state flow F.</summary>
public abstract class Policy : ISaveable, IDisposable
{
    private protected Policy(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Environment = environment;
    }

    /// <summary>The environment whose states it reads and whose actions it scores.</summary>
    public DiscreteEnvironment Environment { get; }

    /// <summary>Everything that is trained, by name and in a fixed order.</summary>
    public abstract IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>Whether P_B is learned; it is uniform otherwise.</summary>
    public abstract bool HasBackward { get; }

    /// <summary>Whether the network has a head for log F.</summary>
    public abstract bool HasFlow { get; }

    /// <summary>P_B where it is not learned; uniform unless another is given.</summary>
    public FixedBackwardPolicy FixedBackward { get; init; } = UniformBackward.Instance;

    /// <summary>Evaluates a batch of states; with gradients where they are enabled.</summary>
    public abstract PolicyOutput Evaluate(StateBatch states);

    /// <summary>A policy of the same kind with parameters of its own that have the same values, as target networks need.</summary>
    public abstract Policy Copy();

    /// <summary>The precision of the heads.</summary>
    internal virtual ScalarType Precision => ScalarType.Float32;

    /// <summary>
    /// Until the result is disposed, what belongs to a training iteration is in force, such as the noise of noisy layers. Outside of it,
    /// in evaluations, the policy is a function of its parameters alone.
    /// </summary>
    /// <returns>What ends it; null for policies to which iterations make no difference.</returns>
    public virtual IDisposable? Begin(long iteration) => null;

    /// <summary>
    /// Until the result is disposed, what the network computes without gradients is kept, and a training pass over the same states
    /// differentiates it instead of computing it again. The parameters must not change meanwhile. A pass over some of the kept states
    /// costs as much as one over all of them.
    /// </summary>
    /// <returns>What ends the keeping; null for policies that have nothing to keep.</returns>
    public virtual IDisposable? KeepActivations() => null;

    /// <summary>What is kept while <see cref="KeepActivations"/> is open; null otherwise.</summary>
    internal virtual ScoredStates? Kept => null;

    /// <summary>
    /// Evaluates states without gradients and keeps the activations where <paramref name="scores"/> is <see cref="Kept"/>; null where the
    /// scores have read the heads already.
    /// </summary>
    internal virtual PolicyOutput? EvaluateAndKeep(StateBatch states, ScoredStates scores) => Evaluate(states);

    /// <summary>Evaluates all states of <see cref="Kept"/> with gradients, from their kept activations.</summary>
    internal virtual PolicyOutput EvaluateKept() => throw new InvalidOperationException("this policy keeps no activations");

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
