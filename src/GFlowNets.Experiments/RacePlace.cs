using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>What a method did on one problem of a race.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Values">One value a seed.</param>
/// <param name="Mean">Their mean with its interval.</param>
/// <param name="Rank">The rank of the mean among the methods on this problem.</param>
public sealed record RacePlace(string Problem, IReadOnlyList<double> Values, MeanInterval Mean, RaceRank Rank);
