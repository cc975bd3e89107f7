namespace GFlowNets.Sampling;

/// <summary>Where a trajectory of a batch came from.</summary>
public enum TrajectorySource
{
    /// <summary>Drawn from the policy being trained.</summary>
    OnPolicy,

    /// <summary>Drawn from the policy through a sampler that changes it (ε, temperature, greediness).</summary>
    Sampler,

    /// <summary>Walked backward from a given terminating state.</summary>
    Backward,

    /// <summary>Supplied by the user.</summary>
    Given,

    /// <summary>Drawn from a replay buffer.</summary>
    Replay,

    /// <summary>Rebuilt by a local search from part of another trajectory.</summary>
    LocalSearch,

    /// <summary>Drawn from an adaptive teacher's policy.</summary>
    Teacher,

    /// <summary>Drawn from a sibling network's policy.</summary>
    Sibling,
}
