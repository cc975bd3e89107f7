namespace GFlowNets.Sampling;

/// <summary>What a random number is for. Numbers of different purposes never depend on each other, so adding one use leaves the others' bits alone.</summary>
public enum RandomPurpose
{
    /// <summary>Initial weights of a network.</summary>
    Initialisation = 0,

    /// <summary>Actions of forward trajectories.</summary>
    ForwardRollout = 1,

    /// <summary>Actions of backward trajectories.</summary>
    BackwardRollout = 2,

    /// <summary>Samples drawn for an evaluation.</summary>
    Evaluation = 3,

    /// <summary>Random walks of the environment laws.</summary>
    Laws = 4,

    /// <summary>Anything a user draws in code of their own.</summary>
    User = 5,
}
