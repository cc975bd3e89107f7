using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// Bit sequences that are rewarded for being made of words (Boussif et al. 2025, "Action abstractions for amortized sampling", released code):
/// R(x) = (words in the shortest parse of x)/(n/8), at least 10^-4, where a parse cuts the n bits into the five words of eight bits of
/// <see cref="ModeSet.Blocks"/> and single bits. Training there is on R^100 for 64 bits and on R^200 for 128 (<see cref="TemperedReward"/>). Modes are
/// the 5^(n/8) strings of words alone.
/// </summary>
public sealed class WordParse : Reward, IModes
{
    /// <summary>The least reward of the released code.</summary>
    public const double Least = 1e-4;

    private const int WordBits = 8;

    private readonly SequenceEnvironment _bits;
    private readonly bool[] _isWord = new bool[1 << WordBits];

    /// <summary>The reward.</summary>
    /// <param name="bits">Sequences of one length over 0 and 1, a multiple of 8 bits long.</param>
    /// <exception cref="ArgumentException">The sequences are others.</exception>
    public WordParse(SequenceEnvironment bits)
    {
        ArgumentNullException.ThrowIfNull(bits);
        if (bits.Symbols != 2 || bits.Alphabet.Width != 1 || bits.ShortestEnd != bits.Positions || bits.Positions % WordBits != 0)
            throw new ArgumentException($"words of 8 bits need sequences of single bits of one length that is a multiple of 8 (got {bits.Name})", nameof(bits));
        _bits = bits;
        foreach (var word in ModeSet.Blocks)
            _isWord[Convert.ToInt32(word, 2)] = true;
    }

    /// <inheritdoc/>
    public override string Name => "words in the shortest parse";

    /// <inheritdoc/>
    public override DiscreteEnvironment Environment => _bits;

    /// <summary>5^(n/8).</summary>
    public double ModeCount => Math.Pow(ModeSet.Blocks.Count, _bits.Positions / WordBits);

    /// <inheritdoc/>
    public bool IsMode(ReadOnlySpan<int> state) => Words(state) == _bits.Positions / WordBits;

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state) => Math.Log(Math.Max(Least, Words(state) / (double)(_bits.Positions / WordBits)));

    /// <summary>Words in the shortest parse; all shortest parses have as many, since each word saves seven tokens.</summary>
    public int Words(ReadOnlySpan<int> state)
    {
        _bits.RequireEnd(state);
        Span<int> words = stackalloc int[state.Length + 1];
        words[0] = 0;
        var last = 0;
        for (var end = 1; end <= state.Length; end++)
        {
            last = ((last << 1) | (state[end - 1] - 1)) & ((1 << WordBits) - 1);
            words[end] = words[end - 1];
            if (end >= WordBits && _isWord[last])
                words[end] = Math.Max(words[end], words[end - WordBits] + 1);
        }

        return words[state.Length];
    }
}
