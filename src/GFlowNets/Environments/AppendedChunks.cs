namespace GFlowNets.Environments;

/// <summary>Where symbols are appended, a chunk is legal where it fits, and undone where the sequence ends with it.</summary>
internal sealed class AppendedChunks(ChunkedEnvironment environment, AppendSequence sequence) : ChunkMoves(environment)
{
    internal override void Forward(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var room = sequence.Positions - GrowingSequence.Length(state);
        for (var action = Environment.Library.AtomCount; action < legal.Length; action++)
            legal[action] = Environment.Library[action].Length <= room;
    }

    internal override void Backward(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var symbols = state[..GrowingSequence.Length(state)];
        for (var backward = 0; backward < legal.Length; backward++)
            legal[backward] = EndsWith(symbols, Environment.Library[Environment.ActionOf(backward)]);
    }

    internal override void Undo(Span<int> state, ReadOnlySpan<int> atoms)
    {
        var length = GrowingSequence.Length(state);
        state[(length - atoms.Length)..length].Clear();
    }

    private static bool EndsWith(ReadOnlySpan<int> symbols, ReadOnlySpan<int> atoms)
    {
        if (atoms.Length > symbols.Length)
            return false;
        symbols = symbols[^atoms.Length..];
        for (var i = 0; i < atoms.Length; i++)
        {
            // A state has one more than the symbol's number, which is the action's.
            if (symbols[i] != atoms[i] + 1)
                return false;
        }

        return true;
    }
}
