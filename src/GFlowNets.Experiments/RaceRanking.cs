using GFlowNets.Evaluation;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// Ranks methods on one problem or several, by the means over seeds, at equal reward calls or in equal time: as many calls as every run reached, or as long as the
/// fastest method needed for them on average. Intervals are of ranks in 2000 bootstrap resamplings of each method's seeds on each problem (Efron 1979);
/// they say what other seeds might have done, and nothing of other problems, which are what they are.
/// </summary>
public sealed class RaceRanking
{
    private const int Resamplings = 2000;

    private RaceRanking(RaceGoal goal, ComparisonAxis axis, IReadOnlyList<string> problems, IReadOnlyDictionary<string, (RaceMeasure, double)> measures, IReadOnlyList<RaceStanding> standings) =>
        (Goal, Axis, Problems, Measures, Standings) = (goal, axis, problems, measures, standings);

    /// <summary>What it ranks by.</summary>
    public RaceGoal Goal { get; }

    /// <summary>What all have as much of.</summary>
    public ComparisonAxis Axis { get; }

    /// <summary>The problems, in order.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>How each problem is measured, and how much of the axis all get.</summary>
    public IReadOnlyDictionary<string, (RaceMeasure Measure, double Limit)> Measures { get; }

    /// <summary>The methods, best first.</summary>
    public IReadOnlyList<RaceStanding> Standings { get; }

    /// <summary>The ranking of a recorded race.</summary>
    /// <param name="recorded">The race.</param>
    /// <param name="goal">What to rank by.</param>
    /// <param name="axis">What all get as much of.</param>
    public static RaceRanking Of(RecordedExperiment recorded, RaceGoal goal = RaceGoal.Fit, ComparisonAxis axis = ComparisonAxis.RewardCalls)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return Of([.. recorded.Problems.Select(problem => (problem, recorded.Of(problem)))], goal, axis);
    }

    /// <summary>The ranking of a race on several problems.</summary>
    /// <param name="results">The problems with their runs; at least one, all runs finished.</param>
    /// <param name="goal">What to rank by.</param>
    /// <param name="axis">What all get as much of.</param>
    public static RaceRanking Of(IReadOnlyList<(string Problem, ComparisonResult Result)> results, RaceGoal goal = RaceGoal.Fit, ComparisonAxis axis = ComparisonAxis.RewardCalls)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0)
            throw new ArgumentException("a ranking needs at least one problem", nameof(results));
        var measures = results.ToDictionary(result => result.Problem, result => (RaceMeasure.Of(goal, result.Result), Limit(result.Result, axis)));
        string[] methods = [.. results.SelectMany(result => result.Result.Methods).Distinct()];
        var values = results.Select(result =>
        {
            var (measure, limit) = measures[result.Problem];
            return methods.Select(method => result.Result.Methods.Contains(method)
                ? result.Result.Of(method).Select(run => measure.Value(run, axis, limit)).ToArray()
                : null).ToArray();
        }).ToArray();
        var higher = results.Select(result => measures[result.Problem].Item1.HigherIsBetter).ToArray();
        var ranks = Ranks(values, higher, column => column.Average());
        var resampled = Resample(values, higher);
        var standings = methods.Select((method, m) => new RaceStanding(
            method,
            Interval(Mean(ranks, m), [.. resampled.Select(sample => Mean(sample, m))]),
            [
                .. from p in Enumerable.Range(0, results.Count)
                   where values[p][m] is not null
                   select new RacePlace(results[p].Problem, values[p][m]!, MeanInterval.Of(values[p][m]!), Interval(ranks[p][m], [.. resampled.Select(sample => sample[p][m])])),
            ]));
        return new RaceRanking(goal, axis, [.. results.Select(result => result.Problem)], measures, [.. standings.OrderBy(standing => standing.Rank.Value)]);
    }

    /// <summary>How much of an axis all runs have: the reward calls of the shortest, or the mean seconds of the fastest method.</summary>
    private static double Limit(ComparisonResult result, ComparisonAxis axis) => axis == ComparisonAxis.Seconds
        ? result.Methods.Min(method => result.Of(method).Average(run => run.Records[^1].Seconds))
        : result.Runs.Min(run => RaceMeasure.Place(run.Records[^1], axis));

    /// <summary>Ranks by problem and method; NaN where a method did not run.</summary>
    private static double[][] Ranks(double[]?[][] values, bool[] higher, Func<double[], double> mean) =>
    [
        .. values.Select((columns, problem) =>
        {
            // What is no number is worse than anything else.
            var means = columns.Select(column => column is null ? double.NaN : Worst(higher[problem] ? -mean(column) : mean(column))).ToArray();
            int[] ran = [.. Enumerable.Range(0, columns.Length).Where(m => columns[m] is not null)];
            var ranks = Correlation.AverageRanks([.. ran.Select(m => means[m])]);
            var all = Enumerable.Repeat(double.NaN, columns.Length).ToArray();
            for (var i = 0; i < ran.Length; i++)
                all[ran[i]] = ranks[i];
            return all;
        }),
    ];

    private static double Worst(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;

    private static double[][][] Resample(double[]?[][] values, bool[] higher)
    {
        var random = new CounterRandom(0, RandomPurpose.Evaluation);
        var samples = new double[Resamplings][][];
        for (var sample = 0; sample < Resamplings; sample++)
        {
            var (drawn, draw) = (random.At(sample), 0);
            samples[sample] = Ranks(values, higher, column =>
            {
                var sum = 0.0;
                for (var i = 0; i < column.Length; i++)
                    sum += column[drawn.Integer(column.Length, 0, draw++)];
                return sum / column.Length;
            });
        }

        return samples;
    }

    private static double Mean(double[][] ranks, int method) => ranks.Select(problem => problem[method]).Where(rank => !double.IsNaN(rank)).Average();

    private static RaceRank Interval(double rank, double[] resampled)
    {
        Array.Sort(resampled);
        return new RaceRank(rank, resampled[(int)(0.025 * resampled.Length)], resampled[(int)Math.Ceiling(0.975 * resampled.Length) - 1]);
    }
}
