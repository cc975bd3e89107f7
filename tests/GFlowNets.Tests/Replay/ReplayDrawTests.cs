using GFlowNets.Replay;
using GFlowNets.Sampling;

namespace GFlowNets.Tests.Replay;

public class ReplayDrawTests
{
    private const int Draws = 40_000;

    // teacher-and-diffusion §8.3; exploration-methods T.8 has the same for k = 0.1.
    [Fact]
    public void Rank_weights_are_those_of_the_specification()
    {
        double[] expected = [0.908472806362853, 0.04326060982680252, 0.022157873325923245, 0.014892996825620543, 0.011215713658800655];
        Assert.Equal(expected, RankDraw.Probabilities(5, 0.01), (a, b) => Math.Abs(a - b) < 1e-14);
        double[] flatter = [0.55950266, 0.18650089, 0.11190053, 0.07992895, 0.06216696];
        Assert.Equal(flatter, RankDraw.Probabilities(5, 0.1), (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Fact]
    public void Ranks_are_drawn_by_reward_or_by_priority()
    {
        var probabilities = RankDraw.Probabilities(5, 0.1);
        // Best reward first: items 0, 3, 2, 4, 1; best priority first: 2, 0, 4, 1, 3.
        AssertDrawn(new RankDraw(0.1), Place(probabilities, 0, 3, 2, 4, 1));
        AssertDrawn(new RankDraw(0.1, byPriority: true), Place(probabilities, 2, 0, 4, 1, 3));
    }

    [Fact]
    public void Uniform_draws_are_uniform() => AssertDrawn(new UniformDraw(), [0.2, 0.2, 0.2, 0.2, 0.2]);

    // exploration-methods §d.3.
    [Fact]
    public void Half_of_the_draws_come_from_the_top() => AssertDrawn(new TopShareDraw(0.5, 0.3), [0.25, 1 / 6.0, 1 / 6.0, 0.25, 1 / 6.0]);

    // teacher-and-diffusion §2.3, PER of the biochemical code: the same by priority, whose best are items 2 and 0.
    [Fact]
    public void The_top_may_be_by_priority()
    {
        var draw = new TopShareDraw(0.5, 0.3, byPriority: true);
        AssertDrawn(draw, [0.25, 1 / 6.0, 0.25, 1 / 6.0, 1 / 6.0]);
        Assert.NotEqual(draw.Name, new TopShareDraw(0.5, 0.3).Name);
    }

    [Fact]
    public void Softmax_draws_follow_the_reward()
    {
        double[] rewards = [0.9, 0.1, 0.5, 0.7, 0.3];
        AssertDrawn(new RewardDraw(replacement: true), [.. rewards.Select(reward => reward / 2.5)]);
        AssertDrawn(new RewardDraw(0.5, replacement: true), [.. rewards.Select(reward => reward * reward / rewards.Sum(r => r * r))]);
    }

    [Fact]
    public void Without_replacement_nothing_is_drawn_twice_and_the_first_two_follow_the_reward()
    {
        var (buffer, draw) = (Buffer(), new RewardDraw());
        double[] rewards = [0.9, 0.1, 0.5, 0.7, 0.3];
        var pairs = new double[5, 5];
        var items = new int[2];
        for (var i = 0; i < Draws; i++)
        {
            Assert.Equal(2, draw.Draw(buffer, new CounterRandom(3, RandomPurpose.User, i), items, new double[2]));
            pairs[items[0], items[1]]++;
        }

        for (var first = 0; first < 5; first++)
        {
            for (var second = 0; second < 5; second++)
            {
                var expected = first == second ? 0 : rewards[first] / 2.5 * rewards[second] / (2.5 - rewards[first]);
                Assert.Equal(expected, pairs[first, second] / Draws, 5 * Math.Sqrt(expected / Draws) + 1e-12);
            }
        }

        Assert.Equal(5, draw.Draw(buffer, new CounterRandom(3, RandomPurpose.User), new int[9], new double[9]));
    }

    // Schaul et al. 2016, eq. 1 and section 3.4, written out anew.
    [Fact]
    public void Priorities_are_drawn_in_proportion_and_weights_make_up_for_it()
    {
        double[] priorities = [4, 2, 5, 1, 3];
        var powers = priorities.Select(p => Math.Pow(p + 1e-6, 0.7)).ToArray();
        AssertDrawn(new PriorityDraw(0.7), [.. powers.Select(p => p / powers.Sum())]);

        var items = new int[64];
        var weights = new double[64];
        new PriorityDraw(0.7, Schedule.Linear(0, 1, 10)).Draw(Buffer(), new CounterRandom(1, RandomPurpose.User, 4), items, weights);
        var unscaled = items.Select(item => Math.Pow(5 * powers[item] / powers.Sum(), -0.4)).ToArray();
        Assert.Equal(unscaled.Select(weight => weight / unscaled.Max()), weights, (a, b) => Math.Abs(a - b) < 1e-12);
        new PriorityDraw(0.7).Draw(Buffer(), new CounterRandom(1, RandomPurpose.User, 4), items, weights);
        Assert.All(weights, weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void An_empty_buffer_is_refused_in_a_sentence()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new UniformDraw().Draw(new ReplayBuffer(Batches.Line), default, new int[1], new double[1]));
        Assert.StartsWith("nothing can be drawn from an empty buffer", error.Message, StringComparison.Ordinal);
    }

    // teacher-and-diffusion §8.2: δ there is minus the residual here.
    [Theory]
    [InlineData(-2, 1.6096378924367665)]
    [InlineData(-1, 0.6936470556015963)]
    [InlineData(0, 0.0009995003330834232)]
    [InlineData(0.1, 0.18315454309784637)]
    [InlineData(1, 3.0445700556372914)]
    [InlineData(2, 4.394461500275244)]
    public void Asymmetric_priorities_are_those_of_the_specification(double delta, double expected) =>
        Assert.Equal(expected, LossPriority.Asymmetric().Of(-delta), 1e-14);

    private static double[] Place(double[] probabilities, params int[] order)
    {
        var placed = new double[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
            placed[order[rank]] = probabilities[rank];
        return placed;
    }

    private static ReplayBuffer Buffer()
    {
        double[] rewards = [0.9, 0.1, 0.5, 0.7, 0.3], priorities = [4, 2, 5, 1, 3];
        var buffer = new ReplayBuffer(Batches.Line);
        buffer.Add(Batches.Of([.. rewards.Select((reward, cell) => (cell, Math.Log(reward)))]), priorities);
        return buffer;
    }

    /// <summary>Frequencies of many draws within five standard errors.</summary>
    private static void AssertDrawn(ReplayDraw draw, double[] expected)
    {
        var (items, counts) = (new int[Draws], new double[expected.Length]);
        Assert.Equal(Draws, draw.Draw(Buffer(), new CounterRandom(11, RandomPurpose.User), items, new double[Draws]));
        foreach (var item in items)
            counts[item]++;
        for (var item = 0; item < counts.Length; item++)
            Assert.Equal(expected[item], counts[item] / Draws, 5 * Math.Sqrt(expected[item] * (1 - expected[item]) / Draws));
    }
}
