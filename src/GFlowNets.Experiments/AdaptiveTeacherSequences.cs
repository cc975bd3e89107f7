using GFlowNets.Data;
using GFlowNets.Exploration;
using GFlowNets.Rewards.Rna;

namespace GFlowNets.Experiments;

/// <summary>The adaptive teacher against replay and local search on DNA and RNA strings, and what C and α of its biochemical form are worth.</summary>
public sealed class AdaptiveTeacherSequences : Experiment
{
    private readonly Lazy<SequenceLandscape?> _landscape = new(() => TfBind8.IsAvailable() ? TfBind8.Load() : null);

    /// <inheritdoc/>
    public override string Name => "adaptive-teacher-sequences";

    /// <inheritdoc/>
    public override string Question => "Does an adaptive teacher find more modes of TFBind8 and of the three L14-RNA tasks than replay and local search with as many reward calls, and does the student learn them?";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Omitted => _landscape.Value is null
        ? [$"TFBind8 and its ablations are left out: {TfBind8.FileName} is not in {DataFolder.Default.Path}; see ./gfn data import --help."]
        : [];

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems =>
    [
        .. Runs.Select(run => new ExperimentProblem(run.Name, run.All)),
        .. Runs.Where(run => run.IsExact).Select(Ablation),
    ];

    private IEnumerable<SequenceRun> Runs =>
    [
        .. _landscape.Value is { } landscape ? [SequenceRun.TfBind8(landscape)] : Array.Empty<SequenceRun>(),
        .. new[] { RnaTarget.Rna1, RnaTarget.Rna2, RnaTarget.Rna3 }.Select(target => SequenceRun.Rna(target)),
        // The released rates were chosen for other networks; with five times as high ones the students here come much further.
        SequenceRun.Rna(RnaTarget.Rna1) with { Name = "L14-RNA1, rates x5", LearningRate = 5e-4 },
    ];

    private static ExperimentProblem Ablation(SequenceRun run) => new("ablations, " + run.Name,
    [
        .. from asymmetry in new[] { 0.0, 19 }
           from alpha in new[] { 0, 0.5, 1 }
           select run.TeacherWith(FormattableString.Invariant($"C {asymmetry}, α {alpha}"), TeacherReward.Biochemical with { Asymmetry = asymmetry, Alpha = alpha }),
    ]);
}
