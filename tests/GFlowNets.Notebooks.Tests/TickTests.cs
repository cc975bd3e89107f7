namespace GFlowNets.Notebooks.Tests;

public class TickTests
{
    [Theory]
    [InlineData(0, 1, 5, "0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(-0.04, 1.04, 5, "0|0.5|1.0")]
    [InlineData(0, 25000, 5, "0|5k|10k|15k|20k|25k")]
    [InlineData(0, 2_500_000, 5, "0|0.5M|1.0M|1.5M|2.0M|2.5M")]
    [InlineData(-3, 3, 6, "−3|−2|−1|0|1|2|3")]
    [InlineData(0, 0.00002, 4, "0|0.5e−5|1.0e−5|1.5e−5|2.0e−5")]
    [InlineData(100.1, 100.4, 3, "100.1|100.2|100.3|100.4")]
    public void Linear_ticks_are_round(double min, double max, int wanted, string expected) =>
        Assert.Equal(expected, string.Join('|', NiceTicks.Linear(min, max, wanted).Select(t => t.Label)));

    [Fact]
    public void Ticks_that_count_are_whole() =>
        Assert.Equal([0, 1], NiceTicks.Linear(-0.5, 1.5, 8, closest: 1).Select(t => t.Value));

    [Theory]
    [InlineData(0.01, 100, 5, "0.01|0.1|1|10|100")]
    [InlineData(1e-6, 1, 7, "10^−6|10^−5|10^−4|10^−3|10^−2|10^−1|10^0")]
    [InlineData(1e-6, 1, 4, "10^−6|10^−4|10^−2|10^0")]
    [InlineData(1, 9, 5, "1|2|5")]
    [InlineData(21, 29, 4, "22|24|26|28")]
    public void Logarithmic_ticks_are_powers_while_there_are_enough(double min, double max, int wanted, string expected) =>
        Assert.Equal(expected, string.Join('|', NiceTicks.Logarithmic(min, max, wanted).Where(t => t.Label != "").Select(t => t.Exponent == "" ? t.Label : $"{t.Label}^{t.Exponent}")));

    [Fact]
    public void Short_logarithmic_axes_have_bare_lines_between_the_powers() =>
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], NiceTicks.Logarithmic(1, 10, 4).Where(t => t.Label == "").Select(t => Math.Round(t.Value, 9)));

    [Theory]
    [InlineData(double.MaxValue, 4)]
    [InlineData(1e-320, 4)]
    public void Extreme_ranges_neither_hang_nor_throw(double max, int wanted) =>
        Assert.NotEmpty(NiceTicks.Linear(max / 2, max, wanted));

    [Fact]
    public void A_scale_and_its_inverse_agree()
    {
        var scale = AxisScale.For(new Axis { Log = true, Range = (0.01, 100) }, [], 400, 0, 5);
        Assert.Equal(200, scale.At(1), 1e-9);
        Assert.Equal(0.1, scale.ValueAt(300), 1e-9);
        Assert.True(double.IsNaN(scale.At(-1)));
    }
}
