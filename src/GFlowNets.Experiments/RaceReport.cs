using System.Globalization;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>What a race on one problem came to, as a text: all methods in order, and a recommendation with its evidence.</summary>
public sealed class RaceReport
{
    private readonly string _problem;
    private readonly ComparisonResult _result;
    private readonly RaceRanking _byCalls;
    private readonly RaceRanking _byTime;
    private readonly RaceRanking _discovery;

    /// <summary>The report of a finished race.</summary>
    /// <param name="problem">The problem's name.</param>
    /// <param name="result">Its runs.</param>
    public RaceReport(string problem, ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(result);
        (_problem, _result) = (problem, result);
        (string, ComparisonResult)[] one = [(problem, result)];
        _byCalls = RaceRanking.Of(one);
        _byTime = RaceRanking.Of(one, axis: ComparisonAxis.Seconds);
        _discovery = RaceRanking.Of(one, RaceGoal.Discovery);
    }

    /// <summary>The method with the best mean fit at equal reward calls.</summary>
    public string Recommended => _byCalls.Standings[0].Method;

    /// <summary>The methods whose fit at equal reward calls is not told apart from the best one's: the 95 % interval of the mean difference, seed by seed, holds zero.</summary>
    public IReadOnlyList<string> Alike => [.. _byCalls.Standings.Skip(1).Where(other => !IsToldApart(other.Places[0])).Select(other => other.Method)];

    /// <summary>Writes the ranking and the recommendation.</summary>
    public void Write(TextWriter say)
    {
        ArgumentNullException.ThrowIfNull(say);
        WriteTable(say);
        say.WriteLine();
        foreach (var sentence in Sentences())
            say.WriteLine(sentence);
    }

    private void WriteTable(TextWriter say)
    {
        var (measure, limit) = _byCalls.Measures[_problem];
        var (found, _) = _discovery.Measures[_problem];
        string[] heads = ["rank [95 %]", "method", $"{measure.Title} after {Number(limit)} calls", "in equal time", found.Title, "seconds"];
        List<string[]> rows = [heads];
        foreach (var standing in _byCalls.Standings)
        {
            rows.Add(
            [
                $"{standing.Rank}",
                standing.Method,
                $"{standing.Places[0].Mean}",
                $"{Place(_byTime, standing.Method)}",
                string.Create(CultureInfo.InvariantCulture, $"{Of(_discovery, standing.Method).Places[0].Mean.Mean:G3}"),
                string.Create(CultureInfo.InvariantCulture, $"{Seconds(standing.Method):F1}"),
            ]);
        }

        var widths = Enumerable.Range(0, heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        say.WriteLine();
        foreach (var row in rows)
            say.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        say.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in equal time: the rank after {_byTime.Measures[_problem].Limit:F1} s, which the fastest method needs; {found.Title}: {(found.OverTheRun ? "averaged over the run, so that sooner is more" : "at the end")}"));
    }

    private IEnumerable<string> Sentences()
    {
        var best = _byCalls.Standings[0];
        var (measure, limit) = _byCalls.Measures[_problem];
        yield return $"Recommendation: {best.Method}.";
        yield return $"Its {measure.Title} after {Number(limit)} reward calls is {best.Places[0].Mean}, the {(measure.HigherIsBetter ? "highest" : "lowest")} of {_byCalls.Standings.Count} methods.";
        if (best.Method != "TB" && _byCalls.Standings.FirstOrDefault(standing => standing.Method == "TB") is { } plain)
            yield return $"Plain TB has {plain.Places[0].Mean}; {best.Method} is better on {Better(best.Places[0], plain.Places[0], measure.HigherIsBetter)} of {best.Places[0].Values.Count} seeds.";
        if (best.Places[0].Values.Count == 1)
        {
            yield return "One seed tells no method from another: run it with more.";
        }
        else
        {
            yield return Alike.Count == 0
                ? "Every other method is told apart from it: the 95 % interval of the difference, seed by seed, excludes zero for each (nothing is corrected for the number of methods)."
                : $"Not told apart from it with {best.Places[0].Values.Count} seeds: {string.Join(", ", Alike)}.";
            if (Alike.Append(best.Method).MinBy(Seconds) is { } fastest && fastest != best.Method)
                yield return string.Create(CultureInfo.InvariantCulture, $"Of these {fastest} takes the least time, {Seconds(fastest):F1} s a run against {Seconds(best.Method):F1} s.");
        }

        var first = _byTime.Standings[0].Method;
        yield return first == best.Method
            ? $"In equal time, {Time}, it is the best too."
            : $"In equal time, {Time}, {first} is ahead with {_byTime.Standings[0].Places[0].Mean}; {best.Method} has {Of(_byTime, best.Method).Places[0].Mean}, rank {Place(_byTime, best.Method)}.";
        var discoverer = _discovery.Standings[0];
        yield return discoverer.Method == best.Method
            ? $"It also finds most soonest: {_discovery.Measures[_problem].Measure.Title} {discoverer.Places[0].Mean}."
            : $"Most is found soonest by {discoverer.Method}: {_discovery.Measures[_problem].Measure.Title} {discoverer.Places[0].Mean}, against {Of(_discovery, best.Method).Places[0].Mean} for {best.Method}.";
        yield return "All methods ran with one setting each, the same for every problem; a method that is tuned may do better than it did here.";
    }

    private string Time => string.Create(CultureInfo.InvariantCulture, $"{_byTime.Measures[_problem].Limit:F1} s");

    private double Seconds(string method) => _result.Of(method).Average(run => run.Records[^1].Seconds);

    private bool IsToldApart(RacePlace other)
    {
        var (a, b) = (_byCalls.Standings[0].Places[0].Values, other.Values);
        if (a.Count < 2 || a.Concat(b).Any(value => !double.IsFinite(value)))
            return a.Count >= 2 && a.All(double.IsFinite);
        var difference = PairedTest.Of(a, b).Difference;
        return difference.Lower > 0 || difference.Upper < 0;
    }

    private static int Better(RacePlace a, RacePlace b, bool higher) => a.Values.Zip(b.Values).Count(pair => higher ? pair.First > pair.Second : pair.First < pair.Second);

    private static RaceStanding Of(RaceRanking ranking, string method) => ranking.Standings.First(standing => standing.Method == method);

    private static string Place(RaceRanking ranking, string method) => Of(ranking, method).Rank.Value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
