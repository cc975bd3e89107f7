namespace GFlowNets.Environments;

/// <summary>
/// The hypergrid of Bengio et al. 2021 ("Flow network based generative models for non-iterative diverse candidate generation"):
/// states are the cells {0, …, side−1}^dimensions, the start is the origin, action d raises coordinate d by one, and the last action
/// stops. The network sees each coordinate one-hot.
/// </summary>
public sealed class HyperGrid : DiscreteEnvironment, IIndexedStates
{
    /// <summary>A grid.</summary>
    /// <param name="dimensions">Number of coordinates, at least 1.</param>
    /// <param name="side">Cells along each coordinate, at least 2.</param>
    /// <param name="termination">How trajectories end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is too small, or side^dimensions exceeds 2^62.</exception>
    public HyperGrid(int dimensions = 2, int side = 8, GridTermination termination = GridTermination.ExplicitStop)
    {
        if (dimensions < 1)
            throw new ArgumentOutOfRangeException(nameof(dimensions), $"dimensions must be at least 1 (got {dimensions})");
        if (side < 2)
            throw new ArgumentOutOfRangeException(nameof(side), $"side must be at least 2 (got {side})");
        if (dimensions * Math.Log2(side) > 62)
            throw new ArgumentOutOfRangeException(nameof(dimensions), $"side^dimensions must stay below 2^62 (got {side}^{dimensions})");
        Dimensions = dimensions;
        Side = side;
        Termination = termination;
        StateCount = 1;
        for (var d = 0; d < dimensions; d++)
            StateCount *= side;
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimensions { get; }

    /// <summary>Cells along each coordinate.</summary>
    public int Side { get; }

    /// <summary>How trajectories end.</summary>
    public GridTermination Termination { get; }

    /// <inheritdoc/>
    public override string Name => $"hypergrid {Side}^{Dimensions}{(Termination == GridTermination.TouchesBoundary ? ", ending at the boundary" : "")}";

    /// <inheritdoc/>
    public override int StateLength => Dimensions;

    /// <inheritdoc/>
    public override int ActionCount => Dimensions + 1;

    /// <inheritdoc/>
    public override int BackwardActionCount => Dimensions;

    /// <inheritdoc/>
    public override int StopAction => Dimensions;

    /// <inheritdoc/>
    public override int FeatureCount => Dimensions * Side;

    /// <summary>Number of cells, side^dimensions. Where trajectories end on touching the boundary, some of them are unreachable.</summary>
    public long StateCount { get; }

    /// <inheritdoc/>
    public override void Reset(Span<int> state) => state.Clear();

    /// <inheritdoc/>
    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        if (Termination == GridTermination.TouchesBoundary && state.Contains(Side - 1))
            return;
        for (var d = 0; d < Dimensions; d++)
            legal[d] = state[d] < Side - 1;
        legal[StopAction] = true;
    }

    /// <inheritdoc/>
    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        // Where touching ends the trajectory, the step onto the boundary was the last one.
        var onBoundary = Termination == GridTermination.TouchesBoundary && state.Contains(Side - 1);
        for (var d = 0; d < Dimensions; d++)
            legal[d] = onBoundary ? state[d] == Side - 1 : state[d] > 0;
    }

    /// <inheritdoc/>
    public override void Step(Span<int> state, int action) => state[action]++;

    /// <inheritdoc/>
    public override void StepBack(Span<int> state, int backwardAction) => state[backwardAction]--;

    /// <inheritdoc/>
    public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => action;

    /// <inheritdoc/>
    public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => backwardAction;

    /// <inheritdoc/>
    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        for (var d = 0; d < Dimensions; d++)
            features.OneHot(d * Side + state[d]);
    }

    /// <inheritdoc/>
    public long IndexOf(ReadOnlySpan<int> state)
    {
        var index = 0L;
        foreach (var coordinate in state)
            index = index * Side + coordinate;
        return index;
    }

    /// <inheritdoc/>
    public void StateAt(long index, Span<int> state)
    {
        for (var d = Dimensions - 1; d >= 0; d--)
            (index, state[d]) = (index / Side, (int)(index % Side));
    }
}
