using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// The Ising model on a square lattice with periodic boundaries: log R(s) = J Σ over ordered neighbour pairs of s_i s_j, spins −1 and +1
/// (symbols 1 and 2 of <see cref="AnyOrderSequence"/>). Ordered pairs count each bond twice, as torchgfn's benchmark does.
/// </summary>
public sealed class IsingEnergy : Reward
{
    private readonly int _side;

    /// <summary>The reward on a lattice.</summary>
    /// <param name="lattice">An environment of side² positions and two symbols.</param>
    /// <param name="side">Spins along each side, at least 3, so that neighbours are distinct.</param>
    /// <param name="coupling">The coupling J; positive favours equal neighbours.</param>
    public IsingEnergy(AnyOrderSequence lattice, int side, double coupling = 0.44)
    {
        ArgumentNullException.ThrowIfNull(lattice);
        if (side < 3)
            throw new ArgumentOutOfRangeException(nameof(side), $"side must be at least 3 (got {side})");
        if (lattice.Positions != side * side || lattice.Symbols != 2)
            throw new ArgumentException($"a lattice of side {side} has {side * side} positions and 2 symbols (got {lattice.Name})", nameof(lattice));
        if (!double.IsFinite(coupling))
            throw new ArgumentOutOfRangeException(nameof(coupling), $"coupling must be a finite number (got {coupling})");
        (_side, Coupling, Environment) = (side, coupling, lattice);
    }

    /// <inheritdoc/>
    public override DiscreteEnvironment Environment { get; }

    /// <summary>The coupling J.</summary>
    public double Coupling { get; }

    /// <inheritdoc/>
    public override string Name => $"Ising {_side}x{_side}, J {Coupling}";

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state)
    {
        var equal = 0;
        for (var row = 0; row < _side; row++)
        {
            for (var column = 0; column < _side; column++)
            {
                var spin = state[row * _side + column];
                equal += spin == state[row * _side + (column + 1) % _side] ? 1 : -1;
                equal += spin == state[(row + 1) % _side * _side + column] ? 1 : -1;
            }
        }

        return 2 * Coupling * equal;
    }
}
