using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Sampling;

namespace GFlowNets.Tests.Policies;

/// <summary>Steps that a policy gives less probability than a number can hold still have a log-probability, and a gradient.</summary>
public class UnlikelyEdgeTests
{
    // Both ways to the string "0" are one edge: d log(e^a + e^b)/d a = e^a/(e^a + e^b), however small both are beside e^c.
    [Theory]
    [InlineData(-3)]
    [InlineData(-60)]
    [InlineData(-800)]
    [InlineData(-5000)]
    public void An_edge_of_several_actions_shares_its_gradient_by_their_scores(double score)
    {
        var sequences = new PrependAppendSequence("01", 1, edges: EdgeCounting.PerChild);
        using var policy = new TabularPolicy(StateSpace.Of(sequences));
        policy.SetForward([0], score, 0, score - 1, 0);
        var batch = new TrajectoryBatch(sequences);
        batch.AddRow([0], 0, 0);
        batch.AddRow([1], TrajectoryBatch.None, TrajectoryBatch.None);
        batch.EndTrajectory(TrajectorySource.Given, logReward: 0);
        using var scope = torch.NewDisposeScope();
        var evaluation = new TrajectoryEvaluator(policy).Evaluate(batch);
        var unlikely = score + Math.Log(1 + Math.Exp(-1));
        var expected = unlikely - Math.Log(2 + Math.Exp(unlikely));
        Assert.Equal(expected, evaluation.LogForward.data<double>()[0], 1e-9);
        evaluation.LogForward.sum().backward();
        var gradient = policy.Parameters[0].Value.grad!.data<double>().ToArray();
        var start = Array.FindIndex(gradient, value => value != 0);
        var (share, left) = (1 / (1 + Math.Exp(-1)), 1 - Math.Exp(expected));
        Assert.Equal([share * left, -left / 2, (1 - share) * left, -left / 2], gradient[start..(start + 4)], (a, b) => Math.Abs(a - b) < 1e-9);
    }
}
