using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Replay;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Objectives;

public class AugmentedObjectiveTests
{
    // exploration-methods T.7.
    [Theory]
    [InlineData(1, 1, 1, -1.38589444)]
    [InlineData(1, 0.5, 1, -0.69294720)]
    [InlineData(1, 1, 0.5, -0.69294722)]
    [InlineData(2, 1, 1, -1.38629432)]
    public void Rewards_and_bonuses_mix_as_specified(double extrinsic, double intrinsic, double overall, double expected)
    {
        var mix = new IntrinsicMix { Extrinsic = extrinsic, Intrinsic = intrinsic, Overall = overall };
        Assert.Equal(expected, mix.LogReward(Math.Log(1e-4), 0.25), 1e-8);
        Assert.Equal(overall * extrinsic * Math.Log(1e-4), mix.LogReward(Math.Log(1e-4), 0), 1e-12);
        Assert.Equal(overall * intrinsic * Math.Log(0.25), mix.LogReward(double.NegativeInfinity, 0.25), 1e-12);
        Assert.Equal(double.NegativeInfinity, mix.LogReward(double.NegativeInfinity, 0));
    }

    // exploration-methods T.7: loss-guided with λ 0.1 and L 4.
    [Fact]
    public void A_loss_bonus_is_the_squared_residual_and_mixes_as_specified()
    {
        var (bonus, batch) = (new LossBonus(0.1), Batches.Of((2, Math.Log(1e-4)), (0, 0)));
        bonus.ObserveBehaviour(batch, [-2, 3]);
        var (edges, endings) = (new double[batch.RowCount], new double[2]);
        edges.AsSpan().Fill(7);
        bonus.Evaluate(batch, edges, endings);
        Assert.All(edges, edge => Assert.Equal(0, edge));
        Assert.Equal(0.9, endings[1], 1e-12);
        Assert.Equal(-0.91604076, new IntrinsicMix().LogReward(batch.LogRewards[0], endings[0]), 1e-8);
        var error = Assert.Throws<InvalidOperationException>(() => bonus.Evaluate(Batches.Of((2, 0), (0, 0)), new double[4], new double[2]));
        Assert.Contains("give it to the objective of a SiblingNetworks explorer", error.Message, StringComparison.Ordinal);
    }

    // With log Z = log F(s_0) the residuals of a trajectory's transitions add up to that of the whole, bonuses and endings at the boundary included.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Detailed_balance_adds_up_to_trajectory_balance(bool onEdges)
    {
        var (policy, batch, bonus) = Problem(GridTermination.TouchesBoundary);
        using var owned = policy;
        Assert.Contains(Enumerable.Range(0, batch.Count), i => batch.Terminating(i).Contains(3));
        Assert.Contains(Enumerable.Range(0, batch.Count), i => !batch.Terminating(i).Contains(3));
        var mix = new IntrinsicMix { Intrinsic = 0.5 };
        var before = batch.LogRewards.ToArray();
        var transitions = Judging.Judge(new AugmentedObjective(new DetailedBalance(), bonus, onEdges, mix), policy, batch);
        var initial = new TrajectoryEvaluator(policy).Evaluate(batch).LogFlow!.data<double>()[0];
        var whole = Judging.Judge(new AugmentedObjective(new TrajectoryBalance(initial), bonus, onEdges, mix), policy, batch);
        Judging.AssertClose(whole.Residuals, transitions.Residuals);
        var windows = Judging.Judge(new AugmentedObjective(new SubTrajectoryBalance(), bonus, onEdges, mix), policy, batch);
        Judging.AssertClose(whole.Residuals, windows.Residuals);
        // The batch keeps the true rewards.
        Assert.Equal(before, batch.LogRewards.ToArray());
        var plain = Judging.Judge(new TrajectoryBalance(initial), policy, batch);
        Assert.All(whole.Residuals.Zip(plain.Residuals), pair => Assert.True(Math.Abs(pair.First - pair.Second) > 1e-3));
    }

    [Theory]
    [InlineData("TB")]
    [InlineData("VarGrad")]
    [InlineData("DB")]
    [InlineData("SubTB")]
    public void Gradients_agree_with_finite_differences(string name)
    {
        var (policy, batch, bonus) = Problem(GridTermination.ExplicitStop);
        using var owned = policy;
        Judging.AssertSlopes(new AugmentedObjective(Inner(name), bonus), policy, batch);
        Judging.AssertSlopes(new AugmentedObjective(Inner(name), bonus, onEdges: false), policy, batch);
    }

    // Pan et al. 2023: balance with bonuses has F(s) = Σ over edges of F(s')·P_B + r as its optimum, so log Z exceeds that of the reward by what the
    // bonuses add. (Trajectory balance alone leaves F undetermined, and so how much of the edges' bonuses comes through.)
    [Theory]
    [InlineData("DB")]
    [InlineData("SubTB")]
    public void Constant_bonuses_raise_the_partition_by_what_they_add(string name)
    {
        var grid = new HyperGrid(1, 4);
        using var policy = new TabularPolicy(StateSpace.Of(grid), flow: true);
        var reward = new ConstantReward(0);
        using var trainer = new GFlowNets.Training.Trainer(
            policy,
            new AugmentedObjective(Inner(name), new VisitlessBonus(0.5)),
            new OnPolicy(policy, reward, 16, new EpsilonUniform(0.5)),
            new GFlowNets.Training.TrainingSettings { Iterations = 1500, LearningRate = 0.05, ObjectiveLearningRate = 0.05, FinalLearningRateFactor = 0.01, EvaluateEvery = 0 }).Run();
        // Four cells of reward 1 with a bonus of 0.5 for each stop and for each of the three steps.
        Assert.Equal(Math.Log(4 * 1.5 + 3 * 0.5), trainer.Objective.LogPartition, 0.02);
    }

    [Fact]
    public void A_bonus_learns_after_the_step_and_is_not_differentiated()
    {
        var grid = new HyperGrid(2, 4);
        using var policy = new MlpPolicy(grid, hidden: 8, flow: true);
        using var bonus = new RandomNetworkDistillation(grid, 1, hidden: 8, outputs: 4);
        using var untouched = new RandomNetworkDistillation(grid, 1, hidden: 8, outputs: 4);
        var batch = new OnPolicy(policy, new Corners(grid), 6).Propose(0);
        var before = Values.Bytes(bonus);
        var objective = new AugmentedObjective(new TrajectoryBalance(), bonus);
        var evaluation = Judging.Judge(objective, policy, batch);
        evaluation.Loss.backward();
        Assert.Equal(before, Values.Bytes(bonus));
        objective.Observe(batch, evaluation);
        untouched.Learn(batch);
        Assert.NotEqual(before, Values.Bytes(bonus));
        // Nothing of the policy's loss reached the predictor.
        Assert.Equal(Values.Bytes(untouched), Values.Bytes(bonus));
    }

    [Fact]
    public void What_reads_rewards_elsewhere_is_refused()
    {
        var reward = new Corners(new HyperGrid(2, 4));
        var bonus = new VisitCounts(reward.Grid);
        var error = Assert.Throws<ArgumentException>(() => new AugmentedObjective(new ForwardLookingDetailedBalance(reward), bonus));
        Assert.StartsWith("bonuses are added to trajectory balance, VarGrad", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugmentedObjective(new TrajectoryBalance(), bonus, mix: new IntrinsicMix { Overall = 0 }));
        using var policy = new TabularPolicy(StateSpace.Of(reward.Grid));
        Assert.Throws<ArgumentException>(() => new AugmentedObjective(new TrajectoryBalance(), bonus).Attach(policy));
        new AugmentedObjective(new TrajectoryBalance(), bonus, onEdges: false).Attach(policy);
    }

    private static Objective Inner(string name) => name switch
    {
        "TB" => new TrajectoryBalance(0.7),
        "VarGrad" => new LogPartitionVariance(),
        "DB" => new DetailedBalance(),
        _ => new SubTrajectoryBalance(),
    };

    private static (TabularPolicy Policy, TrajectoryBatch Batch, FixedBonus Bonus) Problem(GridTermination termination)
    {
        var grid = new HyperGrid(2, 4, termination);
        var policy = Judging.Table(StateSpace.Of(grid), seed: 4, BackwardPolicy.Learned);
        var batch = new OnPolicy(policy, new ArbitraryReward(), 12, new EpsilonUniform(0.9)).Propose(0);
        var random = new CounterRandom(5, RandomPurpose.User);
        return (policy, batch, new FixedBonus(
            [.. Enumerable.Range(0, batch.RowCount).Select(i => random.Uniform(0, i))], [.. Enumerable.Range(0, batch.Count).Select(i => random.Uniform(1, i))]));
    }

    /// <summary>The same bonus for every edge, for ever.</summary>
    private sealed class VisitlessBonus(double bonus) : IIntrinsicReward
    {
        public string Name => "constant";

        public void Evaluate(TrajectoryBatch batch, Span<double> edges, Span<double> endings)
        {
            edges.Fill(bonus);
            endings.Fill(bonus);
        }

        public void Learn(TrajectoryBatch batch)
        {
        }

        public void Save(GFlowNets.Training.StateWriter writer)
        {
        }

        public void Load(GFlowNets.Training.StateReader reader)
        {
        }
    }
}
