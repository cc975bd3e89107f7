using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// The values of a network's layers for every state evaluated while it is open, so that a training pass over the same states with the
/// same parameters need not compute them again. Close it before the parameters change.
/// </summary>
internal sealed class KeptActivations(int stateLength) : IDisposable
{
    private readonly StateTable _states = new(stateLength);
    private readonly List<int> _rowOfState = [];
    private readonly List<List<Tensor>> _pieces = [];
    private int _rows;

    /// <summary>Whether values are being kept.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>The states whose values are kept.</summary>
    internal StateTable States => _states;

    /// <summary>Keeps the values of a batch of states, which then outlive the dispose scope that they were made in.</summary>
    internal void Add(StateBatch states, List<Tensor> values)
    {
        for (var row = 0; row < states.Count; row++)
        {
            // A state that comes again has the same values: the first ones stay.
            if (_states.FindOrAdd(states[row]) == _rowOfState.Count)
                _rowOfState.Add(_rows + row);
        }

        _rows += states.Count;
        foreach (var value in values)
            value.DetachFromDisposeScope();
        _pieces.Add(values);
    }

    /// <summary>The values of all kept states, in the order of <see cref="States"/>.</summary>
    internal List<Tensor> Values()
    {
        var index = _rows == _states.Count ? null : torch.tensor(_rowOfState.ConvertAll(row => (long)row));
        var values = new List<Tensor>();
        for (var layer = 0; layer < _pieces[0].Count; layer++)
        {
            var all = torch.cat(_pieces.ConvertAll(piece => piece[layer]), 0);
            values.Add(index is null ? all : all.index_select(0, index));
        }

        return values;
    }

    /// <summary>Begins to keep values, with none.</summary>
    internal KeptActivations Open()
    {
        Dispose();
        IsOpen = true;
        return this;
    }

    /// <summary>Forgets everything and keeps nothing more.</summary>
    public void Dispose()
    {
        foreach (var value in _pieces.SelectMany(piece => piece))
            value.Dispose();
        _pieces.Clear();
        _rowOfState.Clear();
        _states.Clear();
        _rows = 0;
        IsOpen = false;
    }
}
