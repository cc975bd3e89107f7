using GFlowNets.Training;

namespace GFlowNets.Experiments.Tests;

// The stop signal is everybody's.
[Collection(nameof(ExperimentTests))]
[CollectionDefinition(nameof(ExperimentTests), DisableParallelization = true)]
public class ExperimentTests
{
    [Fact]
    public void A_stopped_experiment_goes_on_and_is_recorded_when_it_is_complete()
    {
        using var folder = new TemporaryFolder();
        var (work, results) = (folder["work"], folder["results/small.jsonl"]);
        var experiment = new Small();
        try
        {
            Assert.Null(experiment.Run(work, results, threads: 1, onProgress: progress =>
            {
                if (progress.FinishedRuns == 2)
                    StopSignal.RequestStop();
            }));
        }
        finally
        {
            StopSignal.ResetStop();
        }

        Assert.False(File.Exists(results));
        var earlier = 0;
        var recorded = experiment.Run(work, results, threads: 2, onProgress: progress => earlier += progress.Record is null ? 1 : 0);
        Assert.InRange(earlier, 2, 3);
        Assert.Equal(["grid 3^2, R0 0.1", "grid 4^2, R0 0.01"], recorded!.Problems);
        var read = RecordedExperiment.Load(results);
        Assert.Equal(("small", "Does it run?", Machine.Version, Machine.Today, Machine.Description), (read.Name, read.Question, read.Version, read.Date, read.Machine));
        Assert.Equal(4, read.Runs.Count);
        var (written, loaded) = (recorded.Of("grid 4^2, R0 0.01"), read.Of("grid 4^2, R0 0.01"));
        Assert.Equal(written.Rows().Select(row => row.Metric), loaded.Rows().Select(row => row.Metric));
        // Six digits are kept, and the counts exactly; the loss before the first iteration is not a number.
        Assert.All(written.Rows().Zip(loaded.Rows()), pair => Assert.True(
            pair.First.Value.Equals(pair.Second.Value) || Math.Abs(pair.First.Value - pair.Second.Value) <= 1e-5 * Math.Abs(pair.First.Value)));
        Assert.Equal([0, 20, 40], loaded.Curve("TB", "tv").Select(point => point.At));
        Assert.InRange(loaded.Summary("TB", "tv").Mean, 0.001, 0.99);
    }

    [Fact]
    public void A_long_problem_may_have_fewer_seeds_unless_seeds_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<(int Finished, int Total)>();
        var experiment = new Uneven();
        var recorded = experiment.Run(folder["work"], folder["uneven.jsonl"], threads: 1, onProgress: progress => seen.Add((progress.FinishedRuns, progress.TotalRuns)));
        Assert.Equal([0ul, 1], recorded!.Of("short").Of("TB").Select(run => run.Seed));
        Assert.Equal([0ul], recorded.Of("long").Of("TB").Select(run => run.Seed));
        Assert.All(seen, progress => Assert.Equal(3, progress.Total));
        Assert.Equal(3, seen[^1].Finished);
        Assert.Equal(seen.Select(progress => progress.Finished).Order(), seen.Select(progress => progress.Finished));
        recorded = experiment.Run(folder["work"], folder["uneven.jsonl"], seeds: 3, threads: 1);
        Assert.Equal(3, recorded!.Of("long").Of("TB").Count);
    }

    [Fact]
    public void Files_that_are_no_records_are_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], "{\"experiment\":");
        File.WriteAllText(folder["b"], "");
        Assert.Contains("is not a recorded experiment", Assert.Throws<InvalidDataException>(() => RecordedExperiment.Load(folder["a"])).Message, StringComparison.Ordinal);
        Assert.EndsWith("is not a recorded experiment: it is empty", Assert.Throws<InvalidDataException>(() => RecordedExperiment.Load(folder["b"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiments_have_names_of_their_own_and_methods_that_begin()
    {
        Assert.Distinct(Experiment.All.Select(experiment => experiment.Name));
        foreach (var problem in Experiment.All.SelectMany(experiment => experiment.Problems))
        {
            Assert.Distinct(problem.Methods.Select(method => method.Name));
            foreach (var method in problem.Methods)
            {
                using var trainer = method.Create(0);
                Assert.False(trainer.IsFinished);
            }
        }
    }

    private sealed class Small : Experiment
    {
        public override string Name => "small";

        public override string Question => "Does it run?";

        public override int Seeds => 2;

        public override IReadOnlyList<ExperimentProblem> Problems { get; } =
        [
            .. from run in new[] { new GridRun(2, 3, 0.1, 40), new GridRun(2, 4, 0.01, 40) }
               let small = run with { Hidden = 8, Evaluations = 2 }
               select new ExperimentProblem(run.Name, [small.With(GridObjective.All[0])]),
        ];
    }

    private sealed class Uneven : Experiment
    {
        private static readonly GridRun Grid = new(2, 3, 0.1, 10) { Hidden = 4, Evaluations = 1 };

        public override string Name => "uneven";

        public override string Question => "Do seeds differ?";

        public override int Seeds => 2;

        public override IReadOnlyList<ExperimentProblem> Problems { get; } =
        [
            new("short", [Grid.With(GridObjective.All[0])]),
            new("long", [Grid.With(GridObjective.All[0])]) { Seeds = 1 },
        ];
    }
}
