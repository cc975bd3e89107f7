using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Rewards;
using GFlowNets.Training;

namespace GFlowNets.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void A_folder_holds_settings_metrics_and_a_checkpoint()
    {
        var folder = new RunFolder(_path);
        using var trainer = folder.Run(Runs.Short());
        Assert.Contains("\"iterations\": 40", File.ReadAllText(Path.Combine(_path, "settings.json")), StringComparison.Ordinal);
        Assert.Equal([0L, 10, 20, 30, 40], folder.ReadLog().Select(record => record.Iteration));
        Assert.Equal(trainer.Log[^1]["tv"], folder.ReadLog()[^1]["tv"]);
        Assert.True(File.Exists(Path.Combine(_path, "checkpoint", "state.bin")));
    }

    [Fact]
    public void A_checkpoint_is_refused_by_another_run_in_a_sentence()
    {
        var folder = new RunFolder(_path);
        using var first = folder.Run(Runs.Short(seed: 7));
        using var other = Runs.Short(seed: 8);
        var refused = Assert.Throws<InvalidDataException>(() => folder.TryRestore(other));
        Assert.Contains("seed 7", refused.Message, StringComparison.Ordinal);
        using var larger = Runs.Learning(seed: 7);
        Assert.Contains("another run", Assert.Throws<InvalidDataException>(() => folder.TryRestore(larger)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_is_refused_by_a_run_with_another_reward_and_changes_nothing()
    {
        var folder = new RunFolder(_path);
        var grid = new HyperGrid(2, 4);
        using var corners = Make(new Corners(grid));
        folder.Run(corners);
        using var deceptive = Make(new Deceptive(grid));
        var before = Runs.Bits(deceptive);
        Assert.Contains("reward", Assert.Throws<InvalidDataException>(() => folder.TryRestore(deceptive)).Message, StringComparison.Ordinal);
        Assert.Equal(before.Policy, Runs.Bits(deceptive).Policy);
        Assert.Equal(0, deceptive.Iteration);

        static Trainer Make(GridReward reward)
        {
            var policy = new MlpPolicy(reward.Grid, hidden: 8);
            return new Trainer(policy, new TrajectoryBalance(), new OnPolicy(policy, reward), new TrainingSettings { Iterations = 5, EvaluateEvery = 0 });
        }
    }

    [Fact]
    public void Checkpoints_do_not_wait_for_evaluations()
    {
        var folder = new RunFolder(_path);
        using var trainer = Runs.Short(iterations: 40, evaluateEvery: 0);
        var metric = new WatchCheckpoint(_path);
        using var watched = new Trainer(trainer.Policy, trainer.Objective, trainer.Explorer, new TrainingSettings { Iterations = 40, EvaluateEvery = 0 }, metric);
        folder.Run(watched, checkpointEvery: 10);
        Assert.Equal([false, true], metric.Seen);
    }

    private sealed class WatchCheckpoint(string path) : IMetric
    {
        internal List<bool> Seen { get; } = [];

        public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
        {
            Seen.Add(Directory.Exists(Path.Combine(path, "checkpoint")));
            return [];
        }
    }

    [Fact]
    public void A_run_interrupted_between_checkpoints_resumes_to_the_same_bits()
    {
        var folder = new RunFolder(_path);
        using var whole = Runs.Short().Run();
        using var interrupted = Runs.Short();
        Assert.Throws<OperationCanceledException>(() => folder.Run(interrupted, checkpointEvery: 20, record =>
        {
            if (record.Iteration == 30)
                throw new OperationCanceledException();
        }));
        Assert.Equal([0L, 10, 20, 30], folder.ReadLog().Select(record => record.Iteration));
        using var resumed = Runs.Short();
        var seen = new List<long>();
        folder.Run(resumed, checkpointEvery: 20, record => seen.Add(record.Iteration));
        Assert.Equal([30L, 40], seen);
        Runs.AssertSameBits(whole, resumed);
        Assert.Equal([0L, 10, 20, 30, 40], folder.ReadLog().Select(record => record.Iteration));
    }

    [Fact]
    public void A_run_that_crashed_before_its_first_checkpoint_begins_anew_with_its_log()
    {
        var folder = new RunFolder(_path);
        using var crashed = Runs.Short();
        Assert.Throws<OperationCanceledException>(() => folder.Run(crashed, onRecord: record =>
        {
            if (record.Iteration == 20)
                throw new OperationCanceledException();
        }));
        using var again = folder.Run(Runs.Short());
        Assert.Equal([0L, 10, 20, 30, 40], folder.ReadLog().Select(record => record.Iteration));
    }

    [Fact]
    public void A_finished_run_is_not_run_again()
    {
        var folder = new RunFolder(_path);
        using var first = folder.Run(Runs.Short());
        using var again = folder.Run(Runs.Short(), onRecord: record => Assert.Fail($"iteration {record.Iteration} was run again"));
        Runs.AssertSameBits(first, again);
    }

    [Fact]
    public void A_crash_between_the_renames_leaves_the_checkpoint_before()
    {
        var folder = new RunFolder(_path);
        using var first = folder.Run(Runs.Short());
        Directory.Move(Path.Combine(_path, "checkpoint"), Path.Combine(_path, "checkpoint.previous"));
        using var restored = Runs.Short();
        Assert.True(folder.TryRestore(restored));
        Runs.AssertSameBits(first, restored);
    }

    [Fact]
    public void A_folder_of_another_run_is_refused_in_a_sentence()
    {
        var folder = new RunFolder(_path);
        using var first = folder.Run(Runs.Short());
        var error = Assert.Throws<InvalidDataException>(() => folder.Run(Runs.Short(iterations: 50)));
        Assert.EndsWith("holds a run with other settings: choose another folder or the settings in its settings.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_is_left_out_of_the_log()
    {
        var folder = new RunFolder(_path);
        using var trainer = folder.Run(Runs.Short());
        var metrics = Path.Combine(_path, "metrics.jsonl");
        File.WriteAllText(metrics, File.ReadAllText(metrics)[..^20]);
        Assert.Equal([0L, 10, 20, 30], folder.ReadLog().Select(record => record.Iteration));
        File.WriteAllText(metrics, "nonsense\n" + File.ReadAllText(metrics));
        Assert.StartsWith("line 1 of the run's log is not a record", Assert.Throws<InvalidDataException>(() => folder.ReadLog()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_restores_nothing()
    {
        using var trainer = Runs.Short();
        Assert.False(new RunFolder(_path).TryRestore(trainer));
        Assert.Equal(0, trainer.Iteration);
    }
}
