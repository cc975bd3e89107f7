using GFlowNets.Exploration.Chunking;

namespace GFlowNets.Exploration;

/// <summary>When the library of actions is updated, from what, and how (Boussif et al. 2025, "Action abstractions for amortized sampling").</summary>
public sealed record ActionChunkingSettings
{
    /// <summary>What happens at an update.</summary>
    public LibraryUpdate Update { get; init; } = LibraryUpdate.Increment;

    /// <summary>Chunks that an incremental update adds at most, or that a replaced library has at most.</summary>
    public int Chunks { get; init; } = 1;

    /// <summary>Iterations from one update to the next; 0 for none by period.</summary>
    public int Every { get; init; } = 250;

    /// <summary>Update when the training loss is at most this; null for no updates by loss. The released code begins with 1.</summary>
    public double? LossThreshold { get; init; }

    /// <summary>What the threshold is multiplied by at each update that it brought about.</summary>
    public double ThresholdFactor { get; init; } = 0.75;

    /// <summary>Trajectories that chunks are mined from.</summary>
    public int CorpusSize { get; init; } = 1500;

    /// <summary>Share of the corpus that comes from the replay buffer as far as it has so many items; the rest are fresh samples of the policy itself.</summary>
    public double BufferShare { get; init; } = 0.55;

    /// <summary>
    /// Empty the replay buffer where the library is replaced. Otherwise trajectories that it keeps are walked back anew with the new library;
    /// terminating states alone are walked back anew at every draw anyway.
    /// </summary>
    public bool ClearsBuffer { get; init; }

    /// <summary>What finds the chunks.</summary>
    public IChunkMiner Miner { get; init; } = PairEncoding.Instance;

    /// <summary>One chunk more at each update.</summary>
    /// <param name="every">Iterations from one update to the next.</param>
    public static ActionChunkingSettings Increment(int every = 250) => new() { Every = every };

    /// <summary>The best chunks of each corpus, and no others: 28 on grids and bits, 30 on RNA in the released code.</summary>
    /// <param name="every">Iterations from one update to the next.</param>
    /// <param name="chunks">Chunks of the library at most.</param>
    public static ActionChunkingSettings Replace(int every = 250, int chunks = 28) => new() { Update = LibraryUpdate.Replace, Every = every, Chunks = chunks };

    /// <summary>Refuses settings that make no sense, in a sentence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(Update), nameof(Update), "Increment or Replace", Update);
        Require(Chunks >= 1, nameof(Chunks), "at least 1", Chunks);
        Require(Every >= 0, nameof(Every), "at least 0", Every);
        Require(LossThreshold is null or > 0, nameof(LossThreshold), "a positive number, or null", LossThreshold);
        Require(ThresholdFactor is > 0 and <= 1, nameof(ThresholdFactor), "above 0 and at most 1", ThresholdFactor);
        Require(CorpusSize >= 1, nameof(CorpusSize), "at least 1", CorpusSize);
        Require(BufferShare is >= 0 and <= 1, nameof(BufferShare), "from 0 to 1", BufferShare);
        ArgumentNullException.ThrowIfNull(Miner);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Update} by {Miner.Name}, {Chunks} chunk{(Chunks == 1 ? "" : "s")}")
        + (Every > 0 ? FormattableString.Invariant($", every {Every}") : "")
        + (LossThreshold is { } threshold ? FormattableString.Invariant($", at loss {threshold} times {ThresholdFactor}") : "")
        + FormattableString.Invariant($", corpus of {CorpusSize}, {BufferShare} from the buffer{(ClearsBuffer ? ", which is cleared" : "")}");

    private static void Require(bool holds, string name, string what, object? value)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, $"{name} must be {what} (got {value})");
    }
}
