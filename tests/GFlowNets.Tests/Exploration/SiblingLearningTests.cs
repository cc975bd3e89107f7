using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

/// <summary>What sibling networks are for, at a smaller size than the full-size evidence.</summary>
public class SiblingLearningTests
{
    // exploration-methods §b.3 on the sparse grid of side 8: TB stays on the goal that it finds first, at an L1 of 4/3 or 2/3.
    [Fact]
    public void They_learn_the_goals_that_trajectory_balance_misses()
    {
        var results = Seeds.Run(3, seed => (TB: L1(seed, null), Edges: L1(seed, Edges(seed)), Guided: L1(seed, new AugmentedObjective(new TrajectoryBalance(), new LossBonus(), onEdges: false))));
        Assert.All(results, result => Assert.InRange(result.TB, 0.6, 1.4));
        // Of twelve seeds one misses a goal (0.667); the others lie below 0.25 and below 0.3.
        Assert.InRange(results.Average(result => result.Edges), 0, 0.45);
        Assert.InRange(results.Average(result => result.Guided), 0, 0.45);

        static Objective Edges(ulong seed) => new AugmentedTrajectoryBalance(new RandomNetworkDistillation(Grid, 0.02, hidden: 64, outputs: 32, seed: seed));

        static double L1(ulong seed, Objective? objective)
        {
            var reward = Sparse.Gafn(Grid);
            using var policy = new MlpPolicy(Grid, hidden: 64, seed: seed);
            using var sibling = new MlpPolicy(Grid, hidden: 64, flow: true, seed: seed + 1000);
            IExplorer explorer = objective is null ? new OnPolicy(policy, reward, 16, seed: seed) : SiblingNetworks.Of(policy, sibling, objective, reward, seed: seed);
            using var trainer = new Trainer(
                policy, new TrajectoryBalance(), explorer, new TrainingSettings { Iterations = 1000, EvaluateEvery = 0 }, new ExactEvaluation(StateSpace.Of(Grid), reward)).Run();
            return trainer.Log[^1]["l1"];
        }
    }

    // Whatever the sibling is rewarded for, the optimum of the behaviour network's loss is the reward's distribution.
    [Theory]
    [InlineData("edges")]
    [InlineData("endings")]
    [InlineData("NovelD")]
    [InlineData("ACE")]
    [InlineData("DB")]
    public void The_behaviour_network_learns_the_target(string form)
    {
        var reward = new Corners(new HyperGrid(2, 6));
        using var policy = new MlpPolicy(reward.Grid, hidden: 48, flow: form == "DB");
        using var sibling = new MlpPolicy(reward.Grid, hidden: 48, flow: true, seed: 1000);
        var bonus = new RandomNetworkDistillation(reward.Grid, 1, hidden: 32, outputs: 16);
        Objective behaviour = form == "DB" ? new DetailedBalance() : new TrajectoryBalance();
        Objective objective = form switch
        {
            "endings" => new AugmentedObjective(new TrajectoryBalance(), bonus, onEdges: false),
            "NovelD" => new AugmentedTrajectoryBalance(new NoveltyDifference(bonus)),
            "ACE" => new DivergentTrajectoryBalance(),
            "DB" => new AugmentedObjective(new DetailedBalance(), bonus),
            _ => new AugmentedTrajectoryBalance(bonus),
        };
        var settings = form == "ACE" ? new SiblingSettings { Share = 1, TrainsOnAll = true, MixesByPartition = true } : new SiblingSettings();
        using var explorer = new SiblingNetworks(
            new OnPolicy(policy, reward, 8), SiblingNetworks.Proposals(sibling, reward), sibling, objective, settings, behaviour);
        using var trainer = new Trainer(
            policy,
            behaviour,
            explorer,
            new TrainingSettings { Iterations = 1200, LearningRate = 3e-3, FinalLearningRateFactor = 0.03, EvaluateEvery = 0 },
            new ExactEvaluation(StateSpace.Of(reward.Grid), reward)).Run();
        Assert.InRange(trainer.Log[0]["tv"], 0.3, 1);
        Assert.InRange(trainer.Log[^1]["tv"], 0, 0.04);
    }

    private static HyperGrid Grid { get; } = new(2, 8, GridTermination.TouchesBoundary);
}
