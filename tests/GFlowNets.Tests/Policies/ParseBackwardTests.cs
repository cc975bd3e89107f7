using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Tests.Environments;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Policies;

public class ParseBackwardTests
{
    // exploration §T.2, after the merges: ABAB with {A, B, AB, ABAB}.
    [Fact]
    public void Parses_of_ABAB_are_counted_and_weighted_as_known()
    {
        var (environment, state) = Problem("AB", "ABAB", "AB", "ABAB");
        var alike = ParseBackward.MaxEnt(environment);
        Assert.Equal([1, 1, 2, 2, 5], Weights(alike, state), Close(1e-12));
        Assert.Equal([0, 0.4, 0.4, 0.2], P(alike, environment, state), Close(1e-12));
        Assert.Equal(2.6, ExpectedSteps(alike, environment, state), 1e-12);
        var brief = ParseBackward.ShortParse(environment);
        Assert.Equal([1, 0.006737947, 0.0067833469, 4.5705832e-05, 0.0067839608], Weights(brief, state), Close(1e-9));
        Assert.Equal([0, 4.54e-05, 0.00673734, 0.99321727], P(brief, environment, state), Close(1e-8));
        Assert.Equal(1.00687352, ExpectedSteps(brief, environment, state), 1e-8);
    }

    // exploration §T.2: GGGGCC with {A, C, G, U, GG, CC, GGGG, GCC}.
    [Fact]
    public void Parses_of_GGGGCC_are_counted_and_weighted_as_known()
    {
        var (environment, state) = Problem("ACGU", "GGGGCC", "GG", "CC", "GGGG", "GCC");
        var alike = ParseBackward.MaxEnt(environment);
        Assert.Equal([1, 1, 2, 3, 6, 6, 15], Weights(alike, state), Close(1e-12));
        Assert.Equal([0, 0.4, 0, 0, 0, 0.4, 0, 0.2], P(alike, environment, state), Close(1e-12));
        Assert.Equal(4.0, ExpectedSteps(alike, environment, state), 1e-12);
        var brief = ParseBackward.ShortParse(environment);
        Assert.Equal(4.66339e-05, Weights(brief, state)[^1], 1e-10);
        Assert.Equal([0, 0.00660475, 0, 0, 0, 0.98023174, 0, 0.01316351], P(brief, environment, state), Close(1e-8));
        Assert.Equal(2.02668419, ExpectedSteps(brief, environment, state), 1e-8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(0.7)]
    public void It_is_a_distribution_over_legal_actions_in_every_state_and_every_trajectory_has_the_weight_of_its_length(double perAction)
    {
        var environment = ChunkedLaws.In(new HyperGrid(2, 5), [0, 1], [1, 0], [0, 0]);
        var policy = new ParseBackward(environment, perAction);
        var space = StateSpace.Of(environment);
        var probabilities = new double[environment.BackwardActionCount];
        for (var index = 0; index < space.Count; index++)
        {
            var state = space.StateAt(index);
            policy.Probabilities(environment, state, probabilities);
            var legal = Walks.Legal(environment, state, forward: false);
            Assert.Equal(legal.Contains(true) ? 1 : 0, probabilities.Sum(), 1e-12);
            for (var backward = 0; backward < legal.Length; backward++)
            {
                Assert.Equal(legal[backward], probabilities[backward] > 0);
                if (legal[backward])
                    Assert.Equal(Math.Log(probabilities[backward]), policy.LogProbability(environment, state, backward), 1e-12);
            }
        }

        var ends = new StateBatch(2);
        for (var i = 0; i < 50; i++)
            ends.Add([4, 3]);
        var batch = new TrajectoryBatch(environment);
        var table = new TabularPolicy(space) { FixedBackward = policy };
        new BackwardRollout(table).Sample(ends, new CounterRandom(1, RandomPurpose.BackwardRollout), batch);
        var lengths = new HashSet<int>();
        for (var trajectory = 0; trajectory < batch.Count; trajectory++)
        {
            var sum = 0.0;
            for (var row = batch.Offsets[trajectory] + 1; row < batch.Offsets[trajectory + 1]; row++)
                sum += policy.LogProbability(environment, batch.States[row], batch.BackwardActions[row]);
            var steps = batch.TransitionCount(trajectory) - 1;
            lengths.Add(steps);
            Assert.Equal((perAction * steps) - policy.LogWeight([4, 3]), sum, 1e-10);
        }

        Assert.True(lengths.Count > 1);
    }

    // What the enumerated maximum-entropy policy counts on the same graph (Mohammadpour et al. 2024).
    [Fact]
    public void With_no_preference_it_counts_what_enumeration_counts()
    {
        foreach (var environment in new[] { ChunkedLaws.In(new HyperGrid(3, 4), [0, 1], [2, 2, 0]), ChunkedLaws.In(new GrowingGraphs(4), [0, 1], [0, 1, 2], [0, 0]) })
        {
            var space = StateSpace.Of(environment);
            var (own, enumerated) = (ParseBackward.MaxEnt(environment), new MaxEntBackward(space));
            for (var index = 0; index < space.Count; index++)
                Assert.Equal(enumerated.LogPathCount(space.StateAt(index)), own.LogWeight(space.StateAt(index)), 1e-11);
        }
    }

    [Fact]
    public void A_change_of_the_library_changes_it_at_once()
    {
        var environment = ChunkedLaws.In(new HyperGrid(2, 5));
        var policy = ParseBackward.MaxEnt(environment);
        Assert.Equal(Math.Log(6), policy.LogWeight([2, 2]), 1e-12);
        environment.Library.Add([0, 1]);
        // Delannoy's number: paths of steps right, up and diagonal.
        Assert.Equal(Math.Log(13), policy.LogWeight([2, 2]), 1e-12);
    }

    // Strings longer than any recursion would like, and more of them than are remembered.
    [Fact]
    public void Long_strings_cost_no_stack_and_what_was_forgotten_is_computed_again()
    {
        var environment = ChunkedLaws.In(new AppendSequence("01", 3000), [0, 0], [0, 0, 0]);
        var policy = ParseBackward.MaxEnt(environment);
        var logs = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var state = environment.InitialState();
            for (var i = 0; i < 2000; i++)
                state[i] = i == 0 ? 1 + round % 2 : 1;
            logs.Add(policy.LogWeight(state));
        }

        Assert.Equal(logs[0], logs[2]);
        // Tribonacci numbers grow by 1.8392867552 a letter; the second string is a letter shorter but for its 1.
        Assert.Equal(Math.Log(1.8392867552), logs[0] - logs[1], 1e-9);
    }

    [Fact]
    public void Another_environment_is_refused_in_a_sentence()
    {
        var environment = ChunkedLaws.In(new HyperGrid(2, 5));
        var other = ChunkedLaws.In(new HyperGrid(2, 5));
        Assert.StartsWith("these are the parses of hypergrid 5^2 in chunks and they were asked for on another object", Assert.Throws<ArgumentException>(() => ParseBackward.MaxEnt(environment).Probabilities(other, [0, 1], new double[2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("perAction must be a finite number (got NaN)", Assert.Throws<ArgumentOutOfRangeException>(() => new ParseBackward(environment, double.NaN)).Message, StringComparison.Ordinal);
    }

    private static (ChunkedEnvironment Environment, int[] State) Problem(string letters, string word, params string[] chunks)
    {
        var inner = new AppendSequence(letters, word.Length);
        return (ChunkedLaws.In(inner, [.. chunks.Select(chunk => chunk.Select(letter => letters.IndexOf(letter, StringComparison.Ordinal)).ToArray())]), inner.State(word));
    }

    private static double[] Weights(ParseBackward policy, int[] state) => [.. Enumerable.Range(0, state.Length + 1).Select(length => Math.Exp(policy.LogWeight(Prefix(state, length))))];

    private static double[] P(ParseBackward policy, ChunkedEnvironment environment, int[] state)
    {
        var probabilities = new double[environment.BackwardActionCount];
        policy.Probabilities(environment, state, probabilities);
        return probabilities;
    }

    private static double ExpectedSteps(ParseBackward policy, ChunkedEnvironment environment, int[] state)
    {
        var steps = new double[state.Length + 1];
        for (var length = 1; length <= state.Length; length++)
        {
            var p = P(policy, environment, Prefix(state, length));
            steps[length] = 1 + p.Select((probability, backward) => probability == 0 ? 0 : probability * steps[length - environment.Library[environment.ActionOf(backward)].Length]).Sum();
        }

        return steps[^1];
    }

    private static int[] Prefix(int[] state, int length) => [.. state[..length], .. new int[state.Length - length]];

    private static EqualityComparer<double> Close(double tolerance) => EqualityComparer<double>.Create((a, b) => Math.Abs(a - b) <= tolerance);
}
