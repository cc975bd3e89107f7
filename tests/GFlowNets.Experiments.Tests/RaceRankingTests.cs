using GFlowNets.Training;

namespace GFlowNets.Experiments.Tests;

public class RaceRankingTests
{
    // A run with three records whose TV and share of modes found fall and rise in straight lines.
    private static ComparisonRun Run(string method, ulong seed, double tv, double found = 0.5, double seconds = 2, long calls = 100) => new(method, seed, "", true,
    [
        Record(0, 0, 1, 0),
        Record(calls / 2, seconds / 2, (1 + tv) / 2, found / 2),
        Record(calls, seconds, tv, found),
    ]);

    private static RunRecord Record(long calls, double seconds, double tv, double found) =>
        new(calls, calls, seconds, 0, 0, new Dictionary<string, double> { ["tv"] = tv, ["modesFoundShare"] = found });

    private static (string, ComparisonResult) Problem(string name, params ComparisonRun[] runs) => (name, new ComparisonResult(runs));

    [Fact]
    public void Fit_is_read_at_the_limit_and_discovery_averaged_up_to_it()
    {
        var run = Run("a", 0, tv: 0.2, found: 0.8, seconds: 4);
        RaceMeasure Measure(RaceGoal goal) => RaceMeasure.Of(goal, new ComparisonResult([run]));
        Assert.Equal(0.2, Measure(RaceGoal.Fit).Value(run, ComparisonAxis.RewardCalls, 100), 1e-12);
        Assert.Equal(0.8, Measure(RaceGoal.Fit).Value(run, ComparisonAxis.RewardCalls, 25), 1e-12);
        Assert.Equal(0.6, Measure(RaceGoal.Fit).Value(run, ComparisonAxis.Seconds, 2), 1e-12);
        Assert.Equal(0.4, Measure(RaceGoal.Discovery).Value(run, ComparisonAxis.RewardCalls, 100), 1e-12);
        Assert.Equal(0.1, Measure(RaceGoal.Discovery).Value(run, ComparisonAxis.RewardCalls, 25), 1e-12);
        // For the second half of the longer time it stays with what it had.
        Assert.Equal(0.6, Measure(RaceGoal.Discovery).Value(run, ComparisonAxis.RewardCalls, 200), 1e-12);
        Assert.Equal(0.2, Measure(RaceGoal.Fit).Value(run, ComparisonAxis.RewardCalls, 200), 1e-12);
    }

    [Fact]
    public void Methods_are_ranked_by_their_means_with_ties_averaged_and_over_the_problems_they_ran_on()
    {
        var ranking = RaceRanking.Of(
        [
            Problem("p", Run("a", 0, 0.1), Run("a", 1, 0.3), Run("b", 0, 0.2), Run("b", 1, 0.2), Run("c", 0, 0.1), Run("c", 1, 0.1)),
            Problem("q", Run("a", 0, 0.5), Run("a", 1, 0.5), Run("b", 0, 0.9), Run("b", 1, 0.9)),
        ]);
        Assert.Equal(["c", "a", "b"], ranking.Standings.Select(standing => standing.Method));
        Assert.Equal([1, (2.5 + 1) / 2, (2.5 + 2) / 2], ranking.Standings.Select(standing => standing.Rank.Value));
        Assert.Null(ranking.Standings[0].On("q"));
        var a = ranking.Standings[1];
        // Resamplings of 0.1 and 0.3 have means 0.1, 0.2 and 0.3: before b, beside it or behind it; on q nothing can change.
        Assert.Equal((1.5, 3.0), (a.On("p")!.Rank.Lower, a.On("p")!.Rank.Upper));
        Assert.Equal(new RaceRank(1, 1, 1), a.On("q")!.Rank);
        Assert.Equal(0.2, a.On("p")!.Mean.Mean, 1e-12);
        Assert.Equal("1.8 [1.3, 2]", $"{a.Rank}");
    }

    [Fact]
    public void In_equal_time_all_have_as_long_as_the_fastest_method_needs()
    {
        (string, ComparisonResult)[] one = [Problem("p", Run("slow", 0, tv: 0.1, seconds: 10), Run("fast", 0, tv: 0.3, seconds: 2))];
        Assert.Equal("slow", RaceRanking.Of(one).Standings[0].Method);
        var byTime = RaceRanking.Of(one, axis: ComparisonAxis.Seconds);
        Assert.Equal(2, byTime.Measures["p"].Limit);
        Assert.Equal("fast", byTime.Standings[0].Method);
        // A fifth of the way from 1 to 0.1.
        Assert.Equal(0.82, byTime.Standings[1].Places[0].Values[0], 1e-12);
    }

    [Fact]
    public void More_reward_calls_than_the_shortest_run_had_do_not_count()
    {
        var ranking = RaceRanking.Of([Problem("p", Run("a", 0, tv: 0.4, calls: 100), Run("b", 0, tv: 0.2, calls: 200))]);
        Assert.Equal(100, ranking.Measures["p"].Limit);
        Assert.Equal(["a", "b"], ranking.Standings.Select(standing => standing.Method));
        Assert.Equal(0.6, ranking.Standings[1].Places[0].Values[0], 1e-12);
    }

    [Fact]
    public void What_is_no_number_comes_last()
    {
        var ranking = RaceRanking.Of([Problem("p", Run("a", 0, double.NaN), Run("b", 0, 0.9), Run("c", 0, 0.1))]);
        Assert.Equal(["c", "b", "a"], ranking.Standings.Select(standing => standing.Method));
    }

    [Fact]
    public void The_report_recommends_the_best_and_says_what_is_not_told_apart_from_it()
    {
        double[] noise = [-0.01, 0.02, 0, 0.01, -0.02];
        ComparisonRun[] Runs(string name, double tv, double found, double seconds, int turn) => [.. noise.Select((_, i) => Run(name, (ulong)i, tv + noise[(i + turn) % 5], found, seconds))];
        var report = new RaceReport("p", new ComparisonResult([.. Runs("TB", 0.7, 0.2, 1, 0), .. Runs("PRT", 0.2, 0.6, 4, 1), .. Runs("PER", 0.205, 0.9, 3, 3)]));
        Assert.Equal("PRT", report.Recommended);
        Assert.Equal(["PER"], report.Alike);
        using var text = new StringWriter();
        report.Write(text);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("Recommendation: PRT.", lines);
        Assert.Contains(lines, line => line.StartsWith("Its TV after 100 reward calls is 0.2 [", StringComparison.Ordinal) && line.EndsWith("the lowest of 3 methods.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("PRT is better on 5 of 5 seeds.", StringComparison.Ordinal));
        Assert.Contains("Not told apart from it with 5 seeds: PER.", lines);
        Assert.Contains("Of these PER takes the least time, 3.0 s a run against 4.0 s.", lines);
        Assert.Contains(lines, line => line.StartsWith("In equal time, 1.0 s, TB is ahead with 0.7 [", StringComparison.Ordinal) && line.EndsWith("rank 3.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Most is found soonest by PER: share of modes found 0.45", StringComparison.Ordinal));
    }

    [Fact]
    public void One_seed_recommends_nothing_for_certain()
    {
        using var text = new StringWriter();
        new RaceReport("p", new ComparisonResult([Run("TB", 0, 0.7), Run("PRT", 0, 0.2)])).Write(text);
        Assert.Contains("One seed tells no method from another", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_measured_nothing_are_refused_in_a_sentence()
    {
        var result = new ComparisonResult([new ComparisonRun("a", 0, "", true, [new RunRecord(0, 0, 0, 0, 0, new Dictionary<string, double> { ["jsd"] = 1 })])]);
        Assert.StartsWith("these runs measured nothing that tells their Fit (they have: jsd)", Assert.Throws<ArgumentException>(() => RaceMeasure.Of(RaceGoal.Fit, result)).Message, StringComparison.Ordinal);
    }
}
