using GFlowNets.Exploration;
using GFlowNets.Exploration.Chunking;
using GFlowNets.Rewards.Rna;

namespace GFlowNets.Experiments;

/// <summary>Growing action sets on four kinds of problems: how the library grows, how actions are encoded, which parses are preferred, and what a learned library is worth to others.</summary>
public sealed class ActionChunkingRuns : Experiment
{
    /// <inheritdoc/>
    public override string Name => "action-chunking";

    /// <inheritdoc/>
    public override string Question =>
        "What do chunks of actions change in modes found, length of trajectories and fit, on grids, bits, RNA and graphs; and which of encoder, miner, backward policy and transfer matter?";

    /// <inheritdoc/>
    public override int Seeds => 3;

    /// <inheritdoc/>
    public override IReadOnlyList<ExperimentProblem> Problems { get; } =
    [
        Side65(new(ChunkProblem.Fractal(65), 2500)),
        Usual(new(ChunkProblem.Fractal(129), 5000) { Evaluations = 10 }),
        Parsed(new(ChunkProblem.Bits(32), 2500) { Evaluations = 10 }),
        Parsed(new(ChunkProblem.Bits(64), 4000) { Evaluations = 10 }),
        Parsed(new(ChunkProblem.Rna(RnaTarget.Rna1), 4000) { Evaluations = 10 }),
        Usual(new(ChunkProblem.Graphs(10), 2500) { Evaluations = 10 }),
    ];

    private static ExperimentProblem Usual(ChunkRun run) => new(run.Problem.Name, [run.Atoms, run.Increment, run.Replace]);

    private static ExperimentProblem Parsed(ChunkRun run) => new(
        run.Problem.Name,
        [
            run.Atoms, run.Increment, run.Replace,
            run.With("Increment, ShortParse", ActionChunkingSettings.Increment(run.Every), parse: -5),
            run.With("Replace, ShortParse", ActionChunkingSettings.Replace(run.Every, run.Problem.Chunks), parse: -5),
        ]);

    private static ExperimentProblem Side65(ChunkRun run)
    {
        var (increment, replace) = (ActionChunkingSettings.Increment(run.Every), ActionChunkingSettings.Replace(run.Every, run.Problem.Chunks));
        return new(
            run.Problem.Name,
            [
                .. Parsed(run).Methods,
                run.With("Increment, recurrent", increment, recurrent: true),
                run.With("Replace, recurrent", replace, recurrent: true),
                run.With("Replace, random pairs", replace with { Miner = RandomPairs.Instance }),
                run.With("Increment by loss", increment with { Every = 0, LossThreshold = 1 }),
                run.With("learned library", library: run.Learned),
                run.With("A2C, atoms", actorCritic: true),
                run.With("A2C, Increment", increment, actorCritic: true),
                run.With("A2C, learned library", actorCritic: true, library: run.Learned),
            ])
        {
            Seeds = 5,
        };
    }
}
