using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Objectives;

public class DivergentTrajectoryBalanceTests
{
    // exploration-methods §b.5, the reconstruction, computed from trajectory balance's residuals.
    [Fact]
    public void Uncovered_trajectories_are_balanced_and_covered_ones_pushed_down()
    {
        var space = StateSpace.Of(new HyperGrid(2, 3));
        using var policy = Judging.Table(space, seed: 2);
        var batch = new OnPolicy(policy, new ArbitraryReward(), 6, new EpsilonUniform(0.9)).Propose(0);
        batch.Weights[3] = 0.5;
        double[] behaviour = [-3, -0.1, 2, -0.8, 0, -40];
        const double beta = 0.7, depth = 0.5;
        var plain = Judging.Judge(new TrajectoryBalance(), policy, batch).Residuals.ToArray();
        // Of the three trajectories that are covered, two have too much flow.
        var covered = new[] { 1, 2, 4 }.Select(i => plain[i] + (1 - beta) * batch.LogRewards[i]).Order().ToList();
        var logPartition = -depth - (covered[0] + covered[1]) / 2;
        var objective = new DivergentTrajectoryBalance(alpha: 0.5, beta, depth, logPartition);
        objective.ObserveBehaviour(batch, behaviour);
        var judged = objective.Evaluate(batch, new TrajectoryEvaluator(policy));
        var (sum, pushed) = (0.0, 0);
        for (var i = 0; i < 6; i++)
        {
            var residual = logPartition + plain[i] + (1 - beta) * batch.LogRewards[i];
            Assert.Equal(residual, judged.Residuals[i], 1e-10);
            var below = behaviour[i] < Math.Log(0.5);
            pushed += !below && residual + depth > 0 ? 1 : 0;
            sum += batch.Weights[i] * (below ? residual * residual : Math.Pow(Math.Max(0, residual + depth), 2));
        }

        Assert.Equal(2, pushed);
        Assert.Equal(sum / 5.5, judged.Loss.item<double>(), 1e-10);
        Judging.AssertSlopes(objective, policy, batch);
    }

    [Fact]
    public void Where_everything_counts_as_uncovered_it_is_trajectory_balance()
    {
        var space = StateSpace.Of(new HyperGrid(2, 3));
        using var policy = Judging.Table(space, seed: 2);
        var batch = new OnPolicy(policy, new ArbitraryReward(), 6).Propose(0);
        var objective = new DivergentTrajectoryBalance(double.PositiveInfinity, initialLogPartition: 1);
        objective.ObserveBehaviour(batch, new double[6]);
        var expected = Judging.Judge(new TrajectoryBalance(1), policy, batch).Loss.item<double>();
        Assert.Equal(expected, objective.Evaluate(batch, new TrajectoryEvaluator(policy)).Loss.item<double>(), 1e-10);
    }

    [Fact]
    public void It_asks_to_be_told_and_refuses_senseless_constants()
    {
        var space = StateSpace.Of(new HyperGrid(2, 3));
        using var policy = Judging.Table(space, seed: 2);
        var batch = new OnPolicy(policy, new ArbitraryReward(), 2).Propose(0);
        var error = Assert.Throws<InvalidOperationException>(() => new DivergentTrajectoryBalance().Evaluate(batch, new TrajectoryEvaluator(policy)));
        Assert.Contains("give it to a SiblingNetworks explorer", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DivergentTrajectoryBalance(alpha: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DivergentTrajectoryBalance(beta: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DivergentTrajectoryBalance(depth: -1));
    }
}
