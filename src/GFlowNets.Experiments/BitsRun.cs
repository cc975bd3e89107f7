using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// QGFN on bit sequences (Lau et al. 2024): prepend and append words of 4 bits, R = exp(1 − d/n) with d the edit distance to the nearest of 16 modes, the
/// flow trained by TB on R³ and Q on R, both perceptrons with two hidden layers of 128 instead of the paper's transformers. Each run ends with a
/// sweep of all three rules at inference.
/// </summary>
/// <param name="Bits">Bits n of a sequence.</param>
/// <param name="Iterations">Batches.</param>
public sealed record BitsRun(int Bits, int Iterations)
{
    /// <summary>The rules and values of p that every run is evaluated with; p = 0 is the flow itself, whatever the rule.</summary>
    public static IReadOnlyList<(Greediness Rule, double P)> Sweep { get; } =
    [
        .. new[] { 0, 0.2, 0.4, 0.6, 0.8, 0.9, 1 }.Select(p => (Greediness.PGreedy, p)),
        .. new[] { 0, 0.25, 0.5, 0.75, 0.85, 0.95, 1 }.Select(p => (Greediness.PQuantile, p)),
        .. new[] { 0, 0.85, 0.9, 0.95, 0.97, 0.99, 1 }.Select(p => (Greediness.POfMax, p)),
    ];

    /// <summary>Name of the problem.</summary>
    public string Name => $"{Bits} bits, {Modes} modes{(Radius == 0 ? "" : $" within {Radius}")}";

    /// <summary>Number of modes.</summary>
    public int Modes { get; init; } = 16;

    /// <summary>The edit distance within which a mode counts as found; 28 in the paper's code for 120 bits, 0 for the mode itself.</summary>
    public int Radius { get; init; }

    /// <summary>Trajectories a batch; 16 in the paper's settings.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Where log Z starts.</summary>
    public double InitialLogPartition { get; init; }

    /// <summary>Samples of each evaluation.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>What the metric of a rule, of p and of a figure ("meanReward", "modesFound" or "distinct") is called.</summary>
    public static string Metric(Greediness rule, double p, string what)
    {
        var name = rule switch { Greediness.PGreedy => "p-greedy", Greediness.PQuantile => "p-quantile", _ => "p-of-max" };
        return FormattableString.Invariant($"{name} {p} {what}");
    }

    /// <summary>A method that trains with a greediness, raised by half a cosine over the first tenth of the run as the authors do.</summary>
    /// <param name="name">Its name in tables and charts.</param>
    /// <param name="rule">The rule in training.</param>
    /// <param name="p">The greediness in training; 0 trains on the flow's own trajectories.</param>
    /// <param name="steps">n of Q's targets.</param>
    public Method With(string name, Greediness rule = Greediness.PGreedy, double p = 0.4, int steps = int.MaxValue) => new(name, seed =>
    {
        var environment = BitSequence.PrependAppend(Bits, word: 4);
        var raw = ModeDistance.Qgfn(environment, ModeSet.Random(Bits, Modes), beta: 1);
        var training = new GreedyTraining(Beta: 3, Iterations) { BatchSize = BatchSize, Samples = Samples, InitialLogPartition = InitialLogPartition };
        return training.Make(seed, raw, Found, rule, p, steps);

        ModesFound Found() => Radius == 0 ? new ModesFound(environment, raw) : ModesFound.Near(raw, Radius);
    });
}
