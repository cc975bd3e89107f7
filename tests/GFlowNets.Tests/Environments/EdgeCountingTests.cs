using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Environments;

/// <summary>Why graphs up to isomorphism need their edges counted per child.</summary>
public class EdgeCountingTests
{
    [Fact]
    public void Counting_per_child_samples_the_reward()
    {
        var graphs = new ColouredGraphs(4);
        var space = StateSpace.Of(graphs);
        var exact = ExactDistribution.Of(ExactFlows.Of(space, new ConstantReward()).ToPolicy(), space);
        Assert.All(exact.Probabilities.ToArray(), probability => Assert.Equal(1.0 / 66, probability, 1e-12));
    }

    [Fact]
    public void Counting_per_action_samples_the_reward_over_the_number_of_automorphisms()
    {
        var graphs = new ColouredGraphs(4);
        var space = StateSpace.Of(new CountedPerAction(graphs));
        var exact = ExactDistribution.Of(ExactFlows.Of(space, new ConstantReward()).ToPolicy(), space);
        for (var index = 0; index < space.Count; index++)
            Assert.Equal(3.0 / 107, exact.Probabilities[index] * Relabelling.Automorphisms(graphs, space.StateAt(index)), 1e-12);
    }

    [Fact]
    public void Merged_probabilities_sum_over_the_actions_of_an_edge()
    {
        using var scope = torch.NewDisposeScope();
        var graphs = new ColouredGraphs(3);
        var policy = new TabularPolicy(StateSpace.Of(graphs), BackwardPolicy.Learned);
        var batch = new TrajectoryBatch(graphs);
        // From the path 0-0, a third node of colour 1 on either end gives the same path: 2 of 5 legal actions, all equally likely.
        var (single, edge, path) = (graphs.Graph([0]), graphs.Graph([0, 0], (0, 1)), graphs.Graph([0, 0, 1], (0, 1), (1, 2)));
        batch.AddRow(graphs.InitialState(), ActionTo(graphs.InitialState(), single), TrajectoryBatch.None);
        batch.AddRow(single, ActionTo(single, edge), graphs.BackwardActionOf(graphs.InitialState(), ActionTo(graphs.InitialState(), single)));
        batch.AddRow(edge, ActionTo(edge, path), graphs.BackwardActionOf(single, ActionTo(single, edge)));
        batch.AddRow(path, graphs.StopAction, graphs.BackwardActionOf(edge, ActionTo(edge, path)));
        batch.EndTrajectory(TrajectorySource.Given);
        var evaluation = TrajectoryEvaluation.Of(policy, batch);
        AssertClose([1.0 / 3, 1.0 / 3, 2.0 / 5, 1.0 / 2], evaluation.LogForward);
        // Either node of 0-0 may go, to the same parent; of the path, either end, to different ones.
        AssertClose([1, 1, 1, 1.0 / 2], evaluation.LogBackward);
        AssertClose([1, 1, 1, 1.0 / 2], TrajectoryEvaluation.Of(new TabularPolicy(policy.Space), batch).LogBackward);

        int ActionTo(int[] from, int[] to) => Enumerable.Range(0, graphs.ActionCount - 1).First(action =>
        {
            var child = from.ToArray();
            if (!Walks.Legal(graphs, from, forward: true)[action])
                return false;
            graphs.Step(child, action);
            return child.SequenceEqual(to);
        });
    }

    [Fact]
    public void Training_converges_to_the_reward()
    {
        var graphs = new ColouredGraphs(3);
        var space = StateSpace.Of(graphs);
        var reward = new ConstantReward();
        var policy = new TabularPolicy(space);
        using var trainer = new Trainer(
            policy,
            new TrajectoryBalance(),
            new OnPolicy(policy, reward, seed: 1),
            new TrainingSettings { Iterations = 1500, LearningRate = 0.05, FinalLearningRateFactor = 0.1, EvaluateEvery = 0 });
        trainer.Run();
        var learned = ExactDistribution.Of(policy, space).Probabilities;
        Assert.True(Divergence.TotalVariation(learned, TargetDistribution.Of(space, reward).Probabilities) < 0.01);
        Assert.Equal(Math.Log(16), trainer.Objective.LogPartition, 0.05);
        var symmetric = Enumerable.Range(0, space.Count).Select(index => 1.0 / Relabelling.Automorphisms(graphs, space.StateAt(index))).ToArray();
        var wrong = Array.ConvertAll(symmetric, weight => weight / symmetric.Sum());
        Assert.True(Divergence.TotalVariation(learned, wrong) > 0.1);
    }

    private static void AssertClose(double[] probabilities, Tensor logs)
    {
        var actual = Values.Read(logs);
        Assert.Equal(probabilities.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
            Assert.Equal(Math.Log(probabilities[i]), actual[i], 1e-12);
    }

    private sealed class CountedPerAction(ColouredGraphs graphs) : AnotherEnvironment(graphs)
    {
        public override EdgeCounting Edges => EdgeCounting.PerAction;
    }
}
