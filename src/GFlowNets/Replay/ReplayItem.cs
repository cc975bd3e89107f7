namespace GFlowNets.Replay;

/// <summary>One item of a replay buffer.</summary>
internal sealed class ReplayItem
{
    /// <summary>The terminating state.</summary>
    internal required int[] State { get; init; }

    /// <summary>log R of the state, which training sees.</summary>
    internal required double LogReward { get; init; }

    /// <summary>The log-reward that ranks the item: its own, unless values are misaligned on purpose.</summary>
    internal required double RankLogReward { get; init; }

    internal double Priority { get; set; }

    /// <summary>Number of the insertion, counted from the first.</summary>
    internal long Age { get; init; }

    /// <summary>The trajectory's states one after another, its actions and backward actions; empty where only the state is kept.</summary>
    internal int[] Rows { get; set; } = [];

    internal int[] Actions { get; set; } = [];

    internal int[] BackwardActions { get; set; } = [];
}
