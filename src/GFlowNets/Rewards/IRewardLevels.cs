namespace GFlowNets.Rewards;

/// <summary>
/// A reward that takes few values and knows how often, so that log Z and the sampling floor are exact
/// in spaces too large to enumerate.
/// </summary>
public interface IRewardLevels
{
    /// <summary>The distinct values and how many terminating states take each.</summary>
    IReadOnlyList<RewardLevel> Levels { get; }
}
