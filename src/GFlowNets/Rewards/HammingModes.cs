using System.Numerics;
using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Bit sequences that are rewarded for being near to a mode: log R(x) = −β·min_y d_Hamming(x, y)/n over the modes y of n bits
/// (gfnx's form; torchgfn's temperature is n/β). The papers say edit distance, which is smaller for shifted sequences.
/// </summary>
public sealed class HammingModes : Reward, IModes
{
    private readonly int _bits;
    private readonly int[][] _modes;

    /// <summary>The reward on sequences of words.</summary>
    /// <param name="sequence">The environment; its number of symbols must be a power of two, so that a symbol is a word of bits.</param>
    /// <param name="modes">The modes as texts of 0 and 1, each as long as the sequence in bits.</param>
    /// <param name="beta">The exponent β, positive.</param>
    public HammingModes(AnyOrderSequence sequence, IReadOnlyList<string> modes, double beta = 3)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(modes);
        if (!BitOperations.IsPow2(sequence.Symbols))
            throw new ArgumentException($"words of bits need a power of two of symbols (got {sequence.Symbols})", nameof(sequence));
        if (modes.Count == 0)
            throw new ArgumentException("there must be at least one mode", nameof(modes));
        var word = BitOperations.Log2((uint)sequence.Symbols);
        (_bits, Environment) = (word * sequence.Positions, sequence);
        Beta = RewardConstant.Positive(beta);
        _modes = [.. modes.Select(mode => Words(mode, word))];
    }

    /// <inheritdoc/>
    public override DiscreteEnvironment Environment { get; }

    /// <summary>The exponent β.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public double ModeCount => _modes.Length;

    /// <inheritdoc/>
    public override string Name => $"Hamming distance to {_modes.Length} modes, β {Beta}";

    /// <inheritdoc/>
    public bool IsMode(ReadOnlySpan<int> state) => Distance(state) == 0;

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state) => -Beta * Distance(state) / _bits;

    /// <summary>Number of bits in which a sequence differs from its nearest mode.</summary>
    public int Distance(ReadOnlySpan<int> state)
    {
        var nearest = int.MaxValue;
        foreach (var mode in _modes)
        {
            var distance = 0;
            for (var i = 0; i < mode.Length; i++)
                distance += BitOperations.PopCount((uint)(mode[i] ^ (state[i] - 1)));
            nearest = Math.Min(nearest, distance);
        }

        return nearest;
    }

    private int[] Words(string mode, int word)
    {
        if (mode.Length != _bits || mode.Any(bit => bit is not ('0' or '1')))
            throw new ArgumentException($"a mode must be {_bits} characters 0 or 1 (got \"{mode}\")", nameof(mode));
        return [.. mode.Chunk(word).Select(bits => Convert.ToInt32(new string(bits), 2))];
    }
}
