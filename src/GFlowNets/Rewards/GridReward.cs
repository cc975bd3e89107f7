using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// What the rewards of a hypergrid share. With u_d = |s_d/(H−1) − 1/2| a coordinate can be outer (u > 0.25), in the band
/// (0.3 &lt; u &lt; 0.4) or off the cross (u > 0.1). The tests are done on integers: in floating point the band's edges misclassify
/// cells whenever H−1 is a multiple of 5, which adds spurious modes (9 instead of 4 at side 16).
/// </summary>
public abstract class GridReward : Reward, IModes, IRewardLevels
{
    private readonly double[] _logRewards = new double[3];
    private readonly bool[] _inBand;
    private readonly bool[] _inPlateau;

    /// <summary>A reward that is R0 everywhere, with a plateau and with modes in the corners' bands.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="inPlateau">Whether a coordinate of the doubled, centred value 2s − (H−1) counts for the plateau.</param>
    /// <param name="outside">R off the plateau.</param>
    /// <param name="plateau">R where every coordinate counts for the plateau.</param>
    /// <param name="mode">R where every coordinate is in the band.</param>
    private protected GridReward(HyperGrid grid, Func<int, bool> inPlateau, double outside, double plateau, double mode)
    {
        Grid = grid;
        _inBand = new bool[grid.Side];
        _inPlateau = new bool[grid.Side];
        for (var s = 0; s < grid.Side; s++)
        {
            var centred = Math.Abs(2 * s - (grid.Side - 1));
            _inBand[s] = 3 * (grid.Side - 1) < 5 * centred && 5 * centred < 4 * (grid.Side - 1);
            _inPlateau[s] = inPlateau(centred);
        }

        (_logRewards[0], _logRewards[1], _logRewards[2]) = (Math.Log(outside), Math.Log(plateau), Math.Log(mode));
        ModeCount = Math.Pow(_inBand.Count(b => b), grid.Dimensions);
        Levels = CountLevels();
    }

    /// <summary>The grid that the reward is defined on.</summary>
    public HyperGrid Grid { get; }

    /// <inheritdoc/>
    public override DiscreteEnvironment? Environment => Grid;

    /// <inheritdoc/>
    public double ModeCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RewardLevel> Levels { get; }

    /// <inheritdoc/>
    public bool IsMode(ReadOnlySpan<int> state) => All(state, _inBand);

    /// <inheritdoc/>
    public override double LogReward(ReadOnlySpan<int> state)
    {
        if (state.Length != Grid.Dimensions)
            throw new ArgumentException($"a state of {Grid.Name} has {Grid.Dimensions} integers (got {state.Length})", nameof(state));
        foreach (var coordinate in state)
        {
            if ((uint)coordinate >= (uint)Grid.Side)
                throw new ArgumentException($"a coordinate of {Grid.Name} is from 0 to {Grid.Side - 1} (got {coordinate})", nameof(state));
        }

        return _logRewards[All(state, _inBand) ? 2 : All(state, _inPlateau) ? 1 : 0];
    }

    private static bool All(ReadOnlySpan<int> state, bool[] property)
    {
        foreach (var coordinate in state)
        {
            if (!property[coordinate])
                return false;
        }

        return true;
    }

    private RewardLevel[] CountLevels()
    {
        // The band's coordinates all lie on the plateau, so the three sets of cells are nested and counting is a power.
        var modes = Terminating(_inBand);
        var plateau = Terminating(_inPlateau);
        var all = Terminating([.. Enumerable.Repeat(true, Grid.Side)]);
        return [new(_logRewards[0], all - plateau), new(_logRewards[1], plateau - modes), new(_logRewards[2], modes)];
    }

    /// <summary>Number of terminating cells all of whose coordinates have a property.</summary>
    private double Terminating(bool[] property)
    {
        var coordinates = property.Count(p => p);
        if (Grid.Termination == GridTermination.ExplicitStop)
            return Math.Pow(coordinates, Grid.Dimensions);
        // Either no coordinate touches the boundary or exactly one does: a trajectory ends at its first touch.
        var inner = property[^1] ? coordinates - 1 : coordinates;
        var touching = property[^1] ? Grid.Dimensions * Math.Pow(inner, Grid.Dimensions - 1) : 0;
        return Math.Pow(inner, Grid.Dimensions) + touching;
    }
}
