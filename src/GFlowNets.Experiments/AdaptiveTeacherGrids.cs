using GFlowNets.Exploration;
using GFlowNets.Rewards;

namespace GFlowNets.Experiments;

/// <summary>
/// The adaptive teacher against the baselines of its paper on deceptive grids, what C and α are worth, and students of other objectives. The released
/// code's settings, but for networks of two layers of 64 instead of 256 everywhere except on the largest 2-D grid, and a quarter of its
/// 24,000 iterations on the largest 4-D one.
/// </summary>
public sealed class AdaptiveTeacherGrids : Experiment
{
    /// <inheritdoc/>
    public override string Name => "adaptive-teacher";

    /// <inheritdoc/>
    public override string Question => "Does a teacher that samples where the student errs find more modes of the deceptive grid than baselines with as many reward calls, and does the student learn them?";

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems { get; } =
    [
        new(Plane.Name, Plane.All),
        new(Plane.Name, [Plane.Gafn]) { Seeds = 1 },
        new(Cube.Name, [.. Cube.All, Cube.Gafn]),
        new("students, " + Ablated.Name, [Ablated.Tb, Ablated.Teacher, .. Ablated.Students]),
        new("ablations, " + Ablated.Name,
        [
            .. from asymmetry in new[] { 0.0, 4, 19, 99 }
               from alpha in new[] { 0, 0.5 }
               select Ablated.TeacherWith(FormattableString.Invariant($"C {asymmetry}, α {alpha}"), TeacherReward.Grid with { Asymmetry = asymmetry, Alpha = alpha }),
        ]),
        new(LargeCube.Name, [LargeCube.Tb, LargeCube.Prt, LargeCube.Per, LargeCube.Teacher, LargeCube.TeacherWithPer]) { Seeds = 3 },
        new(Published.Name, [Published.Tb, Published.Prt, Published.Per, Published.Teacher]) { Seeds = 2 },
    ];

    private static DeceptiveRun Plane => new(2, 128, 6000) { Evaluations = 8 };

    private static DeceptiveRun Cube => new(4, 16, 6000) { Arithmetic = GridArithmetic.Doubles, Evaluations = 5 };

    private static DeceptiveRun LargeCube => new(4, 32, 6000) { Evaluations = 5, IsExact = false };

    // The published width and arithmetic.
    private static DeceptiveRun Published => new(2, 256, 6000) { Hidden = 256, Arithmetic = GridArithmetic.Doubles, Evaluations = 4 };

    private static DeceptiveRun Ablated => new(2, 64, 1000) { Evaluations = 5 };
}
