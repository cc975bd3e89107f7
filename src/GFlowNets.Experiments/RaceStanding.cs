namespace GFlowNets.Experiments;

/// <summary>What a method did in a race.</summary>
/// <param name="Method">The method.</param>
/// <param name="Rank">The mean of its ranks on the problems that it ran on.</param>
/// <param name="Places">Its places on those problems.</param>
public sealed record RaceStanding(string Method, RaceRank Rank, IReadOnlyList<RacePlace> Places)
{
    /// <summary>Its place on a problem; null where it did not run.</summary>
    public RacePlace? On(string problem) => Places.FirstOrDefault(place => place.Problem == problem);
}
