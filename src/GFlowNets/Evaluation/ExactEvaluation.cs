using GFlowNets.Environments;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Evaluation;

/// <summary>
/// Measures a policy against its target exactly: TV, L1, KL, JSD, and the probability of the reward's modes. Costs one network
/// evaluation a state of the space at each evaluation; there is no sampling error.
/// </summary>
public sealed class ExactEvaluation : IMetric
{
    private readonly IModes? _modes;
    private readonly Sampler? _sampler;

    /// <summary>An evaluation.</summary>
    /// <param name="space">The state space of the policy's environment.</param>
    /// <param name="reward">The reward.</param>
    /// <param name="sampler">What changes the policy's action probabilities; null for none.</param>
    public ExactEvaluation(StateSpace space, Reward reward, Sampler? sampler = null)
    {
        Target = TargetDistribution.Of(space, reward);
        (_modes, _sampler) = (reward as IModes, sampler);
    }

    /// <summary>The target, with exact log Z.</summary>
    public TargetDistribution Target { get; }

    /// <summary>The policy's distribution at the last measurement; null before the first.</summary>
    public TerminatingDistribution? Last { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Last = ExactDistribution.Of(trainer.Policy, Target.Space, _sampler);
        var p = Last.Probabilities;
        var q = Target.Probabilities;
        var measured = new List<(string, double)>
        {
            ("tv", Divergence.TotalVariation(p, q)),
            ("l1", Divergence.L1(p, q)),
            ("kl", Divergence.KullbackLeibler(q, p)),
            ("jsd", Divergence.JensenShannon(p, q)),
        };
        if (_modes is not null)
            measured.Add(("modeMass", Last.Expectation(state => _modes.IsMode(state) ? 1 : 0)));
        return measured;
    }
}
