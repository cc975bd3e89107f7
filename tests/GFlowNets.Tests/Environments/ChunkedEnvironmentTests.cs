using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Environments;

public class ChunkedEnvironmentTests
{
    private const int A = 0, B = 1, Stop = 2;

    // exploration §T.1: uniform P_F and P_B on the fractal grid of side 65, log R with the released code's offset.
    [Fact]
    public void The_trajectory_balance_residual_of_AA_B_and_stop_is_the_known_one()
    {
        var environment = ChunkedLaws.In(Side65, [A, A], [B, B]);
        Assert.Equal(3, UniformBackward.ParentCount(environment, [2, 1]));
        Assert.Equal(2, UniformBackward.ParentCount(environment, [2, 0]));
        Assert.Equal(5.402668, Residual(environment, 3, B), 1e-6);
    }

    // exploration §T.1.
    [Fact]
    public void The_trajectory_balance_residual_of_AB_and_stop_is_the_known_one()
    {
        var environment = ChunkedLaws.In(Side65, [A, B]);
        Assert.Equal(3, UniformBackward.ParentCount(environment, [1, 1]));
        Assert.Equal(3.507159, Residual(environment, 3), 1e-6);
    }

    [Fact]
    public void Shortcuts_and_walks_agree_in_every_state()
    {
        var chunks = new[] { new[] { A, B }, [B, A], [A, A, A], [B, B], [A, B, A, B] };
        Agree(ChunkedLaws.In(new HyperGrid(2, 6), chunks));
        Agree(ChunkedLaws.In(new AppendSequence("01", 6), chunks));
        Agree(ChunkedLaws.In(new AppendSequence("01", 6, shortest: 3), chunks));

        static void Agree(ChunkedEnvironment environment)
        {
            var (quick, slow) = (ChunkMoves.Of(environment), new WalkedChunks(environment));
            Assert.NotEqual(typeof(WalkedChunks), quick.GetType());
            var space = StateSpace.Of(environment);
            for (var index = 0; index < space.Count; index++)
            {
                var state = space.StateAt(index);
                var (a, b) = (new bool[environment.ActionCount], new bool[environment.ActionCount]);
                environment.Inner.ForwardActions(state, a.AsSpan(0, environment.Library.AtomCount));
                a.CopyTo(b, 0);
                quick.Forward(state, a);
                slow.Forward(state, b);
                Assert.Equal(b, a);
                (a, b) = (new bool[environment.BackwardActionCount], new bool[environment.BackwardActionCount]);
                quick.Backward(state, a);
                slow.Backward(state, b);
                Assert.Equal(b, a);
                for (var backward = 0; backward < a.Length; backward++)
                {
                    if (!a[backward])
                        continue;
                    var (left, right) = (state.ToArray(), state.ToArray());
                    quick.Undo(left, environment.Library[environment.ActionOf(backward)]);
                    slow.Undo(right, environment.Library[environment.ActionOf(backward)]);
                    Assert.Equal(right, left);
                }
            }
        }
    }

    [Fact]
    public void Rewards_targets_and_pictures_of_the_environment_underneath_serve_it()
    {
        var grid = new HyperGrid(2, 8);
        var environment = ChunkedLaws.In(grid, [A, B]);
        var reward = new Corners(grid);
        var (own, inner) = (TargetDistribution.Of(StateSpace.Of(environment), reward), TargetDistribution.Of(StateSpace.Of(grid), reward));
        Assert.Equal(inner.LogPartition, own.LogPartition);
        Assert.Equal(inner.Probabilities.ToArray(), own.Probabilities.ToArray());
        Assert.Equal(inner.ToGrid(), own.ToGrid());
        var other = new Corners(new HyperGrid(2, 9));
        Assert.StartsWith("the reward corners", Assert.Throws<ArgumentException>(() => TargetDistribution.Of(StateSpace.Of(environment), other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_space_outlives_a_change_of_the_library_and_what_was_computed_on_it_does_not()
    {
        using var scope = torch.NewDisposeScope();
        var environment = ChunkedLaws.In(new HyperGrid(2, 4), [A, B]);
        var space = StateSpace.Of(environment);
        var (flows, table, paths) = (ExactFlows.Of(space, new ArbitraryReward()), new TabularPolicy(space), new MaxEntBackward(space));
        Assert.Equal(Math.Log(3), paths.LogPathCount([1, 1]), 1e-12);
        environment.Library.Replace([[B, A]]);
        Assert.Contains("its library has changed since: compute it again", Assert.Throws<InvalidOperationException>(() => flows.ToPolicy()).Message, StringComparison.Ordinal);
        Assert.Contains("its library has changed since", Assert.Throws<InvalidOperationException>(() => ExactDistribution.Of(table, space)).Message, StringComparison.Ordinal);
        Assert.Contains("its library has changed since", Assert.Throws<InvalidOperationException>(() => paths.Probabilities(environment, [1, 1], new double[3])).Message, StringComparison.Ordinal);
        Assert.Equal(1, ExactDistribution.Of(Values.RandomTable(space), space).Probabilities.ToArray().Sum(), 1e-12);
        var target = TargetDistribution.Of(space, new ArbitraryReward());
        Assert.Equal(0, Divergence.L1(ExactDistribution.Of(ExactFlows.Of(space, new ArbitraryReward()).ToPolicy(), space).Probabilities, target.Probabilities), 1e-12);
    }

    // A tree has a path ratio, but not once chunks make several ways to one string.
    [Fact]
    public void A_growing_library_has_no_path_ratio()
    {
        var words = new AppendSequence("01", 3);
        Assert.Null(PathRatio.WhyPathDependent(words));
        Assert.Contains("chunks lead to one state by paths of several lengths", PathRatio.WhyPathDependent(new ChunkedEnvironment(words, 9)), StringComparison.Ordinal);
    }

    [Fact]
    public void Trajectories_expand_to_their_atoms()
    {
        var environment = ChunkedLaws.In(new HyperGrid(2, 8), [A, B], [A, A, A]);
        Assert.Equal([A, B, B, A, A, A], environment.Expand([3, B, 4, Stop]));
        Assert.Equal([], environment.Expand([TrajectoryBatch.None]));
        for (var action = 0; action < environment.ActionCount; action++)
        {
            if (action != Stop)
                Assert.Equal(action, environment.ActionOf(environment.BackwardActionOf(action)));
        }
    }

    [Fact]
    public void Environments_whose_actions_do_not_compose_are_refused_in_a_sentence()
    {
        Assert.StartsWith(
            "chunks need actions that are edges of their own",
            Assert.Throws<ArgumentException>(() => new ChunkedEnvironment(new ColouredGraphs(4), 20)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "the library's atoms must be the actions of hypergrid 4^2, 3 with stop 2 (got 4 with stop 3)",
            Assert.Throws<ArgumentException>(() => new ChunkedEnvironment(new HyperGrid(2, 4), new ActionLibrary(4, 3, 9))).Message, StringComparison.Ordinal);
    }

    private static HyperGrid Side65 => new(2, 65);

    private static double Residual(ChunkedEnvironment environment, params int[] actions)
    {
        using var scope = torch.NewDisposeScope();
        var policy = new TabularPolicy(StateSpace.Of(environment));
        var batch = new TrajectoryBatch(environment);
        var state = environment.InitialState();
        var backward = TrajectoryBatch.None;
        foreach (var action in actions)
        {
            batch.AddRow(state, action, backward);
            backward = environment.BackwardActionOf(action);
            environment.Step(state, action);
        }

        batch.AddRow(state, Stop, backward);
        batch.EndTrajectory(TrajectorySource.Given, logReward: new Fractal(Side65, offset: 1e-6).LogReward(state));
        return new TrajectoryBalance(6.136647).Evaluate(batch, TrajectoryEvaluation.Of(policy, batch)).Residuals[0];
    }
}
