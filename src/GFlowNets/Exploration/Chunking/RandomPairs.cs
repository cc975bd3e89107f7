using GFlowNets.Environments;
using GFlowNets.Replay;
using GFlowNets.Sampling;

namespace GFlowNets.Exploration.Chunking;

/// <summary>
/// "Uniform" chunking, the baseline that looks at no frequencies (Boussif et al. 2025): two actions of the present library, drawn uniformly, one after the
/// other. Chunks longer than the longest word of the corpus are left out, since they could never be taken.
/// </summary>
public sealed class RandomPairs : IChunkMiner
{
    private const int Attempts = 1000;

    private RandomPairs()
    {
    }

    /// <summary>The miner; it has no state.</summary>
    public static RandomPairs Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "random pairs";

    /// <inheritdoc/>
    public IEnumerable<int[]> Chunks(IReadOnlyList<int[]> corpus, ActionLibrary library, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(library);
        var longest = corpus.Count == 0 ? 0 : corpus.Max(word => word.Length);
        var known = new HashSet<int[]>(StateContents.Instance);
        // A draw that hits stop, something known or something too long is made again, so many times in a row.
        for (int draw = 0, vain = 0; vain < Attempts; draw++)
        {
            var (left, right) = (random.Integer(library.Count, draw, 0), random.Integer(library.Count, draw, 1));
            int[] chunk = left == library.Stop || right == library.Stop ? [] : [.. library[left], .. library[right]];
            if (chunk.Length == 0 || chunk.Length > longest || library.Find(chunk) >= 0 || !known.Add(chunk))
            {
                vain++;
                continue;
            }

            vain = 0;
            yield return chunk;
        }
    }
}
