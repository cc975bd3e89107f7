using GFlowNets.Exploration;
using GFlowNets.Sampling;
using GFlowNets.Tests.Replay;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

public class IntrinsicRewardTests
{
    [Fact]
    public void Counts_fade_as_one_over_the_root_of_the_visits()
    {
        var counts = new VisitCounts(Batches.Line, scale: 2);
        var batch = Batches.Of((2, 0), (0, 0));
        Assert.Equal((double[])[0, 2, 2, 0], Edges(counts, batch).Edges);
        Assert.Equal((double[])[2, 2], Edges(counts, batch).Endings);
        counts.Learn(batch);
        counts.Learn(Batches.Of((1, 0)));
        // Cell 1 was entered twice, cell 2 once; cells 2 and 0 ended one trajectory each.
        Assert.Equal((double[])[0, 2 / Math.Sqrt(3), 2 / Math.Sqrt(2), 0], Edges(counts, batch).Edges);
        Assert.Equal((double[])[2 / Math.Sqrt(2), 2 / Math.Sqrt(2)], Edges(counts, batch).Endings);
        Assert.Equal(2, counts.Visits([1]));

        var restored = new VisitCounts(Batches.Line, scale: 2);
        restored.Load(new StateReader(Values.Bytes(counts)));
        Assert.Equal(Edges(counts, batch).Edges, Edges(restored, batch).Edges);
        Assert.Equal(Values.Bytes(counts), Values.Bytes(restored));
    }

    // exploration-methods T.7: the bonus is not negative, vanishes on a state that is repeated, and the target never changes.
    [Fact]
    public void Distillation_forgets_what_it_has_seen_and_not_what_it_has_not()
    {
        using var bonus = new RandomNetworkDistillation(Batches.Line, scale: 1, hidden: 32, outputs: 16, seed: 1);
        var (seen, other) = (Batches.Of((1, 0)), Batches.Of((9, 0)));
        var target = bonus.TargetParameters.Select(p => Values.Read(p.Value)).ToList();
        var before = (Seen: Edges(bonus, seen).Endings[0], Other: Edges(bonus, other).Endings[0]);
        Assert.True(before.Seen > 0 && before.Other > 0);
        for (var i = 0; i < 400; i++)
            bonus.Learn(seen);
        Assert.InRange(Edges(bonus, seen).Endings[0], 0, 0.05 * before.Seen);
        Assert.InRange(Edges(bonus, other).Endings[0], 0.2 * before.Other, double.PositiveInfinity);
        Assert.Equal(target, bonus.TargetParameters.Select(p => Values.Read(p.Value)));
    }

    [Fact]
    public void A_stop_has_the_bonus_of_its_state_and_first_rows_have_none()
    {
        using var bonus = new RandomNetworkDistillation(Batches.Line, scale: 0.5, hidden: 8, outputs: 4);
        var (edges, endings) = Edges(bonus, Batches.Of((3, 0)));
        Assert.Equal(0, edges[0]);
        Assert.Equal(edges[3], endings[0]);
        Assert.Equal(4, edges.Append(endings[0]).Distinct().Count());
    }

    [Fact]
    public void Restored_distillation_learns_the_same_bits()
    {
        using var saved = new RandomNetworkDistillation(Batches.Line, hidden: 8, outputs: 4, seed: 2);
        using var restored = new RandomNetworkDistillation(Batches.Line, hidden: 8, outputs: 4, seed: 2);
        saved.Learn(Batches.Of((3, 0), (5, 0)));
        restored.Load(new StateReader(Values.Bytes(saved)));
        foreach (var bonus in new[] { saved, restored })
            bonus.Learn(Batches.Of((4, 0)));
        Assert.Equal(Values.Bytes(saved), Values.Bytes(restored));
        using var other = new RandomNetworkDistillation(Batches.Line, hidden: 8, outputs: 4, seed: 3);
        Assert.Throws<InvalidDataException>(() => other.Load(new StateReader(Values.Bytes(saved))));
    }

    // exploration-methods §b.2: the bonus of terminating states alone, scale·(mean square).
    [Fact]
    public void On_endings_alone_only_terminating_states_are_learned()
    {
        using var norms = new RandomNetworkDistillation(Batches.Line, scale: 1, hidden: 16, outputs: 4, seed: 1);
        using var squares = new RandomNetworkDistillation(Batches.Line, scale: 2, hidden: 16, outputs: 4, seed: 1, error: DistillationError.MeanSquare, endingsOnly: true);
        Assert.NotEqual(norms.Name, squares.Name);
        var batch = Batches.Of((6, 0), (6, 0));
        var (edges, endings) = Edges(squares, batch);
        Assert.All(edges, edge => Assert.Equal(0, edge));
        Assert.Equal(2 * Math.Pow(Edges(norms, batch).Endings[0], 2) / 4, endings[0], 1e-6);
        using var onEdges = new RandomNetworkDistillation(Batches.Line, scale: 2, hidden: 16, outputs: 4, seed: 1, error: DistillationError.MeanSquare);
        for (var i = 0; i < 400; i++)
        {
            squares.Learn(batch);
            onEdges.Learn(batch);
        }

        Assert.InRange(Edges(squares, batch).Endings[0], 0, 0.01 * endings[0]);
        // Cell 3 was on the way only, which endings do not teach; what its bonus lost, it lost by likeness.
        Assert.True(Edges(squares, Batches.Of((3, 0))).Endings[0] > 5 * Edges(onEdges, Batches.Of((3, 0))).Endings[0]);
    }

    [Fact]
    public void Novelty_differences_pay_for_crossing_into_the_new()
    {
        var counts = new VisitCounts(Batches.Line, scale: 1);
        // Cell 1 is entered four times and cell 2 once; cell 1 ends three trajectories.
        counts.Learn(Batches.Of((1, 0), (1, 0), (1, 0), (2, 0)));
        var bonus = new NoveltyDifference(counts, 0.5);
        var (edges, endings) = Edges(bonus, Batches.Of((3, 0), (1, 0)));
        var (one, two) = (1 / Math.Sqrt(5), 1 / Math.Sqrt(2));
        double[] expected = [0, one, two - one / 2, 1 - two / 2, 0, one];
        for (var row = 0; row < expected.Length; row++)
            Assert.Equal(expected[row], edges[row], 1e-12);
        Assert.Equal(0.5, endings[0], 1e-12);
        Assert.Equal(0.5 - one / 2, endings[1], 1e-12);
        // Stepping back into the known pays nothing.
        counts.Learn(Batches.Of((3, 0), (3, 0), (3, 0), (3, 0), (3, 0), (3, 0), (3, 0), (3, 0), (3, 0)));
        var (whole, _) = Edges(new NoveltyDifference(counts, 1), Batches.Of((3, 0)));
        Assert.Equal(1 / Math.Sqrt(10) - 1 / Math.Sqrt(11), whole[3], 1e-12);
        Assert.All(whole, edge => Assert.True(edge >= 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoveltyDifference(counts, 1.5));
    }

    [Fact]
    public void A_step_that_ends_a_trajectory_by_itself_has_one_novelty_difference()
    {
        var grid = new GFlowNets.Environments.HyperGrid(1, 3, GFlowNets.Environments.GridTermination.TouchesBoundary);
        var batch = new TrajectoryBatch(grid);
        batch.AddRow([0], 0, TrajectoryBatch.None);
        batch.AddRow([1], 0, 0);
        batch.AddRow([2], TrajectoryBatch.None, 0);
        batch.EndTrajectory(TrajectorySource.Given, logReward: 0);
        var (edges, endings) = Edges(new NoveltyDifference(new VisitCounts(grid, 1), 0.25), batch);
        Assert.Equal((double[])[0, 1, 0.75], edges);
        Assert.Equal(0.75, endings[0]);
    }

    private static (double[] Edges, double[] Endings) Edges(IIntrinsicReward bonus, TrajectoryBatch batch)
    {
        var (edges, endings) = (new double[batch.RowCount], new double[batch.Count]);
        bonus.Evaluate(batch, edges, endings);
        return (edges, endings);
    }
}
