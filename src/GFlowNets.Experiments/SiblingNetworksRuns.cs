using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Rewards.Rna;

namespace GFlowNets.Experiments;

/// <summary>Sibling networks against single networks and other pairs on larger grids, bits and RNA, and what sharing, bonus and objective are worth.</summary>
public sealed class SiblingNetworksRuns : Experiment
{
    /// <inheritdoc/>
    public override string Name => "sibling-networks";

    /// <inheritdoc/>
    public override string Question =>
        "Does a second network that is paid for novelty bring the first one to modes it would not find, at equal reward calls, as spaces grow; and how much do sharing, bonus and objective matter?";

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems { get; } =
    [
        .. from run in new[]
           {
               SiblingRun.Grid(2, 32, 3000) with { Scale = 1, EndingScale = 1000 },
               SiblingRun.Grid(2, 64, 6000) with { Scale = 1, EndingScale = 1000, Evaluations = 8 },
               SiblingRun.Grid(4, 8, 4000) with { Scale = 1, EndingScale = 1000, Evaluations = 8 },
               SiblingRun.Bits(32, 3000) with { Evaluations = 6 },
               SiblingRun.Rna(RnaTarget.Rna1, 2000) with { EndingScale = 1000, Evaluations = 6 },
           }
           let equal = run with { EqualCalls = true }
           select new ExperimentProblem(equal.Name, equal.All),
        Ablation(SiblingRun.Grid(2, 16, 3000) with { Evaluations = 6 }),
    ];

    private static ExperimentProblem Ablation(SiblingRun run)
    {
        var (db, subTb) = (run with { Balance = () => new DetailedBalance() }, run with { Balance = () => new SubTrajectoryBalance() });
        return new($"ablations, {run.Name}",
        [
            run.SaGfn,
            .. new[] { 0, 0.25, 1 }.Select(share => run.WithEdges(FormattableString.Invariant($"share {share}"), run.Scale, new SiblingSettings { Share = share })),
            .. new[] { 0.25, 0.5, 2 }.Select(ratio => run.WithEdges(FormattableString.Invariant($"updates {ratio}"), run.Scale, new SiblingSettings { UpdateRatio = ratio })),
            .. new[] { 0.001, 0.01, 1, 10 }.Select(scale => run.WithEdges(FormattableString.Invariant($"η {scale}"), scale)),
            run.WithoutBonus("no bonus"),
            run.WithBonus("counts", (environment, _) => new VisitCounts(environment, run.Scale)),
            run.WithBonus("NovelD", (environment, seed) => new NoveltyDifference(SiblingRun.Distillation(environment, run.Scale, seed))),
            run.LossGuided,
            run.Ace,
            db.Tb with { Name = "DB alone" },
            db.SaGfn with { Name = "SA-GFN by DB" },
            subTb.Tb with { Name = "SubTB alone" },
            subTb.SaGfn with { Name = "SA-GFN by SubTB" },
        ]);
    }
}
