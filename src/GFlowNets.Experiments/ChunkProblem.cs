using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Rewards;
using GFlowNets.Rewards.Rna;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>A problem for growing action sets, with what the released code of Boussif et al. 2025 sets for it.</summary>
/// <param name="Name">Its name in tables and charts.</param>
/// <param name="Reward">Makes the reward, which knows its environment of single actions.</param>
public sealed record ChunkProblem(string Name, Func<Reward> Reward)
{
    /// <summary>Where log Z starts.</summary>
    public double InitialLogPartition { get; init; }

    /// <summary>Share of uniform actions in the first iteration.</summary>
    public double FirstEpsilon { get; init; } = 0.1;

    /// <summary>Share of uniform actions in the last iteration.</summary>
    public double LastEpsilon { get; init; } = 0.01;

    /// <summary>Chunks of a library that is replaced.</summary>
    public int Chunks { get; init; } = 28;

    /// <summary>
    /// A full replay buffer takes what differs from all that it keeps in more symbols than this, or is better than something alike; −1 for anything good
    /// enough. The released code counts each differing symbol twice: 8 of 64 bits, 16 of 128, 3 of an RNA strand.
    /// </summary>
    public int Cutoff { get; init; } = -1;

    /// <summary>Weight of A2C's entropy bonus.</summary>
    public double Entropy { get; init; } = 0.05;

    /// <summary>Whether the distribution is computed exactly at each evaluation.</summary>
    public bool IsExact { get; init; }

    /// <summary>How modes are counted; null for the reward's own modes, each met itself.</summary>
    public Func<DiscreteEnvironment, IMetric>? Modes { get; init; }

    /// <summary>Strings of actions that one would like to see among the chunks; none where it is empty.</summary>
    public IReadOnlyList<int[]> KnownChunks { get; init; } = [];

    /// <summary>The fractal grid: single steps in two directions.</summary>
    /// <param name="side">Cells along each side; 65, 129 or 257 in the paper.</param>
    public static ChunkProblem Fractal(int side) => new($"fractal grid {side}", () => new Fractal(new HyperGrid(2, side), offset: 1e-6))
    {
        InitialLogPartition = 10,
        FirstEpsilon = 0.5,
        LastEpsilon = 0.1,
        Entropy = 0.5,
        IsExact = true,
    };

    /// <summary>
    /// Bits, one at a time, with the reward of words in the shortest parse. The released modes have no licence, so 60 are drawn from the same words;
    /// one is found by a sample within n/8 edits of it, as there.
    /// </summary>
    /// <param name="bits">Bits of a sequence: 32, 64 or 128 in the paper.</param>
    public static ChunkProblem Bits(int bits) => new($"{bits} bits", () => new TemperedReward(new WordParse(BitSequence.AppendOnly(bits, 1)), bits >= 128 ? 200 : 100))
    {
        InitialLogPartition = bits >= 128 ? 30 : 40,
        Entropy = bits >= 128 ? 0.01 : 0.05,
        Cutoff = bits / 16,
        KnownChunks = [.. ModeSet.Blocks.Select(Symbols)],
        Modes = environment => new ModesFound(
            environment,
            [.. ModeSet.Random(bits).Select(Symbols)],
            SequenceMetric.Levenshtein,
            bits / 8,
            state => Array.ConvertAll(state, symbol => symbol - 1)),
    };

    /// <summary>RNA strands of 14 letters that bind a target, one letter at a time.</summary>
    /// <param name="target">The target.</param>
    public static ChunkProblem Rna(RnaTarget target) => new($"L{target?.Length}-{target?.Name}", () =>
    {
        var strands = new AppendSequence(Alphabet.Rna, target!.Length);
        return new MemoisedReward(DuplexReward.ActionChunking(strands, target), strands.StateLength);
    })
    {
        InitialLogPartition = 11,
        Chunks = 30,
        Cutoff = 1,
    };

    /// <summary>Graphs that grow node by node, rewarded for independent cycles.</summary>
    /// <param name="nodes">Nodes at most; 10 in the paper.</param>
    public static ChunkProblem Graphs(int nodes) => new($"graphs of {nodes} nodes", () => new TemperedReward(new CycleRank(new GrowingGraphs(nodes)), 10))
    {
        InitialLogPartition = 10,
        Chunks = 36,
    };

    private static int[] Symbols(string bits) => [.. bits.Select(bit => bit - '0')];
}
