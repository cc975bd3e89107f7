namespace GFlowNets.Experiments.Checks;

/// <summary>
/// One line of the evidence in docs/evidence.md: a claim with its bound, measured at full size by <c>./gfn verify</c>. To add one, derive a class
/// that states the four texts and measures, and list it in <see cref="All"/>; a check that trains calls
/// <see cref="CheckSurroundings.Compare"/>, which stops and goes on by itself:
/// <code>
/// internal sealed class TbOnTheGrid : Check
/// {
///     public override string Name => "tb-grid-8";
///     public override string Claim => "TB with a network learns the 8x8 grid";
///     public override string Bound => "exact TV below 0.03 on each of 5 seeds";
///     public override string Source => "Malkin et al. 2022";
///     public override CheckOutcome Measure(CheckSurroundings surroundings)
///     {
///         var tv = surroundings.Compare([new GridRun(2, 8, 0.1, 5000).With(GridObjective.All[0])], seeds: 5).Final("TB", "tv");
///         return new(FormattableString.Invariant($"largest TV {tv.Max():G2}"), tv.All(value => value &lt; 0.03));
///     }
/// }
/// </code>
/// </summary>
public abstract class Check
{
    /// <summary>All checks, in the order of the table.</summary>
    public static IReadOnlyList<Check> All { get; } =
    [
        new HypergridPartition(),
        new GraphPartition(),
        new TabularTrajectoryBalance(),
        new TrajectoryBalanceOnGrid(),
        new ObjectivesOnGrid(),
        new QgfnSweep(),
        new TeacherFindsModes(),
        new TeacherTeaches(),
        new ChunksFindModes(),
        new SiblingsOnGrid(),
        new SiblingsOnSparseGrid(),
    ];

    /// <summary>Its name on the command line, lower case with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>What is claimed.</summary>
    public abstract string Claim { get; }

    /// <summary>What must hold of the measurement.</summary>
    public abstract string Bound { get; }

    /// <summary>Where the claim or its numbers come from.</summary>
    public abstract string Source { get; }

    /// <summary>Measures. What it throws makes the check fail with that message.</summary>
    /// <exception cref="OperationCanceledException">It was stopped and can go on later.</exception>
    public abstract CheckOutcome Measure(CheckSurroundings surroundings);
}
