namespace GFlowNets.Environments;

/// <summary>How the edges of an environment's graph are counted, where several actions lead from one state to the same child.</summary>
public enum EdgeCounting
{
    /// <summary>Each action is an edge of its own (a multigraph). Exact where forward and backward actions pair up one to one.</summary>
    PerAction,

    /// <summary>
    /// All actions that lead to the same child are one edge: P_F sums over them, and a uniform P_B gives each distinct parent the same
    /// probability. Needed for graphs up to isomorphism, where counting actions would sample in proportion to R(x)/|Aut(x)|.
    /// States must be canonical after every step, so that equal children have equal integers.
    /// </summary>
    PerChild,
}
