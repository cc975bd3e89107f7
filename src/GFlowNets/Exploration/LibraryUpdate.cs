namespace GFlowNets.Exploration;

/// <summary>What happens to the library of actions at an update (Boussif et al. 2025, "Action abstractions for amortized sampling").</summary>
public enum LibraryUpdate
{
    /// <summary>New chunks join the others; none leaves.</summary>
    Increment,

    /// <summary>
    /// The best chunks of the present corpus take the place of all others. A chunk that is among them again stays what it was; the released code,
    /// which adds only what is not there yet before it removes the rest, drops it every second time.
    /// </summary>
    Replace,
}
