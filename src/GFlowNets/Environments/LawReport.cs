namespace GFlowNets.Environments;

/// <summary>What <see cref="EnvironmentLaws.Check"/> found.</summary>
/// <param name="Environment">Name of the environment.</param>
/// <param name="States">Number of states that were checked.</param>
/// <param name="Exhaustive">Whether these are all states; if not, they are those that random walks visited.</param>
/// <param name="Broken">The broken laws, one sentence each with its first counterexample; empty where the environment is lawful.</param>
public sealed record LawReport(string Environment, int States, bool Exhaustive, IReadOnlyList<string> Broken)
{
    /// <summary>Whether no law is broken.</summary>
    public bool IsLawful => Broken.Count == 0;

    /// <summary>The finding in a sentence, and each broken law on a line of its own.</summary>
    public override string ToString()
    {
        var where = Exhaustive ? $"all {States:N0} states" : $"{States:N0} states visited by random walks";
        return IsLawful
            ? $"{Environment} keeps every law on {where}"
            : string.Join('\n', Broken.Prepend($"{Environment} breaks {Broken.Count} {(Broken.Count == 1 ? "law" : "laws")}, checked on {where}:"));
    }
}
