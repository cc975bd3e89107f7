using GFlowNets.Sampling;

namespace GFlowNets.Replay;

/// <summary>
/// Half of the items from the tenth with the highest rewards, half from the rest, each uniformly and with replacement: prioritised
/// replay training (Shen et al. 2023, "Towards understanding and improving GFlowNet training", section 4). By priority instead of by reward it is
/// the PER of the adaptive teacher's biochemical code. Where all items are of the top, all are drawn from it.
/// </summary>
public sealed class TopShareDraw : ReplayDraw
{
    /// <summary>The draw.</summary>
    /// <param name="share">Share of the draws that come from the top, from 0 to 1.</param>
    /// <param name="top">Share of the buffer that is the top, above 0 and at most 1; at least one item.</param>
    /// <param name="byPriority">Rank by priority instead of by reward.</param>
    public TopShareDraw(double share = 0.5, double top = 0.1, bool byPriority = false)
    {
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), $"share must be from 0 to 1 (got {share})");
        if (top is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(top), $"top must be above 0 and at most 1 (got {top})");
        (Share, Top, ByPriority) = (share, top, byPriority);
    }

    /// <summary>Share of the draws that come from the top.</summary>
    public double Share { get; }

    /// <summary>Share of the buffer that is the top.</summary>
    public double Top { get; }

    /// <summary>Whether it ranks by priority instead of by reward.</summary>
    public bool ByPriority { get; }

    /// <inheritdoc/>
    public override string Name => $"{Share} from the top {Top}{(ByPriority ? " by priority" : "")}";

    private protected override int DrawFrom(ReplayBuffer buffer, CounterRandom random, Span<int> items, Span<double> weights)
    {
        var ranking = Ranking(buffer, ByPriority ? buffer.Priority : buffer.RankLogReward);
        var best = Math.Clamp((int)Math.Ceiling(Top * ranking.Length), 1, ranking.Length);
        var fromBest = best == ranking.Length ? items.Length : (int)Math.Round(Share * items.Length, MidpointRounding.AwayFromZero);
        for (var j = 0; j < items.Length; j++)
            items[j] = ranking[j < fromBest ? random.Integer(best, j, 0) : best + random.Integer(ranking.Length - best, j, 0)];
        return items.Length;
    }
}
