using GFlowNets.Data;
using GFlowNets.Environments;
using GFlowNets.Rewards;
using GFlowNets.Training;

namespace GFlowNets.Experiments.Tests;

public class RaceTests
{
    private static readonly RaceProblem Small = new("small", () => new Corners(new HyperGrid(2, 8))) { RewardCalls = 480, BatchSize = 8, Hidden = 8, Evaluations = 3 };

    public static TheoryData<string> Methods => [.. RaceMethod.All.Select(method => method.Name)];

    private static RaceMethod Method(string name) => RaceMethod.All.Single(method => method.Name == name);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Methods_spend_the_reward_calls_of_the_problem_and_measure_fit_and_discovery(string name)
    {
        using var trainer = Method(name).On(Small).Create(1).Run();
        // A batch and a half is what an iteration asks for at most on average.
        Assert.InRange(trainer.Explorer.RewardCalls, 480 - 12, 480 + 12);
        Assert.Equal(trainer.Log[^1].RewardCalls, trainer.Explorer.RewardCalls);
        Assert.True(trainer.Log.Count >= 4);
        Assert.InRange(trainer.Log[^1]["tv"], 0, 1);
        Assert.InRange(trainer.Log[^1]["modesFoundShare"], 0, 1);
        Assert.NotEqual(trainer.Log[0]["tv"], trainer.Log[^1]["tv"]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Runs_stopped_and_restored_equal_uninterrupted_ones(string name)
    {
        using var whole = Steps(14);
        using var first = Steps(6);
        var writer = new StateWriter();
        first.Save(writer);
        using var second = Steps(0);
        second.Load(new StateReader(writer.ToArray()));
        for (var i = 0; i < 8; i++)
            second.Step();
        Assert.Equal(Weights(whole), Weights(second));
        Assert.NotEqual(Weights(whole), Weights(first));

        Trainer Steps(int count)
        {
            var trainer = Method(name).On(Small).Create(2);
            for (var i = 0; i < count; i++)
                trainer.Step();
            return trainer;
        }

        static byte[] Weights(Trainer trainer)
        {
            var state = new StateWriter();
            trainer.Policy.Save(state);
            return state.ToArray();
        }
    }

    [Fact]
    public void Spaces_too_large_to_enumerate_are_measured_by_samples()
    {
        using var modes = Method("TB").On(Small with { MostStates = 10 }).Create(0).Run();
        Assert.Equal(["modesFound", "modesFoundShare", "elbo", "elboError"], modes.Log[^1].Metrics.Keys);
        using var unknown = Method("PRT").On(Small with { Create = () => new Slope(new HyperGrid(2, 6)), MostStates = 10 }).Create(0).Run();
        Assert.Equal(["bestMet", "elbo", "elboError"], unknown.Log[^1].Metrics.Keys);
        // log R = x + y: the best one is 10, and of 36 states the mean is 5.
        Assert.InRange(unknown.Log[^1]["bestMet"], 4, 10);
        Assert.Equal(double.NegativeInfinity, unknown.Log[0]["bestMet"]);
    }

    [Fact]
    public void Where_no_modes_are_known_the_best_states_of_the_space_take_their_place()
    {
        using var trainer = Method("ε 0.1").On(Small with { Create = () => new Slope(new HyperGrid(2, 20)), RewardCalls = 4000 }).Create(0).Run();
        // Four of 400 states have to be found: (19, 19), and with 37, (18, 19), (19, 18); the fourth of 36 brings two others along.
        Assert.Equal(trainer.Log[^1]["modesFound"] / 6, trainer.Log[^1]["modesFoundShare"], 1e-12);
    }

    [Fact]
    public void Longer_actions_are_not_for_edges_that_count_per_child()
    {
        var reward = LandscapeReward.Shen(new PrependAppendSequence(Alphabet.Dna, 4, edges: EdgeCounting.PerChild), SyntheticDna.Create(length: 4, motifLength: 3));
        Assert.Equal(["chunks"], RaceMethod.All.Where(method => !method.Plays(reward.Environment)).Select(method => method.Name));
        var error = Assert.Throws<ArgumentException>(() => Race.Run(Small with { Create = () => reward }, TextWriter.Null, methods: ["chunks"]));
        Assert.Contains("chunks cannot play", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_race_tells_a_ranking_and_a_recommendation()
    {
        using var text = new StringWriter();
        Assert.True(Race.Run(Small, text, seeds: 2, methods: ["tb", "PRT"]));
        var lines = text.ToString().Split('\n');
        Assert.StartsWith("small: corners", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2 methods, 2 seeds each, 480 reward calls a run", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("1 [", StringComparison.Ordinal));
        Assert.Contains(lines, line => line is "Recommendation: TB." or "Recommendation: PRT.");
        Assert.Contains("there is no method 'magic'", Assert.Throws<ArgumentException>(() => Race.Run(Small, text, methods: ["magic"])).Message, StringComparison.Ordinal);
        Assert.Contains("reward calls for at least one", Assert.Throws<ArgumentException>(() => Race.Run(Small with { RewardCalls = 3 }, text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_are_found_by_name_and_make_a_reward_of_their_own_each_time()
    {
        Assert.Equal("many modes", Race.Find("Many-Modes")!.Name);
        Assert.Equal("dna", Race.Find("dna")!.Name);
        Assert.Null(Race.Find("nothing"));
        Assert.All(RaceProblem.All, problem => Assert.NotSame(problem.Create(), problem.Create()));
        Assert.Equal([7, 3, 10, 32], new[] { "fractal", "sparse" }.Select(name => Race.Find(name)!.Create().KnownModes!.ModeCount).Append(new Fractal(new HyperGrid(2, 65)).ModeCount).Append(Race.Find("many modes")!.Create().KnownModes!.ModeCount));
    }

    private sealed class Slope(HyperGrid grid) : Reward
    {
        public override string Name => "slope";

        public override DiscreteEnvironment Environment => grid;

        public override double LogReward(ReadOnlySpan<int> state) => state[0] + state[1];
    }
}
