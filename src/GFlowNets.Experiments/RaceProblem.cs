using GFlowNets.Environments;
using GFlowNets.Rewards;
using GFlowNets.Rewards.Rna;

namespace GFlowNets.Experiments;

/// <summary>
/// A problem on which methods of exploration race each other, with what all of them get: reward calls, batches, and networks of one size.
/// </summary>
/// <param name="Name">Its name in tables and charts.</param>
/// <param name="Create">
/// Makes the reward, which knows its environment. Called once a run, since runs go side by side and must share no mutable object.
/// </param>
public sealed record RaceProblem(string Name, Func<Reward> Create)
{
    /// <summary>In which way it is hard, in a few words.</summary>
    public string Hardship { get; init; } = "";

    /// <summary>Reward calls of each run, at least one batch.</summary>
    public int RewardCalls { get; init; } = 16_000;

    /// <summary>Trajectories a batch, at least 2.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Units of each of the two hidden layers.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Evaluations on the way, besides the one before the first iteration; at least 1.</summary>
    public int Evaluations { get; init; } = 10;

    /// <summary>Spaces of at most so many states are enumerated, and the fit to the target is exact.</summary>
    public int MostStates { get; init; } = 150_000;

    /// <summary>The six problems of the recorded race, each hard in a way of its own.</summary>
    public static IReadOnlyList<RaceProblem> All { get; } =
    [
        new("deceptive", () => new Deceptive(new HyperGrid(2, 64, GridTermination.TouchesBoundary))) { Hardship = "a cross of small rewards leads away from the modes", RewardCalls = 40_000 },
        new("sparse", () => Sparse.Gafn(new HyperGrid(2, 16, GridTermination.TouchesBoundary))) { Hardship = "next to no reward but in three corners", RewardCalls = 32_000 },
        new("fractal", () => new Fractal(new HyperGrid(2, 33))) { Hardship = "ever smaller patches along paths of repeated moves", RewardCalls = 32_000 },
        new("long", () => new Corners(new HyperGrid(2, 128), 1e-2)) { Hardship = "up to 254 steps to the far corner", RewardCalls = 16_000 },
        new("many modes", () => new Corners(new HyperGrid(5, 8), 1e-3)) { Hardship = "32 modes in the corners of five dimensions", RewardCalls = 32_000 },
        new("RNA", () => Rna(RnaTarget.Rna1)) { Hardship = "4^14 strands, a steep folding reward and modes far apart", RewardCalls = 24_000, Hidden = 128 },
    ];

    /// <summary>Refuses settings that make no sense, in a sentence.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    internal void Validate()
    {
        if (BatchSize < 2 || RewardCalls < BatchSize)
            throw new ArgumentException($"a race needs batches of at least 2 trajectories and reward calls for at least one of them (got {BatchSize} and {RewardCalls})");
        if (Hidden < 1 || Evaluations < 1)
            throw new ArgumentException($"a race needs networks of at least 1 unit and at least 1 evaluation (got {Hidden} and {Evaluations})");
    }

    private static MemoisedReward Rna(RnaTarget target)
    {
        var strands = new AppendSequence(Alphabet.Rna, target.Length);
        return new MemoisedReward(DuplexReward.Teacher(strands, target), strands.StateLength);
    }
}
