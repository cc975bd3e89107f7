namespace GFlowNets.Rewards;

/// <summary>A value that a reward takes, and how many terminating states take it.</summary>
/// <param name="LogReward">log R of these states.</param>
/// <param name="Count">Number of such states.</param>
public readonly record struct RewardLevel(double LogReward, double Count);
