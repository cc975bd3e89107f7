using GFlowNets.Environments;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Environments;

/// <summary>Each law catches an environment that breaks it, and says so in a sentence that names what was seen.</summary>
public class BrokenEnvironmentTests
{
    private static HyperGrid Grid => new(dimensions: 2, side: 4);

    public static TheoryData<string, string> Mistakes => new()
    {
        { nameof(WrongMask), "Step must work in every state, but at action 0 of state (3, 0) it threw" },
        { nameof(MissingParent), "what undoes a legal action must be legal, but action 1 of state (0, 0) leads to (0, 1), where backward action 1 is not" },
        { nameof(OrphanedState), "every state but the initial one must have a backward action, but (1, 0) has none" },
        { nameof(WrongUndo), "an action undone must give the state before, but backward action 1 after action 0 of state (1, 1) gives (2, 0)" },
        { nameof(MissingAction), "what redoes a legal backward action must be legal, but backward action 0 of state (1, 2) leads to (0, 2), where action 0 is not" },
        { nameof(UnreachableParent), "a parent must be reachable from the initial state, but backward action 1 of state (3, 1) leads to (3, 0), which is not" },
        { nameof(RootWithParents), "the initial state must have no backward action (it has 1)" },
        { nameof(Cyclic), "the graph must be acyclic, but state (1, 0) is on or behind a cycle" },
        { nameof(Standstill), "an action must lead to another state, but action 1 of state (2, 0) changes nothing" },
        { nameof(Fickle), "an action must always lead to the same state, but action" },
        { nameof(TwoNamesForAnEdge), "actions and backward actions must pair up one to one where edges count per action, but backward action 0 undoes both actions" },
        { nameof(TwoBackwardNames), "actions and backward actions must pair up one to one where edges count per action, but action 0 redoes both backward actions 2 and 0" },
        { nameof(FeatureOutOfRange), "a feature's number must be from 0 to 7 (got 8)" },
        { nameof(Blurred), "no network can tell states (0, 0) and (0, 1) apart: their features must differ" },
        { nameof(NotANumber), "feature 0 must be a finite number (got NaN)" },
        { nameof(WrongEnd), "a trajectory may end where stop is legal or no action is, but IsTerminating says False of state (0, 0)" },
        { nameof(NoRoom), "ForwardActions must work in every state, but at state (0, 0) it threw IndexOutOfRangeException" },
        { nameof(NoStopThere), "StopAction must be NoStop or an action from 0 to 2 (got 7)" },
        { nameof(NoFeatures), "FeatureCount must be at least 1 (got 0)" },
        { nameof(Mute), "Describe must work in every state, but at (0, 0) it threw" },
        { nameof(NumbersOutOfRange), "a state's number must be from 0 to 3 (got 4 for (1, 0))" },
        { nameof(NumbersUsedTwice), "a number must give back its state, but (1, 0) has number 0, which is (0, 0)" },
        { nameof(NumbersInDisorder), "every action must raise the state's number, but action 0 of state (0, 0) leads from 15 to 11" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_caught(string mistake, string sentence)
    {
        var report = EnvironmentLaws.Check(Make(mistake));
        Assert.False(report.IsLawful);
        Assert.Contains(report.Broken, broken => broken.Contains(sentence, StringComparison.Ordinal));
        Assert.Contains(sentence, report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(WrongMask))]
    [InlineData(nameof(MissingParent))]
    [InlineData(nameof(WrongUndo))]
    [InlineData(nameof(Cyclic))]
    [InlineData(nameof(Standstill))]
    [InlineData(nameof(FeatureOutOfRange))]
    [InlineData(nameof(NumbersInDisorder))]
    public void Random_walks_catch_mistakes_as_well(string mistake)
    {
        var report = EnvironmentLaws.Check(Make(mistake), walks: 20, exhaustiveUpTo: 3);
        Assert.False(report.IsLawful);
        Assert.False(report.Exhaustive);
        Assert.Contains("random walks", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_walk_without_end_is_caught()
    {
        var report = EnvironmentLaws.Check(new Endless(), walks: 1);
        Assert.Contains(report.Broken, broken => broken.StartsWith("a walk by random actions must end, but one was still going after 10,000 steps", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_root_is_caught_by_walks()
    {
        var report = EnvironmentLaws.Check(new SecondRoot(), walks: 20, exhaustiveUpTo: 3);
        Assert.Contains(report.Broken, broken => broken.StartsWith("every walk back must end in the initial state, but one from", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lawful_environment_is_called_lawful_in_a_sentence()
    {
        Assert.Equal("hypergrid 4^2 keeps every law on all 16 states", EnvironmentLaws.Check(Grid).ToString());
        var large = EnvironmentLaws.Check(new AnyOrderSequence(positions: 30, symbols: 16), walks: 5);
        Assert.True(large.IsLawful, large.ToString());
        Assert.Equal("hypergrid 10^8", EnvironmentLaws.Check(new HyperGrid(8, 10), walks: 5).Environment);
        Assert.False(EnvironmentLaws.Check(new HyperGrid(8, 10), walks: 5).Exhaustive);
    }

    [Fact]
    public void The_same_seed_walks_the_same_states()
    {
        var grid = new HyperGrid(8, 10);
        Assert.Equal(EnvironmentLaws.Check(grid, seed: 1, walks: 5).States, EnvironmentLaws.Check(grid, seed: 1, walks: 5).States);
        Assert.NotEqual(EnvironmentLaws.Check(grid, seed: 1, walks: 5).States, EnvironmentLaws.Check(grid, seed: 2, walks: 5).States);
    }

    private static DiscreteEnvironment Make(string mistake) =>
        (DiscreteEnvironment)Activator.CreateInstance(typeof(BrokenEnvironmentTests).GetNestedType(mistake, System.Reflection.BindingFlags.NonPublic)!)!;

    private sealed class WrongMask() : AnotherEnvironment(Grid)
    {
        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal.Fill(true);

        public override void Step(Span<int> state, int action) =>
            state[action] = state[action] < 3 ? state[action] + 1 : throw new InvalidOperationException("off the grid");
    }

    private sealed class MissingParent() : AnotherEnvironment(Grid)
    {
        public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal[0] = state[0] > 0;
    }

    private sealed class OrphanedState() : AnotherEnvironment(Grid)
    {
        public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            if (state is not [1, 0])
                base.BackwardActions(state, legal);
        }
    }

    private sealed class WrongUndo() : AnotherEnvironment(Grid)
    {
        public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => parent is [1, 1] ? 1 - action : action;
    }

    private sealed class MissingAction() : AnotherEnvironment(Grid)
    {
        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            base.ForwardActions(state, legal);
            if (state is [0, 2])
                legal[0] = false;
        }
    }

    private sealed class UnreachableParent() : AnotherEnvironment(new HyperGrid(2, 4, GridTermination.TouchesBoundary))
    {
        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            base.ForwardActions(state, legal);
            if (state is [2, 0])
                legal[0] = false;
        }

        public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            for (var d = 0; d < 2; d++)
                legal[d] = state[d] > 0;
        }
    }

    private sealed class RootWithParents() : AnotherEnvironment(Grid)
    {
        public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            base.BackwardActions(state, legal);
            legal[0] |= state is [0, 0];
        }
    }

    private sealed class Cyclic() : AnotherEnvironment(Grid)
    {
        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            base.ForwardActions(state, legal);
            legal[0] = true;
        }

        public override void Step(Span<int> state, int action)
        {
            base.Step(state, action);
            if (state[action] == 4)
                state[action] = 1;
        }
    }

    private sealed class Standstill() : AnotherEnvironment(Grid)
    {
        public override void Step(Span<int> state, int action)
        {
            if (action == 0 || state[0] < 2)
                base.Step(state, action);
        }
    }

    private sealed class Fickle() : AnotherEnvironment(Grid)
    {
        private bool _odd;

        public override void Step(Span<int> state, int action)
        {
            _odd = !_odd;
            base.Step(state, _odd ? action : 1 - action);
        }
    }

    private sealed class TwoNamesForAnEdge() : AnotherEnvironment(Grid)
    {
        public override int ActionCount => base.ActionCount + 1;

        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            base.ForwardActions(state, legal[..^1]);
            legal[^1] = legal[0];
        }

        public override void Step(Span<int> state, int action) => base.Step(state, action % 3);

        public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => action % 3;
    }

    private sealed class TwoBackwardNames() : AnotherEnvironment(Grid)
    {
        public override int BackwardActionCount => base.BackwardActionCount + 1;

        public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            base.BackwardActions(state, legal[..^1]);
            legal[^1] = legal[0];
        }

        public override void StepBack(Span<int> state, int backwardAction) => base.StepBack(state, backwardAction % 2);

        public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => backwardAction % 2;
    }

    private sealed class FeatureOutOfRange() : AnotherEnvironment(Grid)
    {
        public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
        {
            base.WriteFeatures(state, features);
            features.OneHot(state[1] == 3 ? 8 : 0);
        }
    }

    private sealed class Blurred() : AnotherEnvironment(Grid)
    {
        public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features) => features.OneHot(state[0]);
    }

    private sealed class NotANumber() : AnotherEnvironment(Grid)
    {
        public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features) => features.Value(0, (double)state[0] / state[1]);
    }

    private sealed class WrongEnd() : AnotherEnvironment(Grid)
    {
        public override bool IsTerminating(ReadOnlySpan<int> state) => state[0] == 3;
    }

    private sealed class NoRoom() : AnotherEnvironment(Grid)
    {
        public override int StopAction => 1;

        public override int ActionCount => 2;

        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal[2] = true;
    }

    private sealed class NoStopThere() : AnotherEnvironment(Grid)
    {
        public override int StopAction => 7;
    }

    private sealed class NoFeatures() : AnotherEnvironment(Grid)
    {
        public override int FeatureCount => 0;
    }

    private sealed class Mute() : AnotherEnvironment(Grid)
    {
        public override void Step(Span<int> state, int action)
        {
        }

        public override string Describe(ReadOnlySpan<int> state) => throw new NotSupportedException("no words");
    }

    private sealed class Endless() : AnotherEnvironment(Grid)
    {
        public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal[..2].Fill(true);
    }

    private sealed class SecondRoot() : AnotherEnvironment(Grid)
    {
        public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
        {
            if (state is not [0, 2])
                base.BackwardActions(state, legal);
        }
    }

    private sealed class NumbersOutOfRange() : AnotherEnvironment(Grid), IIndexedStates
    {
        public long StateCount => 4;

        public long IndexOf(ReadOnlySpan<int> state) => Grid.IndexOf(state);

        public void StateAt(long index, Span<int> state) => Grid.StateAt(index, state);
    }

    private sealed class NumbersUsedTwice() : AnotherEnvironment(Grid), IIndexedStates
    {
        public long StateCount => 16;

        public long IndexOf(ReadOnlySpan<int> state) => state is [1, 0] ? 0 : Grid.IndexOf(state);

        public void StateAt(long index, Span<int> state) => Grid.StateAt(index, state);
    }

    private sealed class NumbersInDisorder() : AnotherEnvironment(Grid), IIndexedStates
    {
        public long StateCount => 16;

        public long IndexOf(ReadOnlySpan<int> state) => 15 - Grid.IndexOf(state);

        public void StateAt(long index, Span<int> state) => Grid.StateAt(15 - index, state);
    }
}
