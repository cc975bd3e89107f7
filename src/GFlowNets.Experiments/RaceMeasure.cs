using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>How a run of a race is measured.</summary>
/// <param name="Metric">Name of the metric in the run's records.</param>
/// <param name="Title">What it says, for tables and charts.</param>
/// <param name="HigherIsBetter">Whether larger values are better.</param>
/// <param name="OverTheRun">Whether it is averaged from the beginning to the limit, which rewards being early; else it is read at the limit.</param>
public sealed record RaceMeasure(string Metric, string Title, bool HigherIsBetter, bool OverTheRun)
{
    private static readonly RaceMeasure[] s_fit =
    [
        new("tv", "TV", HigherIsBetter: false, OverTheRun: false),
        new("elbo", "ELBO", HigherIsBetter: true, OverTheRun: false),
    ];

    private static readonly RaceMeasure[] s_discovery =
    [
        new("modesFoundShare", "share of modes found", HigherIsBetter: true, OverTheRun: true),
        new("modesFound", "modes found", HigherIsBetter: true, OverTheRun: true),
        new("bestMet", "log R of the best met", HigherIsBetter: true, OverTheRun: false),
    ];

    /// <summary>The measure of a comparison's runs for a goal.</summary>
    /// <param name="goal">The goal.</param>
    /// <param name="result">The comparison.</param>
    /// <exception cref="ArgumentException">The runs did not measure anything that tells.</exception>
    public static RaceMeasure Of(RaceGoal goal, ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var known = result.Runs.SelectMany(run => run.Records.TakeLast(1)).SelectMany(record => record.Metrics.Keys).ToHashSet();
        return (goal == RaceGoal.Fit ? s_fit : s_discovery).FirstOrDefault(measure => known.Contains(measure.Metric))
            ?? throw new ArgumentException($"these runs measured nothing that tells their {goal} (they have: {string.Join(", ", known)})", nameof(result));
    }

    /// <summary>The value of a run up to a place on an axis; a run that ended before it has its last.</summary>
    /// <param name="run">The run, with at least one record.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="limit">The place.</param>
    public double Value(ComparisonRun run, ComparisonAxis axis, double limit)
    {
        ArgumentNullException.ThrowIfNull(run);
        var points = run.Records.Select(record => (At: Place(record, axis), Value: record[Metric])).ToArray();
        var (sum, last) = (0.0, points[0]);
        foreach (var point in points.Skip(1))
        {
            var share = point.At <= limit || point.At == last.At ? 1 : Math.Max(0, (limit - last.At) / (point.At - last.At));
            var value = share == 1 ? point.Value : last.Value + share * (point.Value - last.Value);
            sum += share * (point.At - last.At) * (last.Value + value) / 2;
            last = (last.At + share * (point.At - last.At), value);
            if (share < 1)
                break;
        }

        // A run that ended early has what it ended with for the rest.
        return !OverTheRun ? last.Value : limit > 0 ? (sum + Math.Max(0, limit - last.At) * last.Value) / limit : last.Value;
    }

    /// <summary>A record's place on an axis.</summary>
    internal static double Place(RunRecord record, ComparisonAxis axis) => axis switch
    {
        ComparisonAxis.Iterations => record.Iteration,
        ComparisonAxis.RewardCalls => record.RewardCalls,
        _ => record.Seconds,
    };
}
