namespace GFlowNets.Notebooks.Tests;

public class VerdictTests
{
    [Theory]
    [InlineData(new[] { 0.010, 0.011, 0.012 }, 0.02, Outcome.Reproduced)]
    [InlineData(new[] { 0.030, 0.031, 0.032 }, 0.02, Outcome.NotReproduced)]
    [InlineData(new[] { 0.010, 0.020, 0.025 }, 0.02, Outcome.Undecided)]
    [InlineData(new[] { 0.019 }, 0.02, Outcome.Reproduced)]
    [InlineData(new[] { 0.020 }, 0.02, Outcome.NotReproduced)]
    [InlineData(new[] { 0.01, double.NaN, 0.01 }, 0.02, Outcome.Undecided)]
    [InlineData(new[] { double.NaN }, 0.02, Outcome.Undecided)]
    public void Below_is_judged_by_the_interval(double[] values, double below, Outcome expected)
    {
        Assert.Equal([expected], new Verdict().Claim("c", values, below: below).Outcomes);
        var mirrored = values.Select(v => -v);
        Assert.Equal([expected], new Verdict().Claim("c", mirrored, above: -below).Outcomes);
    }

    [Theory]
    [InlineData(5, Outcome.Reproduced)]
    [InlineData(0, Outcome.NotReproduced)]
    [InlineData(10, Outcome.NotReproduced)]
    public void Between_needs_both(double value, Outcome expected) =>
        Assert.Equal([expected], new Verdict().Claim("c", [value], above: 1, below: 9).Outcomes);

    [Fact]
    public void Two_methods_are_compared_by_their_difference()
    {
        double[] low = [1.0, 1.1, 0.9], high = [2.0, 2.1, 1.9], wide = [0.5, 1.2, 1.6];
        Assert.Equal([Outcome.Reproduced, Outcome.NotReproduced, Outcome.Undecided],
            new Verdict().Claim("a", low, smallerThan: high).Claim("b", high, smallerThan: low).Claim("c", low, smallerThan: wide).Outcomes);
    }

    [Fact]
    public void The_table_says_what_each_line_rests_on()
    {
        var table = new Verdict()
            .Claim("TV below 0.02", [0.01], below: 0.02, paper: "0.015", basis: Basis.Recorded)
            .Claim("slope is negative", holds: -1 < 0, ours: "slope -1")
            .NotTested("scales to 10^9 states", "needs a cluster")
            .ToTable();
        Assert.Equal(["claim", "paper", "ours", "verdict", "basis"], table.ColumnNames);
        Assert.Equal(["0.015", "unknown", "unknown"], table.Texts("paper"));
        Assert.Equal(["0.01 (1 run)", "slope -1", "needs a cluster"], table.Texts("ours"));
        Assert.Equal(["✓ reproduced", "✓ reproduced", "– not tested"], table.Texts("verdict"));
        Assert.Equal(["recorded", "live", "none"], table.Texts("basis"));
    }

    [Fact]
    public void A_claim_must_be_judgeable()
    {
        Assert.Equal("the claim 'c' needs below, above or both to be judged by.", Assert.Throws<ArgumentException>(() => new Verdict().Claim("c", [1.0])).Message);
        Assert.Equal("nothing lies above 2 and below 1: the claim 'c' needs above < below.", Assert.Throws<ArgumentException>(() => new Verdict().Claim("c", [1.0], above: 2, below: 1)).Message);
    }

    [Fact]
    public void Markup_in_a_claim_is_encoded() => Assert.Contains("&lt;script&gt;", new Verdict().NotTested("<script>", "why").ToHtml());
}
