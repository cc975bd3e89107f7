using GFlowNets.Sampling;

namespace GFlowNets.Experiments;

/// <summary>QGFN on bit sequences: greediness at inference, the n of Q's targets, and training through each rule.</summary>
public sealed class QgfnBits : Experiment
{
    /// <inheritdoc/>
    public override string Name => "qgfn-bits";

    /// <inheritdoc/>
    public override string Question => "What do the three greedy samplers of QGFN make of one trained flow, how far ahead should Q look, and may one train through a mask?";

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems { get; } =
    [
        Problem(new BitsRun(32, 5000)),
        // The paper's length, words, modes, radius and batches; a tenth of its 50,000 iterations, with log Z started near 120 ln 2 + 2.
        Problem(new BitsRun(120, 5000) { Modes = 60, Radius = 28, BatchSize = 16, InitialLogPartition = 85 }) with { Seeds = 3 },
    ];

    private static ExperimentProblem Problem(BitsRun run) => new(run.Name,
    [
        run.With("p-greedy 0.4"),
        run.With("flow alone", p: 0),
        run.With("p-greedy 0.4, 1 step", steps: 1),
        run.With("p-greedy 0.4, 4 steps", steps: 4),
        run.With("p-quantile 0.8", Greediness.PQuantile, 0.8),
        run.With("p-of-max 0.9", Greediness.POfMax, 0.9),
    ]);
}
