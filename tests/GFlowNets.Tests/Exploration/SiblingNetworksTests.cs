using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

public class SiblingNetworksTests
{
    private readonly Deceptive _reward = new(new HyperGrid(2, 8, GridTermination.TouchesBoundary));

    // exploration-methods §b.3, step 1 and 3: n from the sibling, n/2 of its own, and n/2 of the sibling's to train on.
    [Fact]
    public void A_batch_is_the_behaviour_networks_own_and_the_siblings_all_with_the_true_reward()
    {
        using var behaviour = Network(1);
        using var sibling = Network(2);
        using var explorer = SiblingNetworks.Of(behaviour, sibling, Edges(1), _reward, batchSize: 8, seed: 5);
        for (var iteration = 0; iteration < 3; iteration++)
        {
            var batch = explorer.Propose(iteration);
            Assert.Equal([.. Enumerable.Repeat(TrajectorySource.OnPolicy, 4), .. Enumerable.Repeat(TrajectorySource.Sibling, 8)], batch.Sources.ToArray());
            Assert.Equal([.. Enumerable.Repeat(1.0, 8), .. new double[4]], batch.Weights.ToArray());
            Observe(explorer, behaviour, batch);
            for (var i = 0; i < batch.Count; i++)
                Assert.Equal(_reward.LogReward(batch.Terminating(i)), batch.LogRewards[i]);
        }

        Assert.Equal((36, 3), (explorer.RewardCalls, explorer.Steps));
    }

    // Bonuses a thousand times as large, on the same trajectories: not one bit of the behaviour network's step changes.
    [Theory]
    [InlineData("edges")]
    [InlineData("endings")]
    [InlineData("NovelD")]
    [InlineData("loss")]
    public void No_bonus_reaches_the_behaviour_network(string form)
    {
        var (small, large) = (Step(1), Step(1000));
        Assert.Equal(small.Behaviour, large.Behaviour);
        Assert.Equal(small.Objective, large.Objective);
        Assert.NotEqual(small.Sibling, large.Sibling);

        (byte[] Behaviour, byte[] Objective, byte[] Sibling) Step(double scale)
        {
            using var behaviour = Network(1);
            using var sibling = Network(2);
            Objective objective = form switch
            {
                "edges" => Edges(scale),
                "endings" => new AugmentedObjective(new TrajectoryBalance(), new RandomNetworkDistillation(_reward.Grid, scale, 8, 4), onEdges: false),
                "NovelD" => new AugmentedObjective(new DetailedBalance(), new NoveltyDifference(new VisitCounts(_reward.Grid, scale))),
                _ => new AugmentedObjective(new TrajectoryBalance(), new LossBonus(scale)),
            };
            using var explorer = SiblingNetworks.Of(behaviour, sibling, objective, _reward, 8);
            using var trainer = new Trainer(behaviour, new TrajectoryBalance(), explorer, new TrainingSettings { EvaluateEvery = 0 });
            trainer.Step();
            return (Values.Bytes(behaviour), Values.Bytes(trainer.Objective), Values.Bytes(sibling));
        }
    }

    // A trajectory that is not shared leaves no trace in the behaviour network.
    [Fact]
    public void Training_with_what_is_not_shared_at_weight_zero_is_training_without_it()
    {
        using var behaviour = Network(1);
        using var same = (MlpPolicy)behaviour.Copy();
        using var sibling = Network(2);
        using var explorer = SiblingNetworks.Of(behaviour, sibling, Edges(1), _reward, 8);
        var batch = explorer.Propose(0);
        var shared = new TrajectoryBatch(_reward.Grid);
        for (var i = 0; i < 8; i++)
            shared.Append(batch, i);
        using var first = new Trainer(behaviour, new TrajectoryBalance(), explorer, new TrainingSettings { EvaluateEvery = 0 });
        using var second = new Trainer(same, new TrajectoryBalance(), new Given(shared), new TrainingSettings { EvaluateEvery = 0 });
        first.Step();
        second.Step();
        Assert.Equal(second.Loss, first.Loss, 1e-6);
        for (var p = 0; p < same.Parameters.Count; p++)
            AssertClose(Values.Read(same.Parameters[p].Value), Values.Read(behaviour.Parameters[p].Value));
    }

    // One step of the sibling is one step of a trainer with its objective on its trajectories: it rolls out, and is trained, as itself.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_of_the_sibling_is_a_trainers_with_its_objective(bool onAll)
    {
        using var behaviour = Network(1);
        using var sibling = Network(2);
        using var same = (MlpPolicy)sibling.Copy();
        var settings = new SiblingSettings { LearningRate = 0.01, ObjectiveLearningRate = 0.2, GradientClip = 0.5, TrainsOnAll = onAll };
        using var explorer = SiblingNetworks.Of(behaviour, sibling, Edges(0.3), _reward, 8, settings);
        var batch = explorer.Propose(0);
        var given = new TrajectoryBatch(_reward.Grid);
        for (var i = onAll ? 0 : 4; i < 12; i++)
        {
            given.Append(batch, i);
            if (!onAll)
                given.Weights[^1] = 1;
        }

        using var trainer = new Trainer(
            same, Edges(0.3), new Given(given), new TrainingSettings { LearningRate = 0.01, ObjectiveLearningRate = 0.2, GradientClip = 0.5, EvaluateEvery = 0 });
        trainer.Step();
        Observe(explorer, behaviour, batch);
        Assert.Equal(trainer.Loss, explorer.Loss, 1e-6);
        Assert.Equal(trainer.Objective.LogPartition, explorer.Objective.LogPartition, 1e-9);
        for (var p = 0; p < same.Parameters.Count; p++)
            AssertClose(Values.Read(same.Parameters[p].Value), Values.Read(sibling.Parameters[p].Value));
    }

    // Loss-guided: the bonus is the behaviour network's residual on that trajectory, not another's, and before its update.
    [Fact]
    public void A_loss_bonus_is_told_the_residuals_of_the_siblings_trajectories()
    {
        using var behaviour = Network(1);
        using var sibling = Network(2);
        var told = new LossBonus(2);
        using var explorer = SiblingNetworks.Of(behaviour, sibling, new AugmentedObjective(new TrajectoryBalance(), told), _reward, 8, new SiblingSettings { Share = 0.25 });
        var batch = explorer.Propose(0);
        var evaluation = new TrajectoryBalance(0.4).Evaluate(batch, new TrajectoryEvaluator(behaviour));
        explorer.Observe(batch, evaluation);
        var endings = new double[8];
        told.Evaluate(explorer.Sibling.Propose(0), new double[batch.RowCount], endings);
        Assert.Equal(evaluation.Residuals[4..].Select(residual => 2 * residual * residual), endings);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(0.25, 2)]
    [InlineData(0.4, 4)]
    [InlineData(2.5, 25)]
    public void The_update_ratio_says_how_often_the_sibling_is_trained(double ratio, int steps)
    {
        using var behaviour = Network(1);
        using var sibling = Network(2);
        using var explorer = SiblingNetworks.Of(behaviour, sibling, Edges(1), _reward, 2, new SiblingSettings { UpdateRatio = ratio });
        for (var iteration = 0; iteration < 10; iteration++)
            Observe(explorer, behaviour, explorer.Propose(iteration));
        Assert.Equal(steps, explorer.Steps);
    }

    // exploration-methods §b.5: w = Z_E/(Z_E + Z_C), between 0.1 and 0.9.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.7310585786300049)]
    [InlineData(-9, 0.1)]
    [InlineData(9, 0.9)]
    public void Mixing_by_the_partitions_gives_the_sibling_its_share_of_the_weight(double difference, double share)
    {
        using var behaviour = Network(1);
        using var sibling = Network(2);
        var objective = new TrajectoryBalance(2);
        using var explorer = new SiblingNetworks(
            new OnPolicy(behaviour, _reward, 4),
            SiblingNetworks.Proposals(sibling, _reward, 6),
            sibling,
            new DivergentTrajectoryBalance(initialLogPartition: 2 + difference),
            new SiblingSettings { MixesByPartition = true, TrainsOnAll = true },
            objective);
        var weights = explorer.Propose(0).Weights.ToArray();
        Assert.Equal(share, weights[4..].Sum() / weights.Sum(), 1e-12);
        Assert.Equal(3, weights[4..].Count(weight => weight > 0));
        Assert.Single(weights[..4].Distinct());
    }

    [Fact]
    public void Siblings_have_random_numbers_of_their_own()
    {
        using var policy = new TabularPolicy(StateSpace.Of(_reward.Grid));
        var own = new OnPolicy(policy, _reward, 30).Propose(0).States.Values.ToArray();
        var teachers = AdaptiveTeacher.Proposals(policy, _reward, 30).Propose(0).States.Values.ToArray();
        var siblings = SiblingNetworks.Proposals(policy, _reward, 30).Propose(0).States.Values.ToArray();
        Assert.NotEqual(own, siblings);
        Assert.NotEqual(teachers, siblings);
    }

    [Fact]
    public void Senseless_siblings_are_refused_in_sentences()
    {
        using var policy = Network(1);
        using var other = Network(2);
        AssertRefused<ArgumentException>("behaviour network and sibling have the same policy", () => SiblingNetworks.Of(policy, policy, Edges(1), _reward));
        AssertRefused<ArgumentOutOfRangeException>("batchSize must be at least 2", () => SiblingNetworks.Of(policy, other, Edges(1), _reward, 1));
        AssertRefused<ArgumentOutOfRangeException>("Share must be from 0 to 1 (got 1.5)", () => With(new SiblingSettings { Share = 1.5 }));
        AssertRefused<ArgumentOutOfRangeException>("UpdateRatio must be a positive number (got 0)", () => With(new SiblingSettings { UpdateRatio = 0 }));
        AssertRefused<ArgumentException>("to mix by Z the behaviour network's objective must be known", () => With(new SiblingSettings { MixesByPartition = true }));
        using var flowless = new MlpPolicy(_reward.Grid, hidden: 8);
        AssertRefused<ArgumentException>("GAFN, ", () => SiblingNetworks.Of(policy, flowless, Edges(1), _reward));

        SiblingNetworks With(SiblingSettings settings) => SiblingNetworks.Of(policy, other, Edges(1), _reward, 8, settings);

        static void AssertRefused<T>(string begins, Func<object> make) where T : Exception => Assert.StartsWith(begins, Assert.Throws<T>(make).Message, StringComparison.Ordinal);
    }

    private MlpPolicy Network(ulong seed) => new(_reward.Grid, hidden: 16, flow: true, seed: seed);

    private AugmentedTrajectoryBalance Edges(double scale) => new(new RandomNetworkDistillation(_reward.Grid, scale, hidden: 8, outputs: 4));

    private static void Observe(SiblingNetworks explorer, Policy behaviour, TrajectoryBatch batch) =>
        explorer.Observe(batch, new TrajectoryBalance().Evaluate(batch, new TrajectoryEvaluator(behaviour)));

    private static void AssertClose(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-5);
    }
}
