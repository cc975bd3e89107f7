using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// The values of a network's layers for every state that a rollout visits while it is open, so that a training pass over the same states
/// with the same parameters need not compute them again. Close it before the parameters change. Memory is reused from one opening to the next.
/// </summary>
/// <param name="policy">The network's policy.</param>
/// <param name="widths">Values that each layer has of a state: the first layer, each hidden one, the output.</param>
internal sealed class KeptActivations(Policy policy, IReadOnlyList<int> widths) : IDisposable
{
    /// <summary>States that a step must have to be worth a second thread.</summary>
    private const int WorthThreads = 64;

    private readonly List<Tensor> _buffers = [];
    private int[] _parents = new int[32];
    private float[] _sums = [];
    private int _rows;

    /// <summary>Whether values are being kept.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>The states whose values are kept, in the order of the values.</summary>
    internal ScoredStates Scores { get; } = ScoredStates.Of(policy);

    /// <summary>Their features.</summary>
    internal FeatureWriter Features { get; } = new(policy.Environment.FeatureCount);

    /// <summary>For each state, the one before whose features it changed, or −1 where its features are whole.</summary>
    internal ReadOnlyMemory<int> Parents => _parents.AsMemory(0, Features.StateCount);

    /// <summary>
    /// Computes and keeps the values of the states that come next, without gradients. Each thread takes some of the states through all
    /// layers, so that what it has computed is in its own caches when it goes on with it.
    /// </summary>
    /// <param name="states">The states.</param>
    /// <param name="table">Weights of the first layer, a row a feature.</param>
    /// <param name="bias">Bias of the first layer.</param>
    /// <param name="layers">The other layers.</param>
    /// <param name="read">Given the values of the last layer of some states and the number of the first of them; may be null.</param>
    internal void Add(StateBatch states, Tensor table, Tensor bias, IReadOnlyList<nn.Module<Tensor, Tensor>> layers, Action<Tensor, int>? read = null)
    {
        var (before, count) = (_rows, states.Count);
        WriteFeatures(states);
        HeadReading.Grow(ref _sums, (before + count) * widths[0], keep: before * widths[0]);
        for (var layer = 0; layer < widths.Count; layer++)
            Grow(layer, before + count);
        RowBlocks.Run(count, WorthThreads, (from, to) =>
        {
            using var guard = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            var (first, rows) = (before + from, to - from);
            var input = _buffers[0].narrow(0, first, rows);
            SparseInput.Forward(Features, Parents.Span, first, (0, rows), Perceptron.Memory(table), Perceptron.Memory(bias), _sums, Perceptron.Memory(input));
            var values = Perceptron.Values(input, layers);
            for (var layer = 1; layer < values.Count; layer++)
                Perceptron.Memory(values[layer]).CopyTo(Perceptron.Memory(_buffers[layer])[(first * widths[layer])..]);
            read?.Invoke(values[^1], first);
        }, RowBlocks.ProductRows);
        _rows += count;
    }

    /// <summary>The last layer's values of the kept states from one on.</summary>
    internal Tensor Last(int first) => _buffers[^1].narrow(0, first, _rows - first);

    /// <summary>The values of all kept states.</summary>
    internal List<Tensor> Values() => _buffers.ConvertAll(buffer => buffer.narrow(0, 0, _rows));

    /// <summary>Begins to keep values, with none.</summary>
    internal KeptActivations Open()
    {
        _rows = 0;
        Features.Clear();
        Scores.Clear();
        IsOpen = true;
        return this;
    }

    /// <summary>Keeps nothing more.</summary>
    public void Dispose() => IsOpen = false;

    /// <summary>Frees the memory.</summary>
    internal void Free()
    {
        IsOpen = false;
        _buffers.ForEach(buffer => buffer.Dispose());
        _buffers.Clear();
    }

    /// <summary>A state reached by a step is written as what the step changed, where the environment tells.</summary>
    private void WriteFeatures(StateBatch states)
    {
        var environment = policy.Environment;
        for (var row = 0; row < states.Count; row++)
        {
            var number = Features.StateCount;
            var (parent, action) = Scores.Link(number);
            if (number == _parents.Length)
                Array.Resize(ref _parents, 2 * number);
            Features.Begin();
            _parents[number] = parent >= 0 && environment.WriteFeatureChange(Scores.States[parent], action, Features) ? parent : -1;
            if (_parents[number] < 0)
                environment.WriteFeatures(states[row], Features);
        }
    }

    private void Grow(int layer, long rows)
    {
        var old = layer < _buffers.Count ? _buffers[layer] : null;
        if (old?.shape[0] >= rows)
            return;
        using var guard = torch.no_grad();
        var larger = torch.empty(Math.Max(rows, 2 * (old?.shape[0] ?? 32)), widths[layer]);
        larger.DetachFromDisposeScope();
        if (old is null)
        {
            _buffers.Add(larger);
            return;
        }

        if (_rows > 0)
            larger.narrow(0, 0, _rows).copy_(old.narrow(0, 0, _rows));
        old.Dispose();
        _buffers[layer] = larger;
    }
}
