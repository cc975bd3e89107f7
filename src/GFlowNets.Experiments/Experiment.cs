using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// A comparison too wide for a notebook: several methods with several seeds on several problems, run on all cores by
/// <c>./gfn experiment run NAME</c> and recorded in data/results/NAME.jsonl. To add one, derive a class and list it in <see cref="All"/>.
/// </summary>
public abstract class Experiment
{
    /// <summary>All experiments.</summary>
    public static IReadOnlyList<Experiment> All { get; } = [new ObjectivesGrid(), new AdaptiveTeacherGrids(), new AdaptiveTeacherSequences(), new QgfnBits(), new QgfnRna(), new ActionChunkingRuns(), new SiblingNetworksRuns(), new ExplorationRace()];

    /// <summary>Its name on the command line, lower case with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>What it asks, in a sentence.</summary>
    public abstract string Question { get; }

    /// <summary>Seeds of each method unless the command line says otherwise.</summary>
    public virtual int Seeds => 5;

    /// <summary>What each run may use at most.</summary>
    public virtual ComparisonBudget Budget => new();

    /// <summary>The problems, each with its methods.</summary>
    public abstract IReadOnlyList<ExperimentProblem> Problems { get; }

    /// <summary>What this machine cannot run, for want of a data file, each in a sentence that says how to get it; the record then lacks it.</summary>
    public virtual IReadOnlyList<string> Omitted => [];

    /// <summary>
    /// Runs it, or goes on where it was stopped, and records it once it is complete.
    /// </summary>
    /// <param name="work">Folder of its unfinished runs.</param>
    /// <param name="results">File to record it in.</param>
    /// <param name="seeds">Seeds of each method; the experiment's own numbers where null.</param>
    /// <param name="threads">Runs at a time; 0 for one a core.</param>
    /// <param name="onProgress">Told about every record.</param>
    /// <returns>The record, or null where it was stopped.</returns>
    public RecordedExperiment? Run(string work, string results, int? seeds = null, int threads = 0, Action<ComparisonProgress>? onProgress = null)
    {
        Prepare();
        // One comparison of all problems with as many seeds, so that no core waits at the end of each.
        var problems = Problems;
        var groups = problems.GroupBy(problem => seeds ?? problem.Seeds ?? Seeds).ToList();
        var (total, before) = (groups.Sum(group => group.Key * group.Sum(problem => problem.Methods.Count)), 0);
        var finished = new Dictionary<int, ComparisonResult>();
        foreach (var group in groups)
        {
            var methods = group.SelectMany(problem => problem.Methods.Select(method => method with { Name = Joined(problem, method) })).ToList();
            var earlier = before;
            var result = Comparison.Run(methods, group.Key, Budget, work, threads, onProgress: progress =>
                onProgress?.Invoke(progress with { FinishedRuns = earlier + progress.FinishedRuns, TotalRuns = total }));
            if (!result.IsComplete)
                return null;
            finished.Add(group.Key, result);
            before += group.Key * methods.Count;
        }

        var runs =
            from problem in problems
            from method in problem.Methods
            from run in finished[seeds ?? problem.Seeds ?? Seeds].Of(Joined(problem, method))
            select new RecordedRun(problem.Name, run with { Method = method.Name });
        var recorded = new RecordedExperiment(Name, Question, Machine.Version, Machine.Today, Machine.Description, [.. runs]);
        recorded.Save(results);
        return recorded;
    }

    /// <summary>What is to be done once before the runs.</summary>
    private protected virtual void Prepare()
    {
    }

    private static string Joined(ExperimentProblem problem, Method method) => $"{problem.Name}, {method.Name}";
}
