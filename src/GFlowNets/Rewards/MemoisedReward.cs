using GFlowNets.Environments;
using GFlowNets.Training;

namespace GFlowNets.Rewards;

/// <summary>
/// Remembers another reward's values by state, for rewards that are expensive to compute. Put it inside a
/// <see cref="CountedReward"/> to count requests, or around one to count evaluations.
/// </summary>
/// <param name="inner">The reward to remember.</param>
/// <param name="stateLength">Number of integers of a state.</param>
/// <param name="capacity">States to remember at most; later ones are evaluated every time.</param>
public sealed class MemoisedReward(Reward inner, int stateLength, int capacity = 1_000_000) : RewardDecorator(inner)
{
    private readonly StateTable _known = new(stateLength);
    private readonly List<double> _values = [];
    private readonly StateBatch _missing = new(stateLength);
    private readonly List<int> _missingRows = [];

    /// <summary>Number of states remembered.</summary>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state)
    {
        var found = _known.Find(state);
        if (found >= 0)
            return _values[found];
        var value = Inner.LogReward(state);
        Remember(state, value);
        return value;
    }

    /// <inheritdoc/>
    public override void LogRewards(StateBatch states, Span<double> logRewards)
    {
        ArgumentNullException.ThrowIfNull(states);
        _missing.Clear();
        _missingRows.Clear();
        for (var row = 0; row < states.Count; row++)
        {
            var found = _known.Find(states[row]);
            if (found >= 0)
            {
                logRewards[row] = _values[found];
                continue;
            }

            _missing.Add(states[row]);
            _missingRows.Add(row);
        }

        if (_missing.Count == 0)
            return;
        var fresh = new double[_missing.Count];
        Inner.LogRewards(_missing, fresh);
        for (var i = 0; i < fresh.Length; i++)
        {
            logRewards[_missingRows[i]] = fresh[i];
            Remember(_missing[i], fresh[i]);
        }
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Write("states", _known.States.Values);
        writer.Write("values", _values.ToArray());
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        base.Load(reader);
        var states = reader.ReadInts("states");
        _known.Clear();
        for (var start = 0; start < states.Length; start += _known.States.StateLength)
            _known.FindOrAdd(states.AsSpan(start, _known.States.StateLength));
        _values.Clear();
        _values.AddRange(reader.ReadDoubles("values"));
    }

    private void Remember(ReadOnlySpan<int> state, double value)
    {
        // A state may stand twice in one batch: only its first value is kept, and it is the same anyway.
        if (_values.Count < capacity && _known.FindOrAdd(state) == _values.Count)
            _values.Add(value);
    }
}
