using GFlowNets.Rewards.Rna;
using GFlowNets.Sampling;

namespace GFlowNets.Experiments;

/// <summary>QGFN on the design of RNA strands: greediness at inference, and the n of Q's targets.</summary>
public sealed class QgfnRna : Experiment
{
    /// <inheritdoc/>
    public override string Name => "qgfn-rna";

    /// <inheritdoc/>
    public override string Question => "Do the greedy samplers of QGFN find more of the best RNA designs than the flow alone, and how far ahead should Q look?";

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems { get; } =
    [
        new(Training.Name,
        [
            Training.With("p-greedy 0.4"),
            Training.With("flow alone", p: 0),
            Training.With("p-greedy 0.4, 1 step", steps: 1),
            Training.With("p-greedy 0.4, 4 steps", steps: 4),
            Training.With("p-quantile 0.5", Greediness.PQuantile, 0.5),
            Training.With("p-of-max 0.9", Greediness.POfMax, 0.9),
        ]),
    ];

    private static RnaDesignRun Training => new(RnaTarget.Rna1, 5000);
}
