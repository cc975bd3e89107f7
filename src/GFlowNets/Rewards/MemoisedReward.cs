using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Remembers another reward's values by state, for rewards that are expensive to compute. Put it inside a
/// <see cref="CountedReward"/> to count requests, or around one to count evaluations.
/// </summary>
/// <param name="inner">The reward to remember.</param>
/// <param name="stateLength">Number of integers of a state.</param>
/// <param name="capacity">States to remember at most; later ones are evaluated every time.</param>
public sealed class MemoisedReward(Reward inner, int stateLength, int capacity = 1_000_000) : Reward
{
    private readonly Reward _inner = inner ?? throw new ArgumentNullException(nameof(inner));
    private readonly StateTable _known = new(stateLength);
    private readonly List<double> _values = [];
    private readonly StateBatch _missing = new(stateLength);
    private readonly List<int> _missingRows = [];

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <summary>Number of states remembered.</summary>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state)
    {
        var found = _known.Find(state);
        if (found >= 0)
            return _values[found];
        var value = _inner.LogReward(state);
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
        _inner.LogRewards(_missing, fresh);
        for (var i = 0; i < fresh.Length; i++)
        {
            logRewards[_missingRows[i]] = fresh[i];
            Remember(_missing[i], fresh[i]);
        }
    }

    private void Remember(ReadOnlySpan<int> state, double value)
    {
        // A state may stand twice in one batch: only its first value is kept, and it is the same anyway.
        if (_values.Count < capacity && _known.FindOrAdd(state) == _values.Count)
            _values.Add(value);
    }
}
