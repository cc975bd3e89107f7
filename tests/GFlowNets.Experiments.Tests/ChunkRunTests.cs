using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Rewards.Rna;
using GFlowNets.Training;

namespace GFlowNets.Experiments.Tests;

public class ChunkRunTests
{
    // exploration §a.6, side 33 in less than half of its 1000 iterations: chunks find all 7 modes and shorten the way to them.
    [Fact]
    public void Chunks_find_all_modes_of_a_small_fractal_grid_by_trajectories_a_third_as_long()
    {
        var run = new ChunkRun(ChunkProblem.Fractal(33), 400) { Evaluations = 5 };
        var result = Comparison.Run([run.Atoms, run.Increment, run.Replace], seeds: 2);
        foreach (var name in new[] { "Increment", "Replace" })
        {
            Assert.All(result.Final(name, "modesFound"), modes => Assert.Equal(7, modes));
            Assert.All(
                result.Final(name, "meanLength").Zip(result.Final("atoms", "meanLength")),
                pair => Assert.True(pair.First <= pair.Second / 2.5, $"{name}: {pair.First} against {pair.Second}"));
        }

        Assert.All(result.Final("Increment", "chunks"), chunks => Assert.Equal(9, chunks));
        Assert.All(result.Final("Replace", "chunks"), chunks => Assert.Equal(28, chunks));
    }

    // Every problem and every kind of method begins, grows its library twice and can be measured.
    [Fact]
    public void Every_problem_and_method_runs()
    {
        ChunkProblem[] problems = [ChunkProblem.Fractal(17), ChunkProblem.Bits(32), ChunkProblem.Rna(RnaTarget.Rna2), ChunkProblem.Graphs(5)];
        var increment = ActionChunkingSettings.Increment(every: 4) with { CorpusSize = 50 };
        foreach (var run in problems.Select(problem => new ChunkRun(problem, 10) { Evaluations = 1 }))
        {
            Method[] methods =
            [
                run.With("plain", increment),
                run.With("recurrent", ActionChunkingSettings.Replace(4, 5) with { CorpusSize = 50 }, recurrent: true, parse: -5),
                run.With("A2C", increment, actorCritic: true, library: _ => [[0, 1]]),
            ];
            var result = Comparison.Run(methods, seeds: 1, threads: 1);
            foreach (var (method, chunks) in new[] { ("plain", 2), ("recurrent", 5), ("A2C", 3) })
            {
                Assert.Equal(chunks, result.Final(method, "chunks")[0]);
                Assert.True(double.IsFinite(result.Final(method, "loss")[0]), $"{run.Problem.Name}, {method}");
                Assert.True(result.Final(method, "meanLength")[0] >= 1);
            }
        }
    }

    [Fact]
    public void A_learned_library_is_a_function_of_the_seed()
    {
        var run = new ChunkRun(ChunkProblem.Fractal(17), 100);
        var (first, again) = (run.Learned(1), run.Learned(1));
        Assert.Equal(9, first.Count);
        Assert.Equal(first, again);
        using var trainer = run.With("learned", library: run.Learned).Create(1);
        Assert.Equal(first, ((ChunkedEnvironment)trainer.Policy.Environment).Library.Chunks);
    }
}
