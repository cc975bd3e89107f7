namespace GFlowNets.Policies;

/// <summary>
/// What a network says of a batch of n states, before illegal actions are masked: one matrix whose columns are, in this order, the scores
/// of the forward actions, those of the backward actions where P_B is learned, and log F where there is a flow head.
/// </summary>
/// <param name="Heads">The matrix, n rows.</param>
/// <param name="Actions">Number of forward actions.</param>
/// <param name="BackwardActions">Number of backward actions; 0 where P_B is uniform.</param>
/// <param name="HasFlow">Whether the last column is log F.</param>
public sealed record PolicyOutput(Tensor Heads, int Actions, int BackwardActions, bool HasFlow)
{
    /// <summary>Number of columns.</summary>
    public int Width => Actions + BackwardActions + (HasFlow ? 1 : 0);
}
