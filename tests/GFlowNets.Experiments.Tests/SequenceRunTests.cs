using GFlowNets.Data;
using GFlowNets.Exploration;
using GFlowNets.Rewards.Rna;
using GFlowNets.Sampling;

namespace GFlowNets.Experiments.Tests;

public class SequenceRunTests
{
    private static readonly SequenceRun Small = SequenceRun.TfBind8(SyntheticDna.Create(length: 4, motifLength: 3), rounds: 48) with { Hidden = 8, Evaluations = 1 };

    public static TheoryData<string> Methods => [.. Small.All.Select(method => method.Name)];

    // Methods are compared at equal reward calls: replays cost none, and a search asks five times as often in an eighth of fewer rounds.
    [Theory]
    [MemberData(nameof(Methods))]
    public void Methods_ask_for_as_many_rewards_and_measure_the_same(string name)
    {
        using var trainer = Small.All.Single(method => method.Name == name).Create(1).Run();
        Assert.InRange(trainer.Explorer.RewardCalls, 0.97 * 48 * 32, 48 * 32);
        var last = trainer.Log[^1];
        Assert.InRange(last["tv"], 0, 1);
        Assert.InRange(last["modesFound"], 1, 20);
        Assert.All(new[] { "modesSampled", "pearson", "elbo", "eubo", "meanRewardGap" }, metric => Assert.True(double.IsFinite(last[metric])));
        Assert.NotEqual(trainer.Log[0]["elbo"], last["elbo"]);
    }

    // teacher-and-diffusion §2.2: two rounds of the student, one of the teacher, a replay after each.
    [Fact]
    public void The_teacher_has_every_third_round_and_learns_from_replays_too()
    {
        using var trainer = Small.TeacherWithPer.Create(0);
        var sources = new List<TrajectorySource>();
        for (var iteration = 0; iteration < 12; iteration++)
        {
            var batch = trainer.Explorer.Propose(iteration);
            sources.Add(Assert.Single(batch.Sources.ToArray().Distinct()));
            trainer.Explorer.Observe(batch, trainer.Objective.Evaluate(batch, new Policies.TrajectoryEvaluator(trainer.Policy)));
        }

        TrajectorySource[] fresh = [.. sources.Where((_, iteration) => iteration % 2 == 0)];
        Assert.Equal([TrajectorySource.Replay], sources.Where((_, iteration) => iteration % 2 == 1).Distinct());
        Assert.Equal(2, fresh.Count(source => source == TrajectorySource.Teacher));
        Assert.All(new[] { 0, 3 }, start => Assert.Single(fresh[start..(start + 3)], source => source == TrajectorySource.Teacher));
        Assert.Equal(12, ((AdaptiveTeacher)trainer.Explorer).Steps);
    }

    [Fact]
    public void Designs_are_judged_by_samples_and_their_target_is_known()
    {
        var run = SequenceRun.Rna(RnaTarget.Rna1, rounds: 4) with { Hidden = 8, Evaluations = 1 };
        using var trainer = run.TeacherWithPrt.Create(0).Run();
        var last = trainer.Log[^1];
        Assert.InRange(last["distinct"], 1000, 10_000);
        Assert.InRange(last["modesSampled"], 0, 8967);
        Assert.InRange(last["meanRewardGap"], -1, 0);
        Assert.True(double.IsFinite(last["elbo"]));
    }

    // foundations §1.2: at a radius of the whole length everything is near every mode.
    [Fact]
    public void Runs_of_qgfn_count_modes_within_a_radius()
    {
        var run = new BitsRun(16, 2) { Modes = 4, Radius = 16, Samples = 10, BatchSize = 2 };
        using var near = run.With("near").Create(0).Run();
        using var exact = (run with { Radius = 0 }).With("exact").Create(0).Run();
        var metric = BitsRun.Metric(Greediness.PGreedy, 0.4, "modesFound");
        Assert.Equal((4.0, 4.0), (near.Log[^1]["modesFound"], near.Log[^1][metric]));
        Assert.Equal((0.0, 0.0), (exact.Log[^1]["modesFound"], exact.Log[^1][metric]));
        using var designs = (new RnaDesignRun(RnaTarget.Rna1, 2) { Samples = 10 }).With("designs", Greediness.POfMax, 0.9).Create(0).Run();
        Assert.InRange(designs.Log[^1][BitsRun.Metric(Greediness.PGreedy, 0, "meanReward")], 0.01, 1);
    }
}
