using GFlowNets.Environments;
using GFlowNets.Rewards;

namespace GFlowNets.Experiments;

/// <summary>
/// The first runs of a process are slowed down by the compiler, which would put whoever comes first at a disadvantage where time is compared: before
/// the first run every method trains for a moment on a small grid, and nobody counts it.
/// </summary>
internal static class RaceWarmUp
{
    private static readonly Lazy<bool> s_done = new(Train);

    /// <summary>Returns when it has been done, once a process.</summary>
    internal static void Ensure() => _ = s_done.Value;

    private static bool Train()
    {
        var problem = new RaceProblem("warm-up", () => new Corners(new HyperGrid(2, 16))) { RewardCalls = 1600, Evaluations = 2 };
        foreach (var method in RaceMethod.All)
        {
            using var trainer = method.Train(problem, seed: 0);
            using var policy = trainer.Policy;
            trainer.Run();
        }

        return true;
    }
}
