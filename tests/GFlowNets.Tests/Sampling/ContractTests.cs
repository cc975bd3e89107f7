using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Tests.Sampling;

/// <summary>Parts that break their contract are told so in a sentence, instead of training on nonsense.</summary>
public class ContractTests
{
    private readonly HyperGrid _grid = new(2, 4);

    [Fact]
    public void A_sampler_whose_probabilities_do_not_sum_to_one_is_refused()
    {
        using var policy = new MlpPolicy(_grid, hidden: 8);
        var explorer = new OnPolicy(policy, new Corners(_grid), sampler: new Careless(_ => 0));
        Assert.Contains("\"careless\" gave probabilities that sum to 0", Assert.Throws<InvalidOperationException>(() => explorer.Propose(0)).Message, StringComparison.Ordinal);
        explorer = new OnPolicy(policy, new Corners(_grid), sampler: new Careless(_ => double.NaN));
        Assert.Throws<InvalidOperationException>(() => explorer.Propose(0));
    }

    [Fact]
    public void A_trajectory_with_an_illegal_action_is_refused()
    {
        using var policy = new MlpPolicy(_grid, hidden: 8, backward: BackwardPolicy.Learned);
        var batch = new TrajectoryBatch(_grid);
        batch.AddRow([3, 0], 0, TrajectoryBatch.None);
        batch.EndTrajectory(TrajectorySource.Given, logReward: 0);
        Assert.Contains("action 0 is not legal in state (3, 0)", Assert.Throws<ArgumentException>(() => TrajectoryEvaluation.Of(policy, batch)).Message, StringComparison.Ordinal);
        batch.Clear();
        batch.AddRow([0, 0], 4, TrajectoryBatch.None);
        batch.EndTrajectory(TrajectorySource.Given, logReward: 0);
        Assert.Throws<ArgumentException>(() => TrajectoryEvaluation.Of(policy, batch));
    }

    [Fact]
    public void A_state_outside_the_space_has_no_number()
    {
        var space = StateSpace.Of(_grid);
        Assert.Throws<ArgumentException>(() => space.IndexOf([0, 4]));
        Assert.Throws<ArgumentException>(() => space.IndexOf([0, 300]));
        Assert.Throws<ArgumentException>(() => space.IndexOf([0]));
        Assert.Equal(5, space.IndexOf([1, 1]));
    }

    [Fact]
    public void Two_samplers_are_measured_side_by_side()
    {
        var (reward, space) = (new Corners(_grid), StateSpace.Of(_grid));
        using var policy = new MlpPolicy(_grid, hidden: 8);
        using var trainer = new Trainer(
            policy,
            new TrajectoryBalance(),
            new OnPolicy(policy, reward),
            new TrainingSettings { Iterations = 2, EvaluateEvery = 0 },
            new ExactEvaluation(space, reward),
            new ExactEvaluation(space, reward, new EpsilonUniform(0.5)));
        var record = trainer.Run().Log[^1];
        Assert.NotEqual(record["tv"], record["ε 0.5 tv"]);
        using var doubled = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward), null, new ExactEvaluation(space, reward), new ExactEvaluation(space, reward));
        Assert.Contains("two metrics are called \"tv\"", Assert.Throws<InvalidOperationException>(() => doubled.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_made_inside_a_dispose_scope_outlives_it()
    {
        var reward = new Corners(_grid);
        Trainer trainer;
        using (torch.NewDisposeScope())
        {
            var policy = new MlpPolicy(_grid, hidden: 8);
            trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward), new TrainingSettings { Iterations = 3, EvaluateEvery = 0 });
            trainer.Step();
        }

        trainer.Run();
        Assert.True(double.IsFinite(trainer.Loss));
        trainer.Dispose();
    }

    [Fact]
    public void A_decorated_reward_still_knows_its_modes_and_levels_and_saves_what_is_inside()
    {
        var counted = new CountedReward(new Corners(_grid));
        var memoised = new MemoisedReward(counted, stateLength: 2);
        Assert.NotNull(memoised.KnownModes);
        Assert.NotNull(memoised.KnownLevels);
        var value = memoised.LogReward([1, 1]);
        memoised.LogReward([1, 1]);
        var writer = new StateWriter();
        writer.Write("reward", memoised);
        var restoredCount = new CountedReward(new Corners(_grid));
        var restored = new MemoisedReward(restoredCount, stateLength: 2);
        new StateReader(writer.ToArray()).Read("reward", restored);
        Assert.Equal(1, restoredCount.Calls);
        Assert.Equal(value, restored.LogReward([1, 1]));
        Assert.Equal(1, restoredCount.Calls);
    }

    private sealed class Careless(Func<double, double> change) : Sampler
    {
        public override string Name => "careless";

        public override void Reweight(int row, ReadOnlySpan<bool> legal, Span<double> probabilities)
        {
            foreach (ref var probability in probabilities)
                probability = change(probability);
        }
    }
}
