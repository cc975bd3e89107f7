namespace GFlowNets.Notebooks.Tests;

public class StatisticsTests
{
    // Two-sided 95 % and others, from printed tables of Student's t.
    [Theory]
    [InlineData(0.975, 1, 12.7062047362)]
    [InlineData(0.975, 2, 4.3026527297)]
    [InlineData(0.975, 4, 2.7764451052)]
    [InlineData(0.975, 9, 2.2621571628)]
    [InlineData(0.975, 30, 2.0422724563)]
    [InlineData(0.95, 5, 2.0150483733)]
    [InlineData(0.995, 10, 3.1692726726)]
    [InlineData(0.9, 3, 1.6377443536)]
    [InlineData(0.975, 1e6, 1.9599663)]
    public void Student_quantiles_are_the_printed_ones(double probability, double freedom, double expected)
    {
        Assert.Equal(expected, Statistics.StudentT(probability, freedom), 1e-6);
        Assert.Equal(-expected, Statistics.StudentT(1 - probability, freedom), 1e-6);
    }

    // With one degree of freedom t is Cauchy, with two it has a closed form: no table needed.
    [Theory]
    [InlineData(0.6)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    public void Student_quantiles_match_closed_forms(double probability)
    {
        Assert.Equal(0, Statistics.StudentT(probability, 1) / Math.Tan(Math.PI * (probability - 0.5)) - 1, 1e-9);
        double two = (2 * probability - 1) / Math.Sqrt(2 * probability * (1 - probability));
        Assert.Equal(0, Statistics.StudentT(probability, 2) / two - 1, 1e-9);
        Assert.Equal(0, Statistics.StudentT(0.5, 7), 1e-7);
    }

    [Fact]
    public void Interval_of_five_values_by_hand()
    {
        // Mean 3, variance 10 / 4, standard error root(0.5), t(4) = 2.776445.
        var interval = Statistics.Interval([1, 2, 3, 4, 5]);
        Assert.Equal(3, interval.Mean, 1e-12);
        Assert.Equal(3 - 2.7764451052 * Math.Sqrt(0.5), interval.Lower, 1e-8);
        Assert.Equal(3 + 2.7764451052 * Math.Sqrt(0.5), interval.Upper, 1e-8);
        Assert.Equal("3 [1.037, 4.963] (5 runs)", interval.ToString());
        Assert.Equal(Math.Sqrt(2.5), Statistics.StandardDeviation([1, 2, 3, 4, 5]), 1e-12);
    }

    [Fact]
    public void One_value_says_nothing_of_its_spread()
    {
        var interval = Statistics.Interval([2]);
        Assert.Equal((2, double.NegativeInfinity, double.PositiveInfinity), (interval.Mean, interval.Lower, interval.Upper));
        Assert.Equal("2 (1 run)", interval.ToString());
    }

    [Fact]
    public void Welch_difference_by_hand()
    {
        // Variances 1 and 4, three values each: v = 5/3, freedom = (5/3)² / ((1/9 + 16/9) / 2) = 2.9411765.
        var difference = Statistics.Difference([1, 2, 3], [4, 6, 8]);
        double half = Statistics.StudentT(0.975, 25.0 / 9 / (17.0 / 18)) * Math.Sqrt(5.0 / 3);
        Assert.Equal(-4, difference.Mean, 1e-12);
        Assert.Equal(-4 - half, difference.Lower, 1e-9);
        Assert.Equal(-4 + half, difference.Upper, 1e-9);
    }

    [Fact]
    public void A_band_is_an_interval_at_each_point()
    {
        var band = Statistics.Band([[1, 10], [3, 10]]);
        Assert.Equal([2, 10], band.Mean);
        Assert.Equal(2 - 12.7062047362, band.Lower[0], 1e-6);
        Assert.Equal(2 + 12.7062047362, band.Upper[0], 1e-6);
        Assert.Equal((10, 10), (band.Lower[1], band.Upper[1]));
        Assert.True(double.IsNaN(Statistics.Band([[1.0]]).Lower[0]));
    }

    [Fact]
    public void Values_that_are_not_finite_are_not_dropped()
    {
        Assert.True(double.IsNaN(Statistics.Mean([1, double.NaN])));
        Assert.True(double.IsNaN(Statistics.Interval([1, 2, double.NaN]).Upper));
        Assert.True(double.IsNaN(Statistics.Difference([1, double.NaN], [1, 2]).Upper));
        Assert.Equal(0, Statistics.Difference([1, 1], [1, 1]).Upper);
    }

    [Fact]
    public void Mistakes_are_answered_in_sentences()
    {
        Assert.StartsWith("a mean needs at least 1 value (got 0).", Assert.Throws<ArgumentException>(() => Statistics.Mean([])).Message);
        Assert.StartsWith("a standard deviation needs at least 2 values (got 1).", Assert.Throws<ArgumentException>(() => Statistics.StandardDeviation([1])).Message);
        Assert.StartsWith("the curves of a band must be equally long (got 2 and 1).", Assert.Throws<ArgumentException>(() => Statistics.Band([[1, 2], [1]])).Message);
        Assert.StartsWith("freedom must be above 0 (got 0).", Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.StudentT(0.9, 0)).Message);
        Assert.StartsWith("probability must lie strictly between 0 and 1 (got 1).", Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.StudentT(1, 3)).Message);
    }
}
