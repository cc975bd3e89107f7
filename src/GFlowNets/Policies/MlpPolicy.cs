using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Policies;

/// <summary>
/// A multilayer perceptron whose last layer holds the heads of P_F and, where asked for, of a learned P_B and of log F. The first
/// layer reads sparse features as a weighted sum of rows, which costs as many rows as a state has features however wide the input is.
/// Weights start uniform in ±1/√(inputs), as PyTorch's linear layers do.
/// </summary>
public sealed class MlpPolicy : Policy
{
    // Layers draw their first weights from the tensor library's global generator before ours replace them.
    private static readonly Lock Construction = new();

    private readonly FeatureWriter _features;
    private readonly Parameter _inputWeight;
    private readonly Parameter _inputBias;
    private readonly List<nn.Module<Tensor, Tensor>> _layers = [];
    private readonly BackwardPolicy _backward;
    private readonly bool _hasFlow;
    private readonly KeptActivations _kept;
    private readonly int _outputs;
    private readonly int _hidden;
    private readonly int _hiddenLayers;

    /// <summary>A network for an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="layers">Number of hidden layers, at least 1.</param>
    /// <param name="backward">Where P_B comes from.</param>
    /// <param name="flow">Whether there is a head for log F, which detailed balance and sub-trajectory balance need.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public MlpPolicy(
        DiscreteEnvironment environment,
        int hidden = 256,
        int layers = 2,
        BackwardPolicy backward = BackwardPolicy.Uniform,
        bool flow = false,
        ulong seed = 0)
        : base(environment)
    {
        if (hidden < 1)
            throw new ArgumentOutOfRangeException(nameof(hidden), $"hidden must be at least 1 (got {hidden})");
        if (layers < 1)
            throw new ArgumentOutOfRangeException(nameof(layers), $"layers must be at least 1 (got {layers})");
        (_backward, _hasFlow, _hidden, _hiddenLayers) = (backward, flow, hidden, layers);
        _features = new FeatureWriter(environment.FeatureCount);
        lock (Construction)
        {
            _inputWeight = new Parameter(torch.zeros(environment.FeatureCount, hidden));
            _inputBias = new Parameter(torch.zeros(hidden));
            _inputWeight.DetachFromDisposeScope();
            _inputBias.DetachFromDisposeScope();
            for (var layer = 2; layer <= layers; layer++)
                _layers.Add(nn.Sequential(("linear", nn.Linear(hidden, hidden)), ("activation", nn.ReLU())));
            _layers.Add(nn.Linear(hidden, Outputs));
        }

        _outputs = Outputs;
        _kept = new KeptActivations(this, [.. Enumerable.Repeat(hidden, layers), _outputs]);
        Parameters =
        [
            ("input.weight", _inputWeight),
            ("input.bias", _inputBias),
            .. _layers.SelectMany((layer, i) => layer.named_parameters().Select(p => ($"layer{i + 2}.{p.name}", p.parameter))),
        ];
        Initialise(new CounterRandom(seed, RandomPurpose.Initialisation), hidden);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override bool HasBackward => _backward == BackwardPolicy.Learned;

    private int BackwardActions => HasBackward ? Environment.BackwardActionCount : 0;

    private int Outputs => Environment.ActionCount + BackwardActions + (_hasFlow ? 1 : 0);

    /// <inheritdoc/>
    public override bool HasFlow => _hasFlow;

    /// <inheritdoc/>
    internal override ScoredStates? Kept => _kept.IsOpen ? _kept.Scores : null;

    /// <inheritdoc/>
    public override PolicyOutput Evaluate(StateBatch states)
    {
        ArgumentNullException.ThrowIfNull(states);
        RequireSameActions();
        // Another evaluation may come before this one is differentiated, so its features are its own.
        var features = torch.is_grad_enabled() ? new FeatureWriter(Environment.FeatureCount) : _features;
        features.Fill(Environment, states);
        var values = Perceptron.Values(features, _inputWeight, _inputBias, _layers);
        return torch.is_grad_enabled() ? Differentiable(features, ReadOnlyMemory<int>.Empty, values) : Output(values[^1]);
    }

    /// <inheritdoc/>
    public override IDisposable KeepActivations() => _kept.Open();

    /// <inheritdoc/>
    public override Policy Copy()
    {
        var copy = new MlpPolicy(Environment, _hidden, _hiddenLayers, _backward, _hasFlow) { FixedBackward = FixedBackward };
        ParameterState.Copy(Parameters, copy.Parameters);
        return copy;
    }

    /// <inheritdoc/>
    internal override PolicyOutput? EvaluateAndKeep(StateBatch states, ScoredStates scores)
    {
        if (!ReferenceEquals(scores, Kept))
            return Evaluate(states);
        RequireSameActions();
        _kept.Add(states, _inputWeight, _inputBias, _layers, scores.ReadBlock);
        scores.HaveRead();
        return null;
    }

    /// <inheritdoc/>
    internal override PolicyOutput EvaluateKept() => Differentiable(_kept.Features, _kept.Parents, _kept.Values());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _kept.Free();
    }

    private void RequireSameActions()
    {
        if (Outputs != _outputs)
        {
            throw new InvalidOperationException(
                $"this network was made for {_outputs} outputs and {Environment.Name} now needs {Outputs}: make a new policy when the action set grows");
        }
    }

    private PolicyOutput Differentiable(FeatureWriter features, ReadOnlyMemory<int> parents, List<Tensor> values) =>
        Output(Perceptron.apply([features, parents, values, .. Parameters.Select(p => p.Value)]));

    private PolicyOutput Output(Tensor heads) => new(heads, Environment.ActionCount, BackwardActions, _hasFlow);

    private void Initialise(CounterRandom random, int hidden)
    {
        using var guard = torch.no_grad();
        for (var row = 0; row < Parameters.Count; row++)
        {
            var (name, parameter) = Parameters[row];
            var inputs = name.StartsWith("input", StringComparison.Ordinal) ? Environment.FeatureCount : hidden;
            var bound = 1 / Math.Sqrt(inputs);
            var values = new float[parameter.numel()];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(bound * (2 * random.Uniform(row, i) - 1));
            using var initial = torch.tensor(values, parameter.shape);
            parameter.copy_(initial);
        }
    }
}
