using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Exploration.Chunking;

/// <summary>
/// Byte pair encoding: frequent neighbours become a chunk, and chunks neighbours of others (<see cref="PairMerges"/>). Chunks come in the order of
/// the merges. The released code of Boussif et al. 2025 also offers WordPiece; trained as it is there, with an empty prefix, it makes the same merges,
/// so it is this class too.
/// </summary>
public sealed class PairEncoding : IChunkMiner
{
    private PairEncoding()
    {
    }

    /// <summary>The miner; it has no state.</summary>
    public static PairEncoding Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "byte pair encoding";

    /// <inheritdoc/>
    public IEnumerable<int[]> Chunks(IReadOnlyList<int[]> corpus, ActionLibrary library, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(library);
        var merges = new PairMerges(corpus, library.AtomCount);
        while (merges.Next() is { } merge)
        {
            if (merge.IsNew)
                yield return merges.Tokens[merge.Token];
        }
    }
}
