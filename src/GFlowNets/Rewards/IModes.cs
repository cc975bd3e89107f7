namespace GFlowNets.Rewards;

/// <summary>A reward that knows which terminating states are its modes.</summary>
public interface IModes
{
    /// <summary>Number of modes.</summary>
    double ModeCount { get; }

    /// <summary>Whether a terminating state is a mode.</summary>
    bool IsMode(ReadOnlySpan<int> state);
}
