using System.Globalization;
using GFlowNets.Data;
using GFlowNets.Environments;
using GFlowNets.Rewards;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// A race of all methods of exploration on one problem, the kit's or a user's own, told as a text: the ranking, and a recommendation with its evidence.
/// </summary>
public static class Race
{
    /// <summary>Runs a race and writes what came of it.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="say">Where the text goes.</param>
    /// <param name="seeds">Seeds of each method, at least 1.</param>
    /// <param name="threads">Runs at a time; 0 for one a core.</param>
    /// <param name="methods">Names of the methods; all that can play the environment where null or empty.</param>
    /// <param name="onProgress">Told about every record.</param>
    /// <returns>Whether all runs were finished; false where the race was stopped, and nothing but that was written.</returns>
    /// <exception cref="ArgumentException">The problem cannot be raced on, or there is no such method.</exception>
    public static bool Run(RaceProblem problem, TextWriter say, int seeds = 3, int threads = 0, IReadOnlyCollection<string>? methods = null, Action<ComparisonProgress>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(say);
        problem.Validate();
        var reward = problem.Create() ?? throw new ArgumentException($"the problem {problem.Name} made no reward", nameof(problem));
        var environment = reward.Environment ?? throw new ArgumentException($"the reward {reward.Name} must know its environment for a race: override Environment", nameof(problem));
        var chosen = Chosen(environment, methods);
        say.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{problem.Name}: {reward.Name} on {environment.Name}"));
        say.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chosen.Count} methods, {seeds} {(seeds == 1 ? "seed" : "seeds")} each, {problem.RewardCalls:N0} reward calls a run, batches of {problem.BatchSize}, two hidden layers of {problem.Hidden}"));
        var result = Compare(problem, chosen, seeds, threads, onProgress);
        if (!result.IsComplete)
        {
            say.WriteLine("stopped before all runs were finished, so nothing is ranked");
            return false;
        }

        new RaceReport(problem.Name, result).Write(say);
        return true;
    }

    /// <summary>The runs of a race, timed after a warm-up that nobody counts.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="methods">The methods, at least one.</param>
    /// <param name="seeds">Seeds of each method, at least 1.</param>
    /// <param name="threads">Runs at a time; 0 for one a core.</param>
    /// <param name="onProgress">Told about every record.</param>
    public static ComparisonResult Compare(RaceProblem problem, IEnumerable<RaceMethod> methods, int seeds = 3, int threads = 0, Action<ComparisonProgress>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(methods);
        RaceMethod[] all = [.. methods];
        RaceWarmUp.Ensure(all);
        return Comparison.Run([.. all.Select(method => method.On(problem))], seeds, threads: threads, onProgress: onProgress);
    }

    /// <summary>A problem by its name: one of the recorded race's, "dna" for a synthetic landscape, or "tfbind8" where its data file is.</summary>
    /// <param name="name">The name; capitals do not matter, and spaces may be hyphens.</param>
    /// <returns>The problem; null where there is none of that name.</returns>
    /// <exception cref="FileNotFoundException">The problem needs a data file that is not there.</exception>
    public static RaceProblem? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var spaced = name.Replace('-', ' ');
        if (string.Equals(spaced, "dna", StringComparison.OrdinalIgnoreCase))
            return Landscape("dna", SyntheticDna.Create());
        return string.Equals(spaced, "tfbind8", StringComparison.OrdinalIgnoreCase)
            ? Landscape("tfbind8", TfBind8.Load())
            : RaceProblem.All.FirstOrDefault(problem => string.Equals(problem.Name, spaced, StringComparison.OrdinalIgnoreCase));
    }

    private static RaceProblem Landscape(string name, SequenceLandscape landscape) =>
        new(name, () => LandscapeReward.Teacher(new AppendSequence(landscape.Alphabet, landscape.Length), landscape)) { RewardCalls = 24_000, Evaluations = 5 };

    private static List<RaceMethod> Chosen(DiscreteEnvironment environment, IReadOnlyCollection<string>? names)
    {
        if (names is null or { Count: 0 })
            return [.. RaceMethod.All.Where(method => method.Plays(environment))];
        var chosen = RaceMethod.All.Where(method => names.Contains(method.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (names.FirstOrDefault(name => !chosen.Any(method => string.Equals(method.Name, name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
            throw new ArgumentException($"there is no method '{unknown}' in the race (there are: {string.Join("; ", RaceMethod.All.Select(method => method.Name))})", nameof(names));
        return chosen.FirstOrDefault(method => !method.Plays(environment)) is { } unable
            ? throw new ArgumentException($"{unable.Name} cannot play {environment.Name}: it needs edges that count per action and one initial state", nameof(names))
            : chosen;
    }
}
