using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

public class InitialisationTests
{
    private static double[] Filled(Func<Tensor, Tensor> fill)
    {
        manual_seed(11);
        return fill(zeros([200, 300], ScalarType.Float64)).data<double>().ToArray();
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(x => x * x) - Math.Pow(values.Average(), 2));

    public static TheoryData<string, double, double> Uniform => new()
    {
        { "uniform", -2, 3 },
        { "xavier", -Math.Sqrt(6.0 / 500), Math.Sqrt(6.0 / 500) },
        { "kaiming", -Math.Sqrt(6.0 / 300), Math.Sqrt(6.0 / 300) },
        { "kaiming out", -Math.Sqrt(3.0 / 200), Math.Sqrt(3.0 / 200) },
    };

    [Theory]
    [MemberData(nameof(Uniform))]
    public void UniformValuesFillTheirRange(string name, double low, double high)
    {
        var values = Filled(t => name switch
        {
            "uniform" => nn.init.uniform_(t, -2, 3),
            "xavier" => nn.init.xavier_uniform_(t),
            "kaiming" => nn.init.kaiming_uniform_(t, nonlinearity: nn.init.NonlinearityType.ReLU),
            _ => nn.init.kaiming_uniform_(t, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.Linear),
        });
        var slack = (high - low) / 1000;
        Assert.InRange(values.Min(), low, low + slack);
        Assert.InRange(values.Max(), high - slack, high);
        Assert.Equal((low + high) / 2, values.Average(), 10 * slack);
        Assert.Equal((high - low) / Math.Sqrt(12), Deviation(values), 10 * slack);
    }

    public static TheoryData<string, double, double> Normal => new()
    {
        { "normal", 1.5, 2 },
        { "xavier", 0, 2 * Math.Sqrt(2.0 / 500) },
        { "kaiming", 0, Math.Sqrt(2 / 1.04 / 300) },
    };

    [Theory]
    [MemberData(nameof(Normal))]
    public void NormalValuesHaveTheirMeanAndDeviation(string name, double mean, double deviation)
    {
        var values = Filled(t => name switch
        {
            "normal" => nn.init.normal_(t, 1.5, 2),
            "xavier" => nn.init.xavier_normal_(t, gain: 2),
            _ => nn.init.kaiming_normal_(t, a: 0.2),
        });
        Assert.Equal(mean, values.Average(), deviation / 50);
        Assert.Equal(deviation, Deviation(values), deviation / 50);
        Assert.Equal(0.3173, values.Count(x => Math.Abs(x - mean) > deviation) / (double)values.Length, 0.01);
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(7, 4)]
    [InlineData(5, 5)]
    public void OrthogonalRowsOrColumnsAreOrthonormal(long rows, long columns)
    {
        var matrix = nn.init.orthogonal_(zeros([rows, columns], ScalarType.Float64), gain: 2);
        var product = rows <= columns ? matrix.matmul(matrix.t()) : matrix.t().matmul(matrix);
        var expected = eye(Math.Min(rows, columns), dtype: ScalarType.Float64) * 4;
        Assert.Equal(expected.data<double>().ToArray(), product.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void ParametersAreFilledWithoutGradients()
    {
        using var parameter = nn.Parameter(zeros(2, 2));
        nn.init.constant_(parameter, 3);
        Assert.Equal([3f, 3, 3, 3], parameter.data<float>().ToArray());
        Assert.Equal([1f, 1, 1, 1], nn.init.ones_(parameter).data<float>().ToArray());
        Assert.Equal(new float[4], nn.init.zeros_(parameter).data<float>().ToArray());
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
    }

    [Fact]
    public void GainsAndFansAreTheKnownOnes()
    {
        Assert.Equal(1, nn.init.calculate_gain(nn.init.NonlinearityType.Linear));
        Assert.Equal(5.0 / 3, nn.init.calculate_gain(nn.init.NonlinearityType.Tanh));
        Assert.Equal(Math.Sqrt(2), nn.init.calculate_gain(nn.init.NonlinearityType.ReLU));
        Assert.Equal(Math.Sqrt(2 / 1.01), nn.init.calculate_gain(nn.init.NonlinearityType.LeakyReLU, 0.1));
        Assert.Equal((3 * 5, 2 * 5), nn.init.CalculateFanInAndFanOut(zeros(2, 3, 5)));
        Assert.Contains("two dimensions", Assert.Throws<ArgumentException>(() => nn.init.xavier_uniform_(zeros(3))).Message, StringComparison.Ordinal);
    }
}
