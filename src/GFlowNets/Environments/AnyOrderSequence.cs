using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GFlowNets.Environments;

/// <summary>
/// A sequence of fixed length whose positions are filled in any order: an action chooses an empty position and a symbol for it, and the
/// trajectory ends when every position is filled: by itself, or with a stop action that is legal only then (torchgfn's form). With two symbols this is the discrete energy-based model of Zhang et al. 2022
/// ("Generative flow networks for discrete probabilistic modeling", a spin a step); with 2^k symbols it is the non-autoregressive
/// bit sequence in words of k bits. The network sees each position one-hot, empty positions as nothing.
/// </summary>
public sealed class AnyOrderSequence : SequenceEnvironment, IIndexedStates
{
    /// <summary>An environment of sequences over so many symbols: words of k bits where their number is 2^k, digits or numbers elsewhere.</summary>
    /// <param name="positions">Length of the sequence, at least 1.</param>
    /// <param name="symbols">Number of symbols, at least 2.</param>
    /// <param name="explicitStop">Whether a complete sequence is ended by a stop action instead of by itself.</param>
    public AnyOrderSequence(int positions, int symbols, bool explicitStop = false)
        : this(AlphabetOf(symbols), positions, explicitStop)
    {
    }

    /// <summary>An environment of sequences over an alphabet.</summary>
    /// <param name="alphabet">The symbols, at least 2.</param>
    /// <param name="positions">Length of the sequence, at least 1.</param>
    /// <param name="explicitStop">Whether a complete sequence is ended by a stop action instead of by itself.</param>
    public AnyOrderSequence(Alphabet alphabet, int positions, bool explicitStop = false)
        : base(alphabet, positions)
    {
        if (alphabet.Count < 2)
            throw new ArgumentOutOfRangeException(nameof(alphabet), $"symbols must be at least 2 (got {alphabet.Count})");
        ExplicitStop = explicitStop;
        StateCount = positions * Math.Log2(Symbols + 1) < 62 ? Power(Symbols + 1, positions) : long.MaxValue;
    }

    /// <summary>Whether a complete sequence is ended by a stop action.</summary>
    public bool ExplicitStop { get; }

    /// <inheritdoc/>
    public override string Name => $"any-order sequence of {Positions} over {Symbols} symbols";

    /// <inheritdoc/>
    public override int ActionCount => Positions * Symbols + (ExplicitStop ? 1 : 0);

    /// <inheritdoc/>
    public override int BackwardActionCount => Positions * Symbols;

    /// <inheritdoc/>
    public override int StopAction => ExplicitStop ? Positions * Symbols : NoStop;

    /// <inheritdoc/>
    public override int FeatureCount => Positions * Symbols;

    /// <summary>Number of partial and complete sequences, (symbols + 1)^positions; the largest integer where that exceeds 2^62.</summary>
    public long StateCount { get; }

    /// <inheritdoc/>
    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var marks = legal[..(Positions * Symbols)];
        switch (Symbols)
        {
            case 2:
                MarkEmpty(state, MemoryMarshal.Cast<bool, ushort>(marks));
                break;
            case 4:
                MarkEmpty(state, MemoryMarshal.Cast<bool, uint>(marks));
                break;
            default:
                for (int position = 0, action = 0; position < Positions; position++)
                {
                    var empty = state[position] == 0;
                    for (var symbol = 0; symbol < Symbols; symbol++)
                        marks[action++] = empty;
                }

                break;
        }

        if (ExplicitStop)
            legal[StopAction] = IsTerminating(state);
    }

    /// <inheritdoc/>
    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var marks = legal[..(Positions * Symbols)];
        switch (Symbols)
        {
            case 2:
                MarkFilled(state, MemoryMarshal.Cast<bool, ushort>(marks));
                break;
            case 4:
                MarkFilled(state, MemoryMarshal.Cast<bool, uint>(marks));
                break;
            default:
                for (int position = 0, action = 0; position < Positions; position++)
                {
                    for (var symbol = 1; symbol <= Symbols; symbol++)
                        marks[action++] = state[position] == symbol;
                }

                break;
        }
    }

    /// <inheritdoc/>
    public override void Step(Span<int> state, int action) => state[action / Symbols] = action % Symbols + 1;

    /// <inheritdoc/>
    public override void StepBack(Span<int> state, int backwardAction) => state[backwardAction / Symbols] = 0;

    /// <inheritdoc/>
    public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => action;

    /// <inheritdoc/>
    public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => backwardAction;

    /// <inheritdoc/>
    public override bool IsTerminating(ReadOnlySpan<int> state) => !state.Contains(0);

    /// <inheritdoc/>
    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        for (var position = 0; position < Positions; position++)
        {
            if (state[position] != 0)
                features.OneHot(position * Symbols + state[position] - 1);
        }
    }

    /// <inheritdoc/>
    public override bool WriteFeatureChange(ReadOnlySpan<int> parent, int action, FeatureWriter change)
    {
        change.OneHot(action);
        return true;
    }

    /// <inheritdoc/>
    public long IndexOf(ReadOnlySpan<int> state)
    {
        var index = 0L;
        foreach (var symbol in state)
            index = index * (Symbols + 1) + symbol;
        return index;
    }

    /// <inheritdoc/>
    public void StateAt(long index, Span<int> state)
    {
        for (var position = Positions - 1; position >= 0; position--)
            (index, state[position]) = (index / (Symbols + 1), (int)(index % (Symbols + 1)));
    }

    // A position's symbols are marked as one number of as many bytes. Numbers instead of branches, which random states make hard to predict.
    private static void MarkEmpty<T>(ReadOnlySpan<int> state, Span<T> marks) where T : unmanaged, IBinaryInteger<T>
    {
        var all = T.AllBitsSet / T.CreateTruncating(byte.MaxValue);
        for (var position = 0; position < marks.Length; position++)
            marks[position] = all * T.CreateTruncating(Unsafe.BitCast<bool, byte>(state[position] == 0));
    }

    private static void MarkFilled<T>(ReadOnlySpan<int> state, Span<T> marks) where T : unmanaged, IBinaryInteger<T>
    {
        for (var position = 0; position < marks.Length; position++)
            marks[position] = T.CreateTruncating(Unsafe.BitCast<bool, byte>(state[position] != 0)) << (8 * (state[position] - 1));
    }

    private static Alphabet AlphabetOf(int symbols)
    {
        if (symbols < 2)
            throw new ArgumentOutOfRangeException(nameof(symbols), $"symbols must be at least 2 (got {symbols})");
        return BitOperations.IsPow2(symbols) && symbols <= 1 << 16 ? Alphabet.Words(BitOperations.Log2((uint)symbols)) : Alphabet.Numbered(symbols);
    }

    private static long Power(long number, int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
            power *= number;
        return power;
    }
}
