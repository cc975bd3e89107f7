using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Rewards;
using GFlowNets.Rewards.Rna;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>
/// QGFN on RNA strands of 14 letters that bind a target (Lau et al. 2024, L14-RNA1): letters are prepended and appended, an edge an action, the flow
/// is trained by TB on f^β and Q on f, both perceptrons with two hidden layers of 128. The paper's own trainer of this task was not published, so β, the
/// networks and the length of a run are ours; a mode is found when it is sampled itself, as in the paper.
/// </summary>
/// <param name="Target">The target, one of the four known ones.</param>
/// <param name="Iterations">Batches of 32.</param>
public sealed record RnaDesignRun(RnaTarget Target, int Iterations)
{
    /// <summary>Name of the problem.</summary>
    public string Name => $"L{Target.Length}-{Target.Name}";

    /// <summary>The exponent β of the flow's reward.</summary>
    public double Beta { get; init; } = 8;

    /// <summary>Samples of each evaluation.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>A method that trains with a greediness, as in <see cref="BitsRun.With"/>.</summary>
    /// <param name="name">Its name in tables and charts.</param>
    /// <param name="rule">The rule in training.</param>
    /// <param name="p">The greediness in training; 0 trains on the flow's own trajectories.</param>
    /// <param name="steps">n of Q's targets.</param>
    public Method With(string name, Greediness rule = Greediness.PGreedy, double p = 0.4, int steps = int.MaxValue) => new(name, seed =>
    {
        var environment = new PrependAppendSequence(Alphabet.Rna, Target.Length);
        var raw = new MemoisedReward(DuplexReward.Power(environment, Target), environment.StateLength);
        return new GreedyTraining(Beta, Iterations) { Samples = Samples, InitialLogPartition = 10 }
            .Make(seed, raw, () => new ModesFound(environment, raw.KnownModes!), rule, p, steps);
    });
}
