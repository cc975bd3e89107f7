namespace GFlowNets.Environments;

/// <summary>Which chunks of a library are legal in a state, and how they are undone; for the actions that a library has at one moment.</summary>
internal abstract class ChunkMoves
{
    private protected ChunkMoves(ChunkedEnvironment environment) => (Environment, Stamp) = (environment, environment.Library.Stamp);

    /// <summary>The library's stamp at which this was made.</summary>
    internal long Stamp { get; }

    private protected ChunkedEnvironment Environment { get; }

    /// <summary>What fits the environment: one look at a chunk for grids and append-only sequences, else a walk along its atoms.</summary>
    internal static ChunkMoves Of(ChunkedEnvironment environment) => environment.Inner switch
    {
        HyperGrid { Termination: GridTermination.ExplicitStop } grid => new GridChunks(environment, grid),
        AppendSequence sequence => new AppendedChunks(environment, sequence),
        _ => new WalkedChunks(environment),
    };

    /// <summary>Marks the chunks, not the atoms, that are legal in a state.</summary>
    internal abstract void Forward(ReadOnlySpan<int> state, Span<bool> legal);

    /// <summary>Marks all backward actions that are legal in a state.</summary>
    internal abstract void Backward(ReadOnlySpan<int> state, Span<bool> legal);

    /// <summary>Changes a state in place to the one from which the atoms led to it.</summary>
    internal abstract void Undo(Span<int> state, ReadOnlySpan<int> atoms);
}
