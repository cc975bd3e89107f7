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

    /// <summary>Backward trajectories drawn for an evaluation.</summary>
    BackwardEvaluation = 10,

    /// <summary>Terminating states drawn from the target for an evaluation.</summary>
    TargetDraws = 11,

    /// <summary>Which items of a replay buffer are drawn, and their backward trajectories.</summary>
    Replay = 30,

    /// <summary>Depths, rebuilt actions and acceptances of a local search.</summary>
    LocalSearch = 31,

    /// <summary>Noise of a policy's weights.</summary>
    PolicyNoise = 32,

    /// <summary>Which head of a policy draws a trajectory and which heads train on it.</summary>
    PolicyHeads = 33,

    /// <summary>Weights of random networks that are never trained.</summary>
    FixedNetworks = 34,

    /// <summary>Which terminating states of a fixed set are drawn, and their backward trajectories.</summary>
    Offline = 35,

    /// <summary>What a problem is made of: the modes of bit sequences, the motifs of a synthetic landscape.</summary>
    Problem = 50,

    /// <summary>Which trajectories P_B is trained on.</summary>
    BackwardTraining = 40,

    /// <summary>Proposals and acceptances of Markov chains.</summary>
    MarkovChains = 60,

    /// <summary>Actions of an adaptive teacher's trajectories.</summary>
    TeacherRollout = 80,

    /// <summary>Actions of a sibling network's trajectories.</summary>
    SiblingRollout = 90,

    /// <summary>First values of the vectors of a growing set of actions.</summary>
    ActionEmbeddings = 100,

    /// <summary>The corpus that chunks of actions are mined from, and the trajectories that are walked anew with them.</summary>
    ActionChunking = 101,
}
