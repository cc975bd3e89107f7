using GFlowNets.Environments;
using GFlowNets.Rewards;

namespace GFlowNets.Experiments;

/// <summary>
/// The first runs of a process are slowed down by the compiler, which would put whoever comes first at a disadvantage where time is compared: before
/// a race every method trains for a moment on a small grid, and nobody counts it.
/// </summary>
internal static class RaceWarmUp
{
    private static readonly HashSet<RaceMethod> s_warm = [];

    /// <summary>Warms up the methods that have not been yet in this process.</summary>
    internal static void Ensure(IEnumerable<RaceMethod> methods)
    {
        lock (s_warm)
        {
            foreach (var method in methods.Where(s_warm.Add))
            {
                using var trainer = method.On(new RaceProblem("warm-up", () => new Corners(new HyperGrid(2, 16))) { RewardCalls = 1600, Evaluations = 2 }).Create(0);
                using var policy = trainer.Policy;
                trainer.Run();
            }
        }
    }
}
