using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Replay;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Tests.Training;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

[Collection(nameof(AloneCollection))]
public class SiblingCompositionTests
{
    private const int Iterations = 16;

    private readonly Deceptive _reward = new(new HyperGrid(2, 8, GridTermination.TouchesBoundary));

    public static TheoryData<string> Compositions =>
        ["edges", "endings", "counts", "NovelD", "loss-guided", "no bonus", "DB", "SubTB", "two steps in five", "five steps in two", "ACE", "replays its own", "sibling replays", "around a buffer", "local search", "noisy"];

    [Theory]
    [MemberData(nameof(Compositions))]
    public void A_run_stopped_anywhere_and_restored_equals_an_uninterrupted_one(string composition)
    {
        using var whole = Make(composition).Run();
        var random = new CounterRandom(8, RandomPurpose.User);
        foreach (var stop in new[] { 1 + random.Integer(Iterations - 2, composition.Length, 0), 1 + random.Integer(Iterations - 2, composition.Length, 1) })
        {
            using var first = Make(composition);
            for (var i = 0; i < stop; i++)
                first.Step();
            using var second = Make(composition);
            second.Load(new StateReader(Values.Bytes(first)));
            second.Run();
            Assert.Equal(whole.Loss, second.Loss);
            Assert.Equal(Values.Bytes(whole.Policy), Values.Bytes(second.Policy));
            Assert.Equal(Values.Bytes(whole.Objective), Values.Bytes(second.Objective));
            Assert.Equal(Values.Bytes(whole.Explorer), Values.Bytes(second.Explorer));
        }
    }

    // Whatever surrounds it, the behaviour network is asked about the true reward of every trajectory.
    [Theory]
    [MemberData(nameof(Compositions))]
    public void The_behaviour_network_sees_the_true_rewards(string composition)
    {
        using var trainer = Make(composition);
        for (var iteration = 0; iteration < 6; iteration++)
        {
            var batch = trainer.Explorer.Propose(iteration);
            for (var i = 0; i < batch.Count; i++)
                Assert.Equal(_reward.LogReward(batch.Terminating(i)), batch.LogRewards[i], 1e-12);
            trainer.Explorer.Observe(batch, trainer.Objective.Evaluate(batch, new TrajectoryEvaluator(trainer.Policy)));
        }

        Assert.True(trainer.Explorer.RewardCalls > 0);
    }

    [Fact]
    public void A_checkpoint_of_another_sibling_is_refused()
    {
        var saved = Values.Bytes(Make("edges").Explorer);
        Make("edges").Explorer.Load(new StateReader(saved));
        foreach (var other in new[] { "endings", "counts", "two steps in five" })
        {
            var error = Assert.Throws<InvalidDataException>(() => Make(other).Explorer.Load(new StateReader(saved)));
            Assert.StartsWith("the checkpoint's sibling is trained by GAFN", error.Message, StringComparison.Ordinal);
        }
    }

    private Trainer Make(string composition)
    {
        var grid = _reward.Grid;
        Policy behaviour = composition == "noisy" ? new NoisyMlpPolicy(grid, hidden: 16, noisyLayers: 1, seed: 1) : new MlpPolicy(grid, hidden: 16, flow: true, seed: 1);
        Policy policy = composition == "noisy" ? new NoisyMlpPolicy(grid, hidden: 12, noisyLayers: 1, seed: 2) : new MlpPolicy(grid, hidden: 12, flow: true, seed: 2);
        var settings = composition switch
        {
            "two steps in five" => new SiblingSettings { UpdateRatio = 0.4 },
            "five steps in two" => new SiblingSettings { UpdateRatio = 2.5, GradientClip = 1 },
            "ACE" => new SiblingSettings { Share = 1, TrainsOnAll = true, MixesByPartition = true },
            _ => new SiblingSettings(),
        };
        var distillation = new RandomNetworkDistillation(grid, 0.2, hidden: 8, outputs: 4, seed: 3);
        Objective objective = composition switch
        {
            "endings" => new AugmentedObjective(
                new TrajectoryBalance(), new RandomNetworkDistillation(grid, 10, hidden: 8, outputs: 1, error: DistillationError.MeanSquare, endingsOnly: true), onEdges: false),
            "counts" => new AugmentedTrajectoryBalance(new VisitCounts(grid)),
            "NovelD" => new AugmentedTrajectoryBalance(new NoveltyDifference(distillation)),
            "loss-guided" => new AugmentedObjective(new TrajectoryBalance(), new LossBonus(), onEdges: false),
            "DB" => new AugmentedObjective(new DetailedBalance(), distillation),
            "SubTB" => new AugmentedObjective(new SubTrajectoryBalance(), distillation),
            "ACE" => new DivergentTrajectoryBalance(alpha: 0.5),
            "no bonus" or "noisy" => new TrajectoryBalance(),
            _ => new AugmentedTrajectoryBalance(distillation),
        };
        Objective behaviours = composition switch { "DB" => new DetailedBalance(), "SubTB" => new SubTrajectoryBalance(), _ => new TrajectoryBalance() };
        IExplorer own = new OnPolicy(behaviour, _reward, 3, new EpsilonUniform(0.05), seed: 4);
        IExplorer proposals = SiblingNetworks.Proposals(policy, _reward, 6, seed: 4);
        own = composition == "replays its own" ? Buffered(own, behaviour) : own;
        proposals = composition switch
        {
            "sibling replays" => Buffered(proposals, policy),
            "local search" => new LocalSearch(proposals, policy, _reward, new LocalSearchSettings { Rounds = 2, Share = 0.5, Every = 4 }, seed: 4),
            _ => proposals,
        };
        IExplorer explorer = new SiblingNetworks(own, proposals, policy, objective, settings, behaviours);
        if (composition == "around a buffer")
            explorer = Buffered(explorer, behaviour);
        return new Trainer(behaviour, behaviours, explorer, new TrainingSettings { Iterations = Iterations, EvaluateEvery = 0, LearningRate = 3e-3 });

        ReplayExplorer Buffered(IExplorer inner, Policy walker) => new(
            inner, walker, new ReplayBuffer(grid, new ReplaySettings { Capacity = 20, Priority = LossPriority.Absolute() }), ReplayPlan.Mixed(3), new PriorityDraw(0.6, Schedule.Linear(0.4, 1, 20)), seed: 5);
    }
}
