namespace GFlowNets.Environments;

/// <summary>On a grid with a stop action the order of a chunk's atoms does not matter for legality: only how far it goes along each coordinate.</summary>
internal sealed class GridChunks : ChunkMoves
{
    private readonly HyperGrid _grid;
    private readonly int[] _shifts;

    internal GridChunks(ChunkedEnvironment environment, HyperGrid grid)
        : base(environment)
    {
        var library = environment.Library;
        (_grid, _shifts) = (grid, new int[library.Count * grid.Dimensions]);
        for (var action = 0; action < library.Count; action++)
        {
            foreach (var atom in library[action])
            {
                if (atom != library.Stop)
                    _shifts[(action * grid.Dimensions) + atom]++;
            }
        }
    }

    internal override void Forward(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var (dimensions, last) = (_grid.Dimensions, _grid.Side - 1);
        for (var action = Environment.Library.AtomCount; action < legal.Length; action++)
        {
            var shifts = _shifts.AsSpan(action * dimensions, dimensions);
            var fits = true;
            for (var d = 0; d < shifts.Length; d++)
                fits &= state[d] + shifts[d] <= last;
            legal[action] = fits;
        }
    }

    internal override void Backward(ReadOnlySpan<int> state, Span<bool> legal)
    {
        var dimensions = _grid.Dimensions;
        for (var backward = 0; backward < legal.Length; backward++)
        {
            var shifts = _shifts.AsSpan(Environment.ActionOf(backward) * dimensions, dimensions);
            var fits = true;
            for (var d = 0; d < shifts.Length; d++)
                fits &= shifts[d] <= state[d];
            legal[backward] = fits;
        }
    }

    internal override void Undo(Span<int> state, ReadOnlySpan<int> atoms)
    {
        foreach (var atom in atoms)
            state[atom]--;
    }
}
