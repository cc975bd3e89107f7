using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Policies;

/// <summary>
/// Reads an action as the string of its atomic actions: u(a) = Linear(LayerNorm(the last output of a gated recurrent unit over the atoms' vectors)),
/// as in the paper's released code (two layers of 128; Boussif et al. 2025). A new chunk begins with a vector that follows from what it is made of. A string that
/// is the beginning of another costs nothing: its vector is read on the way.
/// </summary>
public sealed class RecurrentEmbeddings : ActionEncoder
{
    // The recurrent unit draws its first weights from the tensor library's global generator before ours replace them.
    private static readonly Lock Construction = new();

    private readonly int _units;
    private readonly int _layers;
    private readonly Parameter _atoms;
    private readonly GRU _recurrent;
    private readonly LayerNorm _norm;
    private readonly Linear _output;
    private long[] _tokens = [];
    private long[] _ends = [];
    private int _steps;
    private long _stamp;

    /// <summary>A recurrent encoder.</summary>
    /// <param name="library">The actions.</param>
    /// <param name="size">Length of an action's vector.</param>
    /// <param name="units">Length of an atom's vector and of the recurrent unit's state.</param>
    /// <param name="layers">Layers of the recurrent unit.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public RecurrentEmbeddings(ActionLibrary library, int size = 128, int units = 128, int layers = 2, ulong seed = 0)
        : base(library, size)
    {
        if (units < 1)
            throw new ArgumentOutOfRangeException(nameof(units), $"units must be at least 1 (got {units})");
        if (layers < 1)
            throw new ArgumentOutOfRangeException(nameof(layers), $"layers must be at least 1 (got {layers})");
        (_units, _layers) = (units, layers);
        var (random, bound, row) = (new CounterRandom(seed, RandomPurpose.ActionEmbeddings), 1 / Math.Sqrt(units), 0);
        _atoms = RandomParameter.Constant(0, library.AtomCount, units);
        lock (Construction)
            _recurrent = nn.GRU(units, units, layers);
        _norm = nn.LayerNorm(units);
        _output = nn.Linear(RandomParameter.Constant(0, size, units), RandomParameter.Constant(0, size));
        Parameters =
        [
            ("atoms", _atoms),
            .. _recurrent.named_parameters().Select(p => ($"recurrent.{p.name}", p.parameter)),
            .. _norm.named_parameters().Select(p => ($"norm.{p.name}", p.parameter)),
            .. _output.named_parameters().Select(p => ($"output.{p.name}", p.parameter)),
        ];
        Draw(_atoms, i => random.Normal(0, i));
        foreach (var parameter in _recurrent.parameters().Concat(_output.parameters()))
        {
            row++;
            Draw(parameter, i => bound * ((2 * random.Uniform(row, i)) - 1));
        }
    }

    /// <inheritdoc/>
    public override string Name => "recurrent embeddings";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Encode()
    {
        if (_stamp != Library.Stamp)
            ReadStrings();
        var vectors = _atoms.index_select(0, torch.tensor(_tokens)).reshape(_steps, -1, _units);
        var (outputs, _) = _recurrent.call(vectors);
        return _output.call(_norm.call(outputs.reshape(-1, _units).index_select(0, torch.tensor(_ends))));
    }

    /// <inheritdoc/>
    public override ActionEncoder Copy()
    {
        var copy = new RecurrentEmbeddings(Library, Size, _units, _layers);
        ParameterState.Copy(Parameters, copy.Parameters);
        return copy;
    }

    /// <summary>Lays the strings that begin no other side by side, step by step, and notes where each action's string ends.</summary>
    private void ReadStrings()
    {
        // A string sorts right before those that it begins, so that the next one tells whether there are any.
        var order = Enumerable.Range(0, Library.Count).ToArray();
        Array.Sort(order, (a, b) => Library[a].SequenceCompareTo(Library[b]));
        var (read, column) = (new List<int>(), new int[order.Length]);
        for (var place = order.Length - 1; place >= 0; place--)
        {
            if (place == order.Length - 1 || !Library[order[place + 1]].StartsWith(Library[order[place]]))
                read.Add(order[place]);
            column[order[place]] = read.Count - 1;
        }

        _steps = read.Max(action => Library[action].Length);
        _tokens = new long[_steps * read.Count];
        for (var i = 0; i < read.Count; i++)
        {
            var atoms = Library[read[i]];
            for (var step = 0; step < atoms.Length; step++)
                _tokens[(step * read.Count) + i] = atoms[step];
        }

        _ends = new long[order.Length];
        for (var action = 0; action < _ends.Length; action++)
            _ends[action] = ((Library[action].Length - 1) * read.Count) + column[action];
        _stamp = Library.Stamp;
    }

    private static void Draw(Parameter parameter, Func<int, double> value)
    {
        using var guard = torch.no_grad();
        var values = new float[parameter.numel()];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)value(i);
        using var initial = torch.tensor(values, parameter.shape);
        parameter.copy_(initial);
    }
}
