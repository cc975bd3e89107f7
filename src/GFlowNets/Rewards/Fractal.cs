using System.Numerics;
using GFlowNets.Environments;

namespace GFlowNets.Rewards;

/// <summary>
/// The fractal landscape of Boussif et al. 2025 ("Action abstractions for amortized sampling", released code) on a square grid: R = R0 everywhere, and
/// at ⌊log2 side⌋ − 2 scales, each half as wide and moved towards the far corner, patches of four cells of which one has R0 + R1 + R2 and three have
/// R0 + R1. Modes are the highest cells: 10 on side 65, 13 on 129, 16 on 257. The paths to them are long and repeat the same moves, which is what
/// chunks of actions are for.
/// </summary>
public sealed class Fractal : GridReward
{
    private readonly bool[] _isMode;
    private readonly double[] _logRewards;

    /// <summary>The reward on a grid.</summary>
    /// <param name="grid">A two-dimensional grid with a stop action and a side of at least 8.</param>
    /// <param name="r0">Reward everywhere, positive.</param>
    /// <param name="r1">Added in the patches, not negative.</param>
    /// <param name="r2">Added besides in one cell of each patch, positive.</param>
    /// <param name="offset">Added to R before the logarithm is taken, not negative: 1e-6 in the released code.</param>
    public Fractal(HyperGrid grid, double r0 = 0.1, double r1 = 0.5, double r2 = 2, double offset = 0)
        : base(grid)
    {
        if (grid.Dimensions != 2 || grid.Termination != GridTermination.ExplicitStop)
            throw new ArgumentException($"the fractal landscape needs a two-dimensional grid with a stop action (got {grid.Name})", nameof(grid));
        if (grid.Side < 8)
            throw new ArgumentOutOfRangeException(nameof(grid), $"the side must be at least 8 for one patch (got {grid.Side})");
        (R0, R1, R2, Offset) = (RewardConstant.Positive(r0), RewardConstant.NotNegative(r1), RewardConstant.Positive(r2), RewardConstant.NotNegative(offset));
        _isMode = new bool[grid.Side * grid.Side];
        _logRewards = new double[_isMode.Length];
        Array.Fill(_logRewards, Math.Log(r0 + offset));
        Build();
        ModeCount = _isMode.Count(mode => mode);
    }

    /// <summary>Reward everywhere.</summary>
    public double R0 { get; }

    /// <summary>Added in the patches.</summary>
    public double R1 { get; }

    /// <summary>Added besides in one cell of each patch.</summary>
    public double R2 { get; }

    /// <summary>Added to R before the logarithm is taken.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override string Name => $"fractal (R0 {R0}, R1 {R1}, R2 {R2}{(Offset == 0 ? "" : $", offset {Offset}")})";

    /// <inheritdoc/>
    public override double ModeCount { get; }

    /// <inheritdoc/>
    public override bool IsMode(ReadOnlySpan<int> state) => _isMode[(state[0] * Grid.Side) + state[1]];

    private protected override double LogRewardOf(ReadOnlySpan<int> cell) => _logRewards[(cell[0] * Grid.Side) + cell[1]];

    /// <summary>
    /// Each scale is a square whose lower left corner lies on the diagonal. Its patches sit in the lower left corner and, from the second scale on, in
    /// the lower right and upper left ones; the upper right corner is the next scale's.
    /// </summary>
    private void Build()
    {
        var depth = BitOperations.Log2((uint)Grid.Side) - 2;
        var (corner, size) = (0, Grid.Side);
        for (var level = depth; level > 0; level--)
        {
            // The mode of a patch lies diagonally opposite to the corner of the square.
            Patch(corner, corner, 1, 1);
            if (level < depth)
            {
                var far = Math.Min(corner + size - 1, Grid.Side - 1);
                Patch(far, corner, -1, 1);
                Patch(corner, far, 1, -1);
            }

            size /= 2;
            corner += size;
        }
    }

    private void Patch(int x, int y, int right, int up)
    {
        foreach (var (column, row) in new[] { (x, y), (x + right, y), (x, y + up) })
            _logRewards[(column * Grid.Side) + row] = Math.Log(R0 + R1 + Offset);
        _logRewards[((x + right) * Grid.Side) + y + up] = Math.Log(R0 + R1 + R2 + Offset);
        _isMode[((x + right) * Grid.Side) + y + up] = true;
    }
}
