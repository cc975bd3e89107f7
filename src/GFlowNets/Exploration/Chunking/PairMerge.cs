namespace GFlowNets.Exploration.Chunking;

/// <summary>One step of byte pair encoding: two neighbouring tokens that were joined everywhere.</summary>
/// <param name="Left">The left token.</param>
/// <param name="Right">The right token.</param>
/// <param name="Count">How often they stood side by side, overlapping pairs counted.</param>
/// <param name="Token">The token that they became.</param>
/// <param name="IsNew">Whether that token is a new one; another pair may have made the same string before.</param>
public readonly record struct PairMerge(int Left, int Right, long Count, int Token, bool IsNew);
