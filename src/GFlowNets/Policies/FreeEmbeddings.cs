using GFlowNets.Environments;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Policies;

/// <summary>
/// A free vector for each action, drawn from N(0, 1) as a function of (seed, the action's identity) when the action first appears. The table has a
/// row for each action that the library can ever hold, so that an optimiser's state keeps its shape; an action keeps its row as long as it is in
/// the library, whatever its number. Rows are given out in turn, and only when all have been used are rows of removed actions used again. Such a
/// row is drawn anew while Adam's moments for it are still those of the action before: with the usual decay of 0.9 they move an element by at
/// most ten learning rates in all, a hundredth at 10⁻³, and are forgotten from there.
/// </summary>
public sealed class FreeEmbeddings : ActionEncoder
{
    private const long Free = -1;

    private readonly Parameter _table;
    private readonly ulong _seed;

    // The identity of the action that each row in use so far belongs to.
    private List<long> _owners = [];
    private long[] _rows = [];
    private long _stamp;

    /// <summary>Vectors for a library's actions.</summary>
    /// <param name="library">The actions.</param>
    /// <param name="size">Length of a vector.</param>
    /// <param name="seed">Seed of the vectors' first values.</param>
    public FreeEmbeddings(ActionLibrary library, int size = 64, ulong seed = 0)
        : base(library, size)
    {
        _seed = seed;
        _table = RandomParameter.Constant(0, library.Capacity, size);
        Parameters = [("table", _table)];
    }

    /// <inheritdoc/>
    public override string Name => "free embeddings";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Encode()
    {
        if (_stamp != Library.Stamp)
            GiveRows();
        return _table.index_select(0, torch.tensor(_rows));
    }

    /// <inheritdoc/>
    public override ActionEncoder Copy()
    {
        var copy = new FreeEmbeddings(Library, Size, _seed) { _owners = [.. _owners] };
        ParameterState.Copy(Parameters, copy.Parameters);
        return copy;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        base.Save(writer);
        writer.Write("seed", (long)_seed);
        writer.Write("owners", (ReadOnlySpan<long>)_owners.ToArray());
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if ((ulong)reader.ReadLong("seed") is var seed && seed != _seed)
            throw new InvalidDataException($"the checkpoint's embeddings have seed {seed} (these have {_seed}): set them alike or begin a new run");
        var owners = reader.ReadLongs("owners");
        base.Load(reader);
        (_owners, _stamp) = ([.. owners], 0);
    }

    /// <summary>Frees the rows of actions that are gone and gives new actions rows of their own.</summary>
    private void GiveRows()
    {
        var rows = new Dictionary<long, int>();
        for (var action = 0; action < Library.Count; action++)
            rows.Add(Library.Identity(action), -1);
        for (var row = 0; row < _owners.Count; row++)
        {
            if (rows.ContainsKey(_owners[row]))
                rows[_owners[row]] = row;
            else
                _owners[row] = Free;
        }

        using var guard = torch.no_grad();
        _rows = new long[Library.Count];
        for (var action = 0; action < _rows.Length; action++)
        {
            var identity = Library.Identity(action);
            _rows[action] = rows[identity] >= 0 ? rows[identity] : GiveRow(identity);
        }

        _stamp = Library.Stamp;
    }

    private int GiveRow(long identity)
    {
        var row = _owners.Count < Library.Capacity ? _owners.Count : _owners.IndexOf(Free);
        if (row == _owners.Count)
            _owners.Add(identity);
        _owners[row] = identity;
        var (random, values) = (new CounterRandom(_seed, RandomPurpose.ActionEmbeddings, identity), new float[Size]);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.Normal(0, i);
        using var initial = torch.tensor(values, [1, Size]);
        using var place = _table.narrow(0, row, 1);
        place.copy_(initial);
        return row;
    }
}
