namespace GFlowNets.Experiments;

/// <summary>What a race is about.</summary>
public enum RaceGoal
{
    /// <summary>How close the trained policy comes to R/Z at the end: exact TV; the ELBO of fresh samples, log Z − KL(P_F‖P_B·R/Z), where the space is too large.</summary>
    Fit,

    /// <summary>How soon modes are met: the share of them that was trained on, averaged over the run; the best states met where no modes are known.</summary>
    Discovery,
}
