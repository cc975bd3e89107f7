using GFlowNets.Sampling;

namespace GFlowNets.Tests.Sampling;

public class CounterRandomTests
{
    // Published test vectors of Philox4x32-10 (Random123, kat_vectors).
    [Theory]
    [InlineData(0ul, 0u, 0u, 0ul, 0x6627e8d5e169c58dul, 0xbc57ac4c9b00dbd8ul)]
    [InlineData(ulong.MaxValue, uint.MaxValue, uint.MaxValue, ulong.MaxValue, 0x408f276d41c83b0eul, 0xa20bc7c66d5451fdul)]
    [InlineData(0x299f31d0a4093822ul, 0x243f6a88u, 0x85a308d3u, 0x0370734413198a2eul, 0xd16cfe0994fdccebul, 0x5001e42024126ea1ul)]
    public void The_generator_reproduces_the_published_vectors(ulong key, uint draw, uint row, ulong iteration, ulong first, ulong second)
    {
        var random = new CounterRandom(key, RandomPurpose.Initialisation, unchecked((long)iteration));
        Assert.Equal((first, second), random.Bits(unchecked((int)row), unchecked((int)draw)));
    }

    [Fact]
    public void Every_argument_changes_the_bits()
    {
        var random = new CounterRandom(1, RandomPurpose.User, 1);
        CounterRandom[] streams =
        [
            random,
            random with { Seed = 2 },
            random with { Seed = 1 + (1ul << 32) },
            random with { Purpose = RandomPurpose.Laws },
            random.At(2),
            random.At(1 + (1L << 32)),
        ];
        var bits = streams.SelectMany(stream => new[] { stream.Bits(0, 0), stream.Bits(0, 1), stream.Bits(1, 0) });
        Assert.Equal(3 * streams.Length, bits.Distinct().Count());
        Assert.Equal(random.Bits(5, 6), new CounterRandom(1, RandomPurpose.User).At(1).Bits(5, 6));
    }

    [Theory]
    [InlineData("draws")]
    [InlineData("rows")]
    [InlineData("iterations")]
    [InlineData("seeds")]
    public void Uniform_numbers_are_uniform_along_every_argument(string along)
    {
        const int count = 100_000;
        var cells = new int[100];
        var (sum, product, previous) = (0.0, 0.0, 0.5);
        for (var i = 0; i < count; i++)
        {
            var uniform = Number(along, RandomPurpose.User, i);
            Assert.InRange(uniform, 0, Math.BitDecrement(1.0));
            cells[(int)(uniform * cells.Length)]++;
            sum += uniform;
            product += (uniform - 0.5) * (previous - 0.5);
            previous = uniform;
        }

        // χ² with 99 degrees of freedom has mean 99 and deviation 14; neighbours are uncorrelated.
        var chiSquare = cells.Sum(cell => Math.Pow(cell - count / 100.0, 2) / (count / 100.0));
        Assert.InRange(chiSquare, 99 - 5 * 14, 99 + 5 * 14);
        Assert.Equal(0.5, sum / count, 5 / Math.Sqrt(12 * count));
        Assert.Equal(0, product / count, 5 / (12 * Math.Sqrt(count)));
    }

    [Fact]
    public void Purposes_are_independent_of_each_other()
    {
        const int count = 100_000;
        var purposes = Enum.GetValues<RandomPurpose>();
        for (var a = 0; a < purposes.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var covariance = Enumerable.Range(0, count).Average(i => (Number("draws", purposes[a], i) - 0.5) * (Number("draws", purposes[b], i) - 0.5));
                Assert.Equal(0, covariance, 5 / (12 * Math.Sqrt(count)));
            }
        }
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_normal_distribution()
    {
        const int count = 200_000;
        var random = new CounterRandom(9, RandomPurpose.User);
        var numbers = Enumerable.Range(0, count).Select(i => random.Normal(0, i)).ToList();
        Assert.Equal(0, numbers.Average(), 5 / Math.Sqrt(count));
        Assert.Equal(1, numbers.Average(x => x * x), 5 * Math.Sqrt(2.0 / count));
        Assert.Equal(0, numbers.Average(x => x * x * x), 5 * Math.Sqrt(15.0 / count));
        Assert.Equal(3, numbers.Average(x => x * x * x * x), 5 * Math.Sqrt(96.0 / count));
        Assert.Equal(0.0227501, numbers.Count(x => x > 2) / (double)count, 5 * Math.Sqrt(0.0227501 / count));
    }

    [Fact]
    public void Integers_are_uniform_below_their_bound()
    {
        const int count = 70_000;
        var random = new CounterRandom(2, RandomPurpose.User);
        var counts = new int[7];
        for (var i = 0; i < count; i++)
            counts[random.Integer(7, i, 0)]++;
        Assert.All(counts, found => Assert.InRange(found, 10_000 - 5 * 93, 10_000 + 5 * 93));
        Assert.Equal(0, random.Integer(1, 3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Integer(0, 0, 0));
    }

    private static double Number(string along, RandomPurpose purpose, int i) => along switch
    {
        "draws" => new CounterRandom(3, purpose).Uniform(0, i),
        "rows" => new CounterRandom(3, purpose).Uniform(i, 0),
        "iterations" => new CounterRandom(3, purpose, i).Uniform(0, 0),
        _ => new CounterRandom((ulong)i, purpose).Uniform(0, 0),
    };
}
