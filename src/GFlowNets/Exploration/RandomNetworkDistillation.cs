using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Exploration;

/// <summary>
/// A bonus by surprise, r = η·‖ĝ(s') − g(s')‖₂: g is a random network that is never trained, ĝ learns to predict it on the states that are
/// trained on (Burda et al. 2019, "Exploration by random network distillation"; as used by Pan et al. 2023, "Generative augmented flow networks").
/// Stopping in x counts as an edge into x. Both are perceptrons with two hidden layers and LeakyReLU 0.01.
/// </summary>
public sealed class RandomNetworkDistillation : IIntrinsicReward, IDisposable
{
    private readonly Network _target;
    private readonly Network _predictor;
    private readonly Adam _optimizer;
    private readonly StateTable _distinct;
    private readonly ulong _seed;
    private readonly DistillationError _error;
    private readonly bool _endingsOnly;
    private int[] _stateOfRow = [];

    /// <summary>The bonus, untrained.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="scale">The factor η, positive.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="outputs">Outputs of both networks.</param>
    /// <param name="learningRate">Adam's learning rate of the predictor.</param>
    /// <param name="seed">Seed of both networks.</param>
    /// <param name="error">What is made of the difference of the two.</param>
    /// <param name="endingsOnly">Whether only terminating states have a bonus and are learned from, once a trajectory.</param>
    public RandomNetworkDistillation(
        DiscreteEnvironment environment,
        double scale = 0.1,
        int hidden = 256,
        int outputs = 128,
        double learningRate = 1e-3,
        ulong seed = 0,
        DistillationError error = DistillationError.Norm,
        bool endingsOnly = false)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!(double.IsFinite(scale) && scale > 0))
            throw new ArgumentOutOfRangeException(nameof(scale), $"scale must be a positive finite number (got {scale})");
        if (hidden < 1)
            throw new ArgumentOutOfRangeException(nameof(hidden), $"hidden must be at least 1 (got {hidden})");
        if (outputs < 1)
            throw new ArgumentOutOfRangeException(nameof(outputs), $"outputs must be at least 1 (got {outputs})");
        if (!(double.IsFinite(learningRate) && learningRate > 0))
            throw new ArgumentOutOfRangeException(nameof(learningRate), $"learningRate must be a positive finite number (got {learningRate})");
        (Scale, _seed, _error, _endingsOnly) = (scale, seed, error, endingsOnly);
        var random = new CounterRandom(seed, RandomPurpose.FixedNetworks);
        _target = new Network(environment, hidden, outputs, random.Stream(0), trained: false);
        _predictor = new Network(environment, hidden, outputs, random.Stream(1), trained: true);
        _optimizer = torch.optim.Adam(_predictor.Parameters.Select(p => p.Value), learningRate);
        _distinct = new StateTable(environment.StateLength);
        Name = FormattableString.Invariant($"RND {scale}, {hidden}x{outputs}, rate {learningRate}")
            + (error == DistillationError.MeanSquare ? ", squared" : "") + (endingsOnly ? ", endings only" : "");
    }

    /// <summary>The factor η.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Parameters of the network that is never trained.</summary>
    internal IReadOnlyList<(string Name, Parameter Value)> TargetParameters => _target.Parameters;

    /// <inheritdoc/>
    public void Evaluate(TrajectoryBatch batch, Span<double> edges, Span<double> endings)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Merge(batch);
        var errors = Errors().data<float>().ToArray();
        for (var row = 0; row < batch.RowCount; row++)
            edges[row] = batch.BackwardActions[row] == TrajectoryBatch.None || _endingsOnly ? 0 : Scale * errors[_stateOfRow[row]];
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
            endings[trajectory] = Scale * errors[_stateOfRow[batch.Offsets[trajectory + 1] - 1]];
    }

    /// <summary>One step of Adam on the mean error over the edges of a batch, or over its endings.</summary>
    public void Learn(TrajectoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = torch.NewDisposeScope();
        Merge(batch);
        var (counts, total) = Arrivals(batch);
        if (total == 0)
            return;
        _optimizer.zero_grad();
        ((Errors() * torch.tensor(counts)).sum() / total).backward();
        _optimizer.step();
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("name", Name);
        writer.Write("seed", (long)_seed);
        ParameterState.Save(writer.Section("predictor"), _predictor.Parameters);
        writer.Write("optimizer", _optimizer);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (name, seed) = (reader.ReadString("name"), (ulong)reader.ReadLong("seed"));
        if (name != Name || seed != _seed)
            throw new InvalidDataException($"the checkpoint's bonus is {name} with seed {seed} (this run's {Name} with seed {_seed}): set them alike or begin a new run");
        ParameterState.Load(reader.Section("predictor"), _predictor.Parameters);
        reader.Read("optimizer", _optimizer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (var (_, parameter) in _target.Parameters.Concat(_predictor.Parameters))
            parameter.Dispose();
    }

    private void Merge(TrajectoryBatch batch)
    {
        _distinct.Clear();
        if (_stateOfRow.Length < batch.RowCount)
            _stateOfRow = new int[2 * batch.RowCount];
        for (var row = 0; row < batch.RowCount; row++)
            _stateOfRow[row] = _distinct.FindOrAdd(batch.States[row]);
    }

    /// <summary>How often each distinct state is arrived at, and all of them together.</summary>
    private (float[] Counts, int Total) Arrivals(TrajectoryBatch batch)
    {
        var counts = new float[_distinct.Count];
        if (_endingsOnly)
        {
            for (var trajectory = 0; trajectory < batch.Count; trajectory++)
                counts[_stateOfRow[batch.Offsets[trajectory + 1] - 1]]++;
            return (counts, batch.Count);
        }

        var total = 0;
        for (var row = 0; row < batch.RowCount; row++)
        {
            var arrivals = (batch.BackwardActions[row] == TrajectoryBatch.None ? 0 : 1)
                + (batch.Actions[row] != TrajectoryBatch.None && batch.Actions[row] == batch.Environment.StopAction ? 1 : 0);
            counts[_stateOfRow[row]] += arrivals;
            total += arrivals;
        }

        return (counts, total);
    }

    /// <summary>The errors of the distinct states.</summary>
    private Tensor Errors()
    {
        var difference = _predictor.Forward(_distinct.States) - Target();
        var squares = difference * difference;
        // The tiny constant keeps the gradient of the root finite where a prediction is exact.
        return _error == DistillationError.MeanSquare ? squares.sum(1L) / (float)difference.shape[1] : (squares.sum(1L) + 1e-12f).sqrt();
    }

    private Tensor Target()
    {
        using var guard = torch.no_grad();
        return _target.Forward(_distinct.States);
    }

    private sealed class Network
    {
        private readonly SparseLayer _input;
        private readonly (Parameter Weight, Parameter Bias) _middle, _output;

        internal Network(DiscreteEnvironment environment, int hidden, int outputs, CounterRandom random, bool trained)
        {
            var bound = 1 / Math.Sqrt(hidden);
            _input = new SparseLayer(environment, hidden, random, 0, 1 / Math.Sqrt(environment.FeatureCount), trained);
            _middle = (RandomParameter.Uniform(random, 2, bound, trained, hidden, hidden), RandomParameter.Uniform(random, 3, bound, trained, hidden));
            _output = (RandomParameter.Uniform(random, 4, bound, trained, outputs, hidden), RandomParameter.Uniform(random, 5, bound, trained, outputs));
            Parameters =
            [
                .. _input.Parameters,
                ("middle.weight", _middle.Weight), ("middle.bias", _middle.Bias), ("output.weight", _output.Weight), ("output.bias", _output.Bias),
            ];
        }

        internal IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

        internal Tensor Forward(StateBatch states)
        {
            var values = _input.Forward(states).leaky_relu(0.01f);
            values = nn.functional.linear(values, _middle.Weight, _middle.Bias).leaky_relu(0.01f);
            return nn.functional.linear(values, _output.Weight, _output.Bias);
        }
    }
}
