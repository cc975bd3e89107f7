namespace GFlowNets.Environments;

/// <summary>The two conventions of the literature for how a trajectory on a grid ends. They differ in log Z, states and parents.</summary>
public enum GridTermination
{
    /// <summary>Every cell may stop, and stopping is an action (torchgfn, gfnx, most papers since 2022).</summary>
    ExplicitStop,

    /// <summary>
    /// A trajectory ends by itself as soon as a coordinate reaches side − 1, and stopping is an action elsewhere
    /// (the flow-network code of 2021 and the deceptive-grid code).
    /// </summary>
    TouchesBoundary,
}
