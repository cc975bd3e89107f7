using GFlowNets.Environments;

namespace GFlowNets.Tests.Support;

/// <summary>Another environment with one thing changed, for tests of what happens when an author gets that thing wrong.</summary>
internal class AnotherEnvironment(DiscreteEnvironment inner) : DiscreteEnvironment
{
    protected DiscreteEnvironment Inner { get; } = inner;

    public override string Name => Inner.Name;

    public override int StateLength => Inner.StateLength;

    public override int ActionCount => Inner.ActionCount;

    public override int BackwardActionCount => Inner.BackwardActionCount;

    public override int StopAction => Inner.StopAction;

    public override int FeatureCount => Inner.FeatureCount;

    public override EdgeCounting Edges => Inner.Edges;

    public override void Reset(Span<int> state) => Inner.Reset(state);

    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal) => Inner.ForwardActions(state, legal);

    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal) => Inner.BackwardActions(state, legal);

    public override void Step(Span<int> state, int action) => Inner.Step(state, action);

    public override void StepBack(Span<int> state, int backwardAction) => Inner.StepBack(state, backwardAction);

    public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => Inner.BackwardActionOf(parent, action);

    public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => Inner.ForwardActionOf(child, backwardAction);

    public override bool IsTerminating(ReadOnlySpan<int> state) => Inner.IsTerminating(state);

    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features) => Inner.WriteFeatures(state, features);

    public override string Describe(ReadOnlySpan<int> state) => Inner.Describe(state);
}
