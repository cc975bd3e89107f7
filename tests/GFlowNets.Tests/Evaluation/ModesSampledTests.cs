using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Tests.Evaluation;

public class ModesSampledTests
{
    [Fact]
    public void It_is_the_mean_number_of_modes_that_many_samples_meet()
    {
        var reward = new Deceptive(new HyperGrid(2, 8, GridTermination.TouchesBoundary));
        var space = StateSpace.Of(reward.Grid);
        using var policy = new TabularPolicy(space);
        var exact = new ExactEvaluation(space, reward);
        using var trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward), null, exact);
        var metric = new ModesSampled(exact, reward, samples: 20);
        Assert.StartsWith("the exact evaluation has not measured yet", Assert.Throws<InvalidOperationException>(() => metric.Measure(trainer).ToList()).Message, StringComparison.Ordinal);
        exact.Measure(trainer).ToList();
        var (_, expected) = Assert.Single(metric.Measure(trainer));
        // 400 times 20 trajectories; the number of modes in 20 is between 0 and 4, so its mean is known to 0.05 (one standard error at most 0.1 / 2).
        var rollout = new ForwardRollout(policy);
        var (total, batch) = (0.0, new TrajectoryBatch(reward.Grid));
        for (var round = 0; round < 400; round++)
        {
            batch.Clear();
            rollout.Sample(20, new CounterRandom(1, RandomPurpose.User, round), batch);
            total += Enumerable.Range(0, 20).Select(i => batch.Terminating(i).ToArray()).Where(x => reward.IsMode(x)).DistinctBy(x => (x[0], x[1])).Count();
        }

        Assert.InRange(total / 400, expected - 0.2, expected + 0.2);
        Assert.InRange(expected, 0.3, 3.7);
        Assert.StartsWith("samples must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new ModesSampled(exact, reward, 0)).Message, StringComparison.Ordinal);
    }

    // Strings on the way have no reward to ask about modes; only complete ones are counted.
    [Fact]
    public void Unfinished_states_are_no_modes()
    {
        var sequences = BitSequence.PrependAppend(4, word: 2);
        var reward = ModeDistance.Gfnx(sequences, ["0011", "1111"]);
        var space = StateSpace.Of(sequences);
        using var policy = new TabularPolicy(space);
        var exact = new ExactEvaluation(space, reward);
        var metric = new ModesSampled(exact, reward, samples: 1_000_000);
        using var trainer = new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward), null, exact, metric);
        exact.Measure(trainer).ToList();
        Assert.Equal(2, Assert.Single(metric.Measure(trainer)).Value, 1e-9);
    }
}
