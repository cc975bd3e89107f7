using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// "bestMet": the mean log R of the best distinct terminating states that were trained on, at most 100; what was discovered where nobody knows the modes.
/// Missing before the first batch.
/// </summary>
internal sealed class BestMet : IBatchObserver
{
    private const int Most = 100;
    private readonly SortedSet<(double LogReward, string State)> _best = [];

    /// <inheritdoc/>
    public void Observe(TrajectoryBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (_best.Count == Most && !(batch.LogRewards[i] > _best.Min.LogReward))
                continue;
            _best.Add((batch.LogRewards[i], string.Join(',', batch.Terminating(i).ToArray())));
            if (_best.Count > Most)
                _best.Remove(_best.Min);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer) => [("bestMet", _best.Count == 0 ? double.NegativeInfinity : _best.Average(entry => entry.LogReward))];

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        writer.Write("logRewards", _best.Select(entry => entry.LogReward).ToArray());
        writer.Write("states", string.Join(';', _best.Select(entry => entry.State)));
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        var (logRewards, states) = (reader.ReadDoubles("logRewards"), reader.ReadString("states").Split(';'));
        _best.Clear();
        for (var i = 0; i < logRewards.Length; i++)
            _best.Add((logRewards[i], states[i]));
    }
}
