namespace GFlowNets.Policies;

/// <summary>Where P_B comes from.</summary>
public enum BackwardPolicy
{
    /// <summary>The same probability for each parent.</summary>
    Uniform,

    /// <summary>A head on the trunk that it shares with P_F, trained by the same loss.</summary>
    Learned,
}
