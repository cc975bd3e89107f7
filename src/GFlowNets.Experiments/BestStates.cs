using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Rewards;

namespace GFlowNets.Experiments;

/// <summary>
/// The best terminating states of an enumerated space, in the place of modes where a reward knows none: a hundredth of them, at most 100, with all that
/// are as good as the last.
/// </summary>
internal sealed class BestStates : IModes
{
    private const int Most = 100;
    private readonly StateTable _states;

    private BestStates(StateTable states) => _states = states;

    /// <inheritdoc/>
    public double ModeCount => _states.Count;

    /// <summary>The best states; null where so many are equally good that they tell nothing.</summary>
    internal static BestStates? Of(TargetDistribution target)
    {
        var space = target.Space;
        var best = Enumerable.Range(0, space.Count).Where(index => target.Probabilities[index] > 0).OrderByDescending(index => target.LogRewardValues[index]).ToArray();
        var wanted = Math.Clamp(best.Length / 100, 1, Most);
        var least = target.LogRewardValues[best[wanted - 1]];
        var states = new StateTable(space.Environment.StateLength);
        foreach (var index in best.TakeWhile(index => target.LogRewardValues[index] >= least))
            states.FindOrAdd(space.StateAt(index));
        return states.Count > Math.Max(4 * wanted, 4) ? null : new BestStates(states);
    }

    /// <inheritdoc/>
    public bool IsMode(ReadOnlySpan<int> state) => _states.Find(state) >= 0;
}
