namespace GFlowNets.Experiments;

/// <summary>Every method of exploration of the kit, and two compositions, on six problems that are each hard in a way of their own.</summary>
public sealed class ExplorationRace : Experiment
{
    /// <inheritdoc/>
    public override string Name => "exploration-race";

    /// <inheritdoc/>
    public override string Question => "Which way of exploring learns to sample best with equal reward calls, and with equal time, on problems that are hard in six different ways?";

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems { get; } =
        [.. RaceProblem.All.Select(problem => new ExperimentProblem(problem.Name, [.. RaceMethod.All.Select(method => method.On(problem))]))];

    private protected override void Prepare() => RaceWarmUp.Ensure(RaceMethod.All);
}
