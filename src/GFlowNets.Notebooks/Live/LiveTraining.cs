using GFlowNets.Training;

namespace GFlowNets.Notebooks;

/// <summary>Shows a training run while it goes on, in place.</summary>
public static class LiveTraining
{
    /// <summary>
    /// Runs a trainer to its end and shows a curve of each named metric as it grows. A metric named "loss" or "logZ" is the record's own.
    /// The axis is logarithmic where all values allow it.
    /// </summary>
    /// <param name="trainer">The run.</param>
    /// <param name="metrics">What to show, one curve each.</param>
    /// <returns>The trainer, when it has finished or <see cref="StopSignal"/> was raised.</returns>
    /// <exception cref="ArgumentException">No metric is named.</exception>
    public static Trainer RunLive(this Trainer trainer, params IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (metrics.Count == 0)
            throw new ArgumentException("name at least one metric to show, such as \"tv\"", nameof(metrics));
        using var live = new LiveDisplay(() => Draw(trainer, metrics));
        return trainer.Run(_ => live.Update());
    }

    private static Chart Draw(Trainer trainer, IReadOnlyList<string> metrics)
    {
        // The first record precedes training: its loss is not known yet.
        var records = trainer.Log.Where(record => metrics.All(metric => double.IsFinite(Value(record, metric)))).ToList();
        var chart = Chart.Combine(metrics.Select(metric =>
            Chart.Line(records.Select(r => r.Iteration), records.Select(r => Value(r, metric))).Named(metric)));
        if (records.Count > 0 && metrics.All(metric => records.All(record => Value(record, metric) > 0)))
            chart = chart.LogY();
        var progress = $"{trainer.Iteration:N0} of {trainer.Settings.Iterations:N0} iterations";
        return chart.Title($"{trainer.Objective.Name} on {trainer.Policy.Environment.Name}: {progress}").XAxis("iteration").Size(680, 360);
    }

    private static double Value(RunRecord record, string metric) => metric switch
    {
        "loss" => record.Loss,
        "logZ" => record.LogPartition,
        _ => record[metric],
    };
}
