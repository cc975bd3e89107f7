using GFlowNets.Environments;

namespace GFlowNets.Tests.Support;

/// <summary>
/// A graph given by its edges. State i is the number i and the first is initial; action i goes to state i, the last action stops;
/// backward action i goes back to state i.
/// </summary>
internal sealed class GraphEnvironment(string[] states, (int From, int To)[] edges, int[] stops) : DiscreteEnvironment
{
    /// <summary>The diamond: s0 to A or B, both to C; A, B and C may stop.</summary>
    internal static GraphEnvironment Diamond() => new(["s0", "A", "B", "C"], [(0, 1), (0, 2), (1, 3), (2, 3)], [1, 2, 3]);

    public override string Name => "graph";

    public override int StateLength => 1;

    public override int ActionCount => states.Length + 1;

    public override int BackwardActionCount => states.Length;

    public override int StopAction => states.Length;

    public override int FeatureCount => states.Length;

    public override void Reset(Span<int> state) => state.Clear();

    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        foreach (var (from, to) in edges)
            legal[to] |= from == state[0];
        legal[StopAction] = stops.Contains(state[0]);
    }

    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        foreach (var (from, to) in edges)
            legal[from] |= to == state[0];
    }

    public override void Step(Span<int> state, int action) => state[0] = action;

    public override void StepBack(Span<int> state, int backwardAction) => state[0] = backwardAction;

    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features) => features.OneHot(state[0]);

    public override string Describe(ReadOnlySpan<int> state) => states[state[0]];
}
