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
    private readonly EmbeddingBag _input;
    private readonly Parameter _inputBias;
    private readonly Sequential _trunk;
    private readonly BackwardPolicy _backward;
    private readonly bool _hasFlow;

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
        (_backward, _hasFlow) = (backward, flow);
        _features = new FeatureWriter(environment.FeatureCount);
        lock (Construction)
        {
            _input = nn.EmbeddingBag(environment.FeatureCount, hidden, mode: EmbeddingBagMode.Sum);
            _inputBias = new Parameter(torch.zeros(hidden));
            var modules = new List<(string, nn.Module<Tensor, Tensor>)> { ("activation1", nn.ReLU()) };
            for (var layer = 2; layer <= layers; layer++)
            {
                modules.Add(($"layer{layer}", nn.Linear(hidden, hidden)));
                modules.Add(($"activation{layer}", nn.ReLU()));
            }

            modules.Add(("heads", nn.Linear(hidden, Outputs)));
            _trunk = nn.Sequential([.. modules]);
        }

        Parameters =
        [
            ("input.weight", _input.weight!),
            ("input.bias", _inputBias),
            .. _trunk.named_parameters().Select(p => (p.name, p.parameter)),
        ];
        Initialise(new CounterRandom(seed, RandomPurpose.Initialisation), hidden);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override bool HasBackward => _backward == BackwardPolicy.Learned;

    private int Outputs => Environment.ActionCount + (HasBackward ? Environment.BackwardActionCount : 0) + (_hasFlow ? 1 : 0);

    /// <inheritdoc/>
    public override PolicyOutput Evaluate(StateBatch states)
    {
        ArgumentNullException.ThrowIfNull(states);
        _features.Fill(Environment, states);
        var indices = torch.tensor(_features.Indices, [_features.Indices.Length]);
        var offsets = torch.tensor(_features.Offsets, [states.Count]);
        var sums = _features.OnlyOnes
            ? _input.call(indices, offsets)
            : _input.call(indices, offsets, torch.tensor(_features.Values, [_features.Values.Length]));
        return new PolicyOutput(
            _trunk.call(sums + _inputBias), Environment.ActionCount, HasBackward ? Environment.BackwardActionCount : 0, _hasFlow);
    }

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
