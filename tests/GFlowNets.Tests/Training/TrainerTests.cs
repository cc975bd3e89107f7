using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Training;

[Collection(nameof(AloneCollection))]
public class TrainerTests
{
    [Fact]
    public void A_run_records_its_evaluations()
    {
        var live = new List<RunRecord>();
        using var trainer = Runs.Short(iterations: 25).Run(live.Add);
        Assert.Equal([0L, 10, 20, 25], trainer.Log.Select(record => record.Iteration));
        Assert.Equal(trainer.Log, live);
        Assert.Equal([0L, 80, 160, 200], trainer.Log.Select(record => record.RewardCalls));
        Assert.True(double.IsNaN(trainer.Log[0].Loss));
        Assert.All(trainer.Log.Skip(1), record => Assert.True(double.IsFinite(record.Loss)));
        Assert.Equal(["tv", "l1", "kl", "reverseKl", "jsd", "meanRewardGap", "modeMass"], trainer.Log[0].Metrics.Keys);
        Assert.Equal("there is no metric 'loss' in this record (it has: tv, l1, kl, reverseKl, jsd, meanRewardGap, modeMass)", Assert.Throws<KeyNotFoundException>(() => trainer.Log[0]["loss"]).Message);
        Assert.True(trainer.IsFinished);
    }

    [Fact]
    public void A_stop_request_ends_the_loop_and_keeps_what_was_learned()
    {
        try
        {
            using var trainer = Runs.Short();
            trainer.Run(record =>
            {
                if (record.Iteration == 20)
                    StopSignal.RequestStop();
            });
            Assert.Equal(20, trainer.Iteration);
            Assert.True(StopSignal.IsRequested && StopSignal.Token.IsCancellationRequested);
            StopSignal.ResetStop();
            Assert.False(StopSignal.IsRequested);
            trainer.Run();
            using var whole = Runs.Short().Run();
            Runs.AssertSameBits(whole, trainer);
        }
        finally
        {
            StopSignal.ResetStop();
        }
    }

    [Fact]
    public void A_reward_of_zero_is_refused_by_its_state_and_changes_nothing()
    {
        var policy = new MlpPolicy(new HyperGrid(), hidden: 8);
        var before = Values.Bytes(policy);
        using var trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, new TableReward([.. new double[8]])));
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Step());
        Assert.StartsWith("TB needs a finite log-reward for every terminating state (got -Infinity for (", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Values.Bytes(policy));
        Assert.Equal(0, trainer.Iteration);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_refused_and_changes_nothing()
    {
        var reward = new Corners(new HyperGrid());
        using var policy = new MlpPolicy(reward.Grid, hidden: 8);
        var before = Values.Bytes(policy);
        using var trainer = new Trainer(policy, new TrajectoryBalance(initialLogPartition: 1e200), new OnPolicy(policy, reward));
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Step());
        Assert.StartsWith("the TB loss at iteration 0 is not finite (got ", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Values.Bytes(policy));
    }

    [Fact]
    public void Parts_that_do_not_belong_together_are_refused_in_a_sentence()
    {
        var reward = new Corners(new HyperGrid(2, 8));
        using var policy = new MlpPolicy(reward.Grid, hidden: 8);
        using var other = new MlpPolicy(reward.Grid, hidden: 8, seed: 1);
        Assert.Contains("another policy", Assert.Throws<ArgumentException>(() => new Trainer(policy, new TrajectoryBalance(), new OnPolicy(other, reward))).Message, StringComparison.Ordinal);
        var larger = new Corners(new HyperGrid(2, 16));
        Assert.Contains("was made for hypergrid 16^2", Assert.Throws<ArgumentException>(() => new OnPolicy(policy, larger)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ExactEvaluation(StateSpace.Of(reward.Grid), larger));
        Assert.Throws<ArgumentException>(() => reward.LogReward([8, 0]));
    }

    [Fact]
    public void Clipping_bounds_the_first_step_of_the_gradient()
    {
        // Adam's steps hide the gradient's size but for its ε, so a bound far below ε must all but stop learning.
        Assert.True(Moved(clip: 1e-12) < 0.01 * Moved(clip: 0));

        static double Moved(double clip)
        {
            var policy = new MlpPolicy(new HyperGrid(), hidden: 8);
            var before = policy.Parameters.SelectMany(parameter => Values.Read(parameter.Value)).ToList();
            using var trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, new ConstantReward()), new TrainingSettings { GradientClip = clip });
            trainer.Step();
            return policy.Parameters.SelectMany(parameter => Values.Read(parameter.Value)).Zip(before, (after, old) => Math.Abs(after - old)).Sum();
        }
    }

    [Fact]
    public void Learning_rates_fall_to_their_final_factor()
    {
        // With a constant gradient Adam moves a parameter by its learning rate a step, so log Z shows the rate.
        var policy = new TabularPolicy(StateSpace.Of(new HyperGrid(1, 2)));
        using var trainer = new Trainer(
            policy,
            new TrajectoryBalance(-1000),
            new OnPolicy(policy, new ConstantReward()),
            new TrainingSettings { Iterations = 100, ObjectiveLearningRate = 0.1, FinalLearningRateFactor = 0.01, EvaluateEvery = 0 });
        var before = trainer.Objective.LogPartition;
        trainer.Step();
        Assert.Equal(0.1, trainer.Objective.LogPartition - before, 1e-3);
        for (var i = 0; i < 98; i++)
            trainer.Step();
        before = trainer.Objective.LogPartition;
        trainer.Step();
        Assert.Equal(0.1 * Math.Pow(0.01, 0.99), trainer.Objective.LogPartition - before, 1e-4);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_in_a_sentence()
    {
        Refused("Iterations must be at least 1 (got 0)", new() { Iterations = 0 });
        Refused("LearningRate must be a positive number (got 0)", new() { LearningRate = 0 });
        Refused("ObjectiveLearningRate must be a positive number (got NaN)", new() { ObjectiveLearningRate = double.NaN });
        Refused("FinalLearningRateFactor must be above 0 and at most 1 (got 2)", new() { FinalLearningRateFactor = 2 });
        Refused("GradientClip must be at least 0 (got -1)", new() { GradientClip = -1 });
        Refused("EvaluateEvery must be at least 0 (got -1)", new() { EvaluateEvery = -1 });

        static void Refused(string sentence, TrainingSettings settings) =>
            Assert.StartsWith(sentence, Assert.Throws<ArgumentOutOfRangeException>(settings.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_seed_does_not_stop_the_others()
    {
        var finished = new bool[4];
        var error = Assert.Throws<AggregateException>(() => Seeds.Run(4, seed =>
        {
            if (seed == 1)
                throw new InvalidOperationException("seed 1");
            return finished[seed] = true;
        }));
        Assert.StartsWith("1 of 4 seeds failed", error.Message, StringComparison.Ordinal);
        Assert.Equal([true, false, true, true], finished);
    }
}
