using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Tests.Replay;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Objectives;

public class AugmentedTrajectoryBalanceTests
{
    // exploration-methods T.7, where R = 0 stands for the floor of §b.4: the numbers given are those of R = 1e-8.
    [Fact]
    public void The_residual_is_that_of_the_specification()
    {
        var batch = Batches.Of((2, Math.Log(1e-8)));
        var objective = new AugmentedTrajectoryBalance(new FixedBonus([0, 0.02, 0.05], [0.01]), initialLogPartition: 0.3);
        var judged = objective.Evaluate(batch, Evaluation([-0.5, -1.2, -0.7], [0, Math.Log(0.5), 0], [9, Math.Log(1.5), Math.Log(0.8)]));
        Assert.Equal(3.111374436, judged.Residuals[0], 1e-9);
        Assert.Equal(judged.Residuals[0] * judged.Residuals[0], judged.Loss.item<double>(), 1e-12);
    }

    // The same by hand for a trajectory that ends by itself: log Z + Σ log P_F − log(R + r_last) − log(P_B + r/F) of the first step − log P_B of the last.
    [Fact]
    public void The_last_step_of_a_trajectory_that_ends_by_itself_is_not_augmented()
    {
        var words = new AnyOrderSequence(2, 2);
        var batch = new TrajectoryBatch(words);
        batch.AddRow([0, 0], 0, TrajectoryBatch.None);
        batch.AddRow([1, 0], 2, 0);
        batch.AddRow([1, 1], TrajectoryBatch.None, 2);
        batch.EndTrajectory(TrajectorySource.Given, logReward: Math.Log(0.3));
        var objective = new AugmentedTrajectoryBalance(new FixedBonus([0, 0.2, 0.5], [0.5]), initialLogPartition: 1);
        var judged = objective.Evaluate(batch, Evaluation([-1, -0.5, 0], [0, 0, Math.Log(0.5)], [0, Math.Log(2), 5]));
        Assert.Equal(1 - 1.5 - Math.Log(0.8) - Math.Log(1.1) - Math.Log(0.5), judged.Residuals[0], 1e-12);
    }

    [Fact]
    public void Without_a_bonus_it_is_trajectory_balance_in_value_and_gradient()
    {
        var grid = new HyperGrid(2, 4);
        using var policy = new MlpPolicy(grid, hidden: 8, backward: BackwardPolicy.Learned, flow: true, seed: 3);
        var batch = new OnPolicy(policy, new GFlowNets.Rewards.Corners(grid), 6).Propose(0);
        var none = new AugmentedTrajectoryBalance(new FixedBonus(new double[batch.RowCount], new double[batch.Count]), 0.4);
        var (expected, gradient) = Differentiated(new TrajectoryBalance(0.4));
        var (actual, same) = Differentiated(none);
        Assert.Equal(expected, actual, 1e-12);
        Assert.Equal(gradient, same, (a, b) => Math.Abs(a - b) < 1e-6);

        (double Loss, double[] Gradient) Differentiated(Objective objective)
        {
            using var scope = torch.NewDisposeScope();
            foreach (var (_, parameter) in policy.Parameters)
                parameter.grad = null;
            var judged = objective.Evaluate(batch, TrajectoryEvaluation.Of(policy, batch));
            judged.Loss.backward();
            return (judged.Loss.item<double>(), [.. policy.Parameters.SelectMany(p => Values.Read(p.Value.grad!))]);
        }
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        var space = StateSpace.Of(new HyperGrid(2, 3));
        using var policy = new TabularPolicy(space, BackwardPolicy.Learned, flow: true);
        var table = policy.Parameters[0].Value;
        var random = new CounterRandom(5, RandomPurpose.User);
        Values.Write(table, [.. Enumerable.Range(0, (int)table.numel()).Select(i => random.Normal(0, i))]);
        var batch = new OnPolicy(policy, new GFlowNets.Rewards.Corners(new HyperGrid(2, 3)), 4).Propose(0);
        var bonus = new FixedBonus([.. Enumerable.Range(0, batch.RowCount).Select(i => random.Uniform(1, i))], [0.1, 0.4, 0, 1]);
        var objective = new AugmentedTrajectoryBalance(bonus, 0.7);
        using var scope = torch.NewDisposeScope();
        objective.Evaluate(batch, TrajectoryEvaluation.Of(policy, batch)).Loss.backward();
        var gradient = Values.Read(table.grad!);
        Assert.Contains(gradient, g => Math.Abs(g) > 0.1);
        var values = Values.Read(table);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal((Loss(i, 1e-5) - Loss(i, -1e-5)) / 2e-5, gradient[i], 1e-6 * Math.Max(1, Math.Abs(gradient[i])));

        double Loss(int i, double change)
        {
            var moved = values.ToArray();
            moved[i] += change;
            Values.Write(table, moved);
            return objective.Evaluate(batch, TrajectoryEvaluation.Of(policy, batch)).Loss.item<double>();
        }
    }

    [Fact]
    public void A_policy_without_flows_and_senseless_bonuses_are_refused_in_sentences()
    {
        using var policy = new TabularPolicy(StateSpace.Of(Batches.Line));
        var objective = new AugmentedTrajectoryBalance(new VisitCounts(Batches.Line));
        Assert.Contains("ask for flow: true", Assert.Throws<ArgumentException>(() => objective.Attach(policy)).Message, StringComparison.Ordinal);
        var batch = Batches.Of((1, 0));
        var negative = new AugmentedTrajectoryBalance(new FixedBonus([0, -1], [0]));
        var error = Assert.Throws<InvalidOperationException>(() => negative.Evaluate(batch, Evaluation([0, 0], [0, 0], [0, 0])));
        Assert.Contains("must be a finite number of at least 0 (got -1)", error.Message, StringComparison.Ordinal);
        var nothing = new AugmentedTrajectoryBalance(new FixedBonus([0, 0], [0]));
        error = Assert.Throws<InvalidOperationException>(() => nothing.Evaluate(Batches.Of((1, double.NegativeInfinity)), Evaluation([0, 0], [0, 0], [0, 0])));
        Assert.Contains("needs a finite log(R + r)", error.Message, StringComparison.Ordinal);
    }

    private static TrajectoryEvaluation Evaluation(double[] forward, double[] backward, double[] flow) =>
        new(torch.tensor(forward), torch.tensor(backward), torch.tensor(flow), forward.Length);
}
