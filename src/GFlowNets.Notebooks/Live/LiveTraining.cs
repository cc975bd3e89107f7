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
        // The first record precedes training, so its loss is not known yet; nor need every metric be finite.
        var curves = metrics.Select(metric => (Name: metric, Records: trainer.Log.Where(r => double.IsFinite(Value(r, metric))).ToList())).ToList();
        var chart = Chart.Combine(curves.Select(curve =>
            Chart.Line(curve.Records.Select(r => r.Iteration), curve.Records.Select(r => Value(r, curve.Name))).Named(curve.Name)));
        if (curves.All(curve => curve.Records.Count > 0 && curve.Records.All(record => Value(record, curve.Name) > 0)))
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
