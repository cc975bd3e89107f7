using GFlowNets.Environments;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Policies;

/// <summary>
/// A policy whose action set may grow and shrink while it trains: logit(a | s) = e(s)·u(a)/√d, with e(s) from a multilayer perceptron over the
/// state's features and u(a) from an <see cref="ActionEncoder"/> (Boussif et al. 2025, "Action abstractions for amortized sampling"). The perceptron's last
/// layer starts at zero, so P_F starts uniform over legal actions, and log F at 0. P_B is not learned: <see cref="Policy.FixedBackward"/>.
/// The number of actions is read at every batch; nothing here has a shape that depends on it.
/// </summary>
public sealed class LibraryPolicy : Policy
{
    private readonly FeatureWriter _features;
    private readonly Parameter _inputWeight;
    private readonly Parameter _inputBias;
    private readonly List<nn.Module<Tensor, Tensor>> _layers = [];
    private readonly IReadOnlyList<(string Name, Parameter Value)> _trunk;
    private readonly KeptActivations _kept;
    private readonly int _hidden;
    private readonly int _hiddenLayers;
    private long _openedAt;
    private Tensor? _scaled;

    /// <summary>A network for an environment.</summary>
    /// <param name="environment">The environment, whose actions are those of the encoder's library.</param>
    /// <param name="actions">Where the actions' vectors come from; the policy disposes of it.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="layers">Number of hidden layers, at least 1.</param>
    /// <param name="flow">Whether there is a head for log F, which detailed balance and sub-trajectory balance need.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public LibraryPolicy(DiscreteEnvironment environment, ActionEncoder actions, int hidden = 128, int layers = 2, bool flow = false, ulong seed = 0)
        : base(environment)
    {
        ArgumentNullException.ThrowIfNull(actions);
        if (hidden < 1)
            throw new ArgumentOutOfRangeException(nameof(hidden), $"hidden must be at least 1 (got {hidden})");
        if (layers < 1)
            throw new ArgumentOutOfRangeException(nameof(layers), $"layers must be at least 1 (got {layers})");
        (Actions, HasFlow, _hidden, _hiddenLayers) = (actions, flow, hidden, layers);
        RequireSameActions();
        var random = new CounterRandom(seed, RandomPurpose.Initialisation);
        var inputBound = 1 / Math.Sqrt(environment.FeatureCount);
        _features = new FeatureWriter(environment.FeatureCount);
        _inputWeight = RandomParameter.Uniform(random, 0, inputBound, true, environment.FeatureCount, hidden);
        _inputBias = RandomParameter.Uniform(random, 1, inputBound, true, hidden);
        for (var layer = 2; layer <= layers; layer++)
        {
            var (row, bound) = (2 * (layer - 1), 1 / Math.Sqrt(hidden));
            var linear = nn.Linear(RandomParameter.Uniform(random, row, bound, true, hidden, hidden), RandomParameter.Uniform(random, row + 1, bound, true, hidden));
            _layers.Add(nn.Sequential(("linear", linear), ("activation", nn.ReLU())));
        }

        var outputs = actions.Size + (flow ? 1 : 0);
        _layers.Add(nn.Linear(RandomParameter.Constant(0, outputs, hidden), RandomParameter.Constant(0, outputs)));
        _trunk =
        [
            ("input.weight", _inputWeight),
            ("input.bias", _inputBias),
            .. _layers.SelectMany((layer, i) => layer.named_parameters().Select(p => ($"layer{i + 2}.{p.name}", p.parameter))),
        ];
        Parameters = [.. _trunk, .. actions.Parameters.Select(p => ($"actions.{p.Name}", p.Value))];
        _kept = new KeptActivations(this, [.. Enumerable.Repeat(hidden, layers), outputs]);
    }

    /// <summary>Where the actions' vectors come from.</summary>
    public ActionEncoder Actions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override bool HasBackward => false;

    /// <inheritdoc/>
    public override bool HasFlow { get; }

    /// <inheritdoc/>
    /// <remarks>Nothing any more where the library changed since: what was kept has other columns.</remarks>
    internal override ScoredStates? Kept => _kept.IsOpen && _openedAt == Actions.Library.Stamp ? _kept.Scores : null;

    /// <inheritdoc/>
    public override PolicyOutput Evaluate(StateBatch states)
    {
        ArgumentNullException.ThrowIfNull(states);
        // Another evaluation may come before this one is differentiated, so its features are its own.
        var features = torch.is_grad_enabled() ? new FeatureWriter(Environment.FeatureCount) : _features;
        features.Fill(Environment, states);
        var values = Perceptron.Values(features, _inputWeight, _inputBias, _layers);
        return torch.is_grad_enabled() ? Differentiable(features, ReadOnlyMemory<int>.Empty, values) : Output(values[^1]);
    }

    /// <inheritdoc/>
    public override IDisposable KeepActivations()
    {
        Forget();
        _openedAt = Actions.Library.Stamp;
        var open = _kept.Open();
        return new Ending(() =>
        {
            open.Dispose();
            Forget();
        });
    }

    /// <inheritdoc/>
    public override Policy Copy()
    {
        var copy = new LibraryPolicy(Environment, Actions.Copy(), _hidden, _hiddenLayers, HasFlow) { FixedBackward = FixedBackward };
        ParameterState.Copy(Parameters, copy.Parameters);
        return copy;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ParameterState.Save(writer, _trunk);
        writer.Write("actions", Actions);
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Read("actions", Actions);
        ParameterState.Load(reader, _trunk);
    }

    /// <inheritdoc/>
    internal override PolicyOutput? EvaluateAndKeep(StateBatch states, ScoredStates scores)
    {
        if (!ReferenceEquals(scores, Kept))
            return Evaluate(states);
        _kept.Add(states, _inputWeight, _inputBias, _layers);
        return Output(_kept.Last(scores.Count - states.Count));
    }

    /// <inheritdoc/>
    internal override PolicyOutput EvaluateKept() => Differentiable(_kept.Features, _kept.Parents, _kept.Values());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        Forget();
        _kept.Free();
    }

    private PolicyOutput Differentiable(FeatureWriter features, ReadOnlyMemory<int> parents, List<Tensor> values) =>
        Output(Perceptron.apply([features, parents, values, .. _trunk.Select(p => p.Value)]));

    private PolicyOutput Output(Tensor trunk)
    {
        RequireSameActions();
        var scores = nn.functional.linear(HasFlow ? trunk.narrow(1, 0, Actions.Size) : trunk, Scaled());
        return new PolicyOutput(HasFlow ? torch.cat([scores, trunk.narrow(1, Actions.Size, 1)], 1) : scores, Environment.ActionCount, 0, HasFlow);
    }

    /// <summary>The actions' vectors over √d. A rollout computes them once, since it ends before parameters or library change.</summary>
    private Tensor Scaled()
    {
        if (torch.is_grad_enabled() || Kept is null)
            return Actions.Encode() * (1 / Math.Sqrt(Actions.Size));
        return _scaled ??= (Actions.Encode() * (1 / Math.Sqrt(Actions.Size))).DetachFromDisposeScope();
    }

    private void Forget()
    {
        _scaled?.Dispose();
        _scaled = null;
    }

    private void RequireSameActions()
    {
        if (Environment.ActionCount != Actions.Library.Count)
        {
            throw new InvalidOperationException(
                $"{Environment.Name} has {Environment.ActionCount} actions and the encoder's library {Actions.Library.Count}: give the policy an encoder of the environment's own library");
        }
    }
}
