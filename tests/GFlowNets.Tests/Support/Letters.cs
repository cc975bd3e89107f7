using GFlowNets.Environments;

namespace GFlowNets.Tests.Support;

/// <summary>Words of a fixed length, a letter appended a step; a trajectory ends by itself. A tree, so P_B is 1.</summary>
internal sealed class Letters(int length, int alphabet) : DiscreteEnvironment
{
    public override string Name => $"words of {length} letters";

    public override int StateLength => length;

    public override int ActionCount => alphabet;

    public override int BackwardActionCount => 1;

    public override int FeatureCount => length * alphabet;

    public override void Reset(Span<int> state) => state.Clear();

    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal.Fill(Written(state) < length);

    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal) => legal[0] = Written(state) > 0;

    public override void Step(Span<int> state, int action) => state[Written(state)] = action + 1;

    public override void StepBack(Span<int> state, int backwardAction) => state[Written(state) - 1] = 0;

    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        for (var i = 0; i < Written(state); i++)
            features.OneHot(i * alphabet + state[i] - 1);
    }

    private int Written(ReadOnlySpan<int> state)
    {
        var empty = state.IndexOf(0);
        return empty < 0 ? length : empty;
    }
}
