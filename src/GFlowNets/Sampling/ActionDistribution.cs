using GFlowNets.Environments;
using GFlowNets.Policies;

namespace GFlowNets.Sampling;

/// <summary>
/// The forward action probabilities of a batch of states, in double precision and without gradients: the policy's scores masked and
/// normalised, then changed by the sampler. Rollouts and exact evaluation both read them here, so they cannot disagree.
/// </summary>
public sealed class ActionDistribution
{
    private readonly Policy _policy;
    private readonly Sampler? _sampler;
    private readonly ScoreReader _scores = new();
    private double[] _probabilities = [];
    private bool[] _legal = [];

    /// <summary>Reads a policy through a sampler.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="sampler">What changes its probabilities; null for the policy's own.</param>
    public ActionDistribution(Policy policy, Sampler? sampler = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (_policy, _sampler) = (policy, sampler);
    }

    /// <summary>Number of actions of the last batch.</summary>
    public int ActionCount { get; private set; }

    /// <summary>Evaluates a batch of states; the results of the one before are lost.</summary>
    public void Compute(StateBatch states)
    {
        ArgumentNullException.ThrowIfNull(states);
        ActionCount = _policy.Environment.ActionCount;
        var size = states.Count * ActionCount;
        if (_legal.Length < size)
            (_legal, _probabilities) = (new bool[size], new double[size]);
        Array.Clear(_legal, 0, size);
        using (torch.no_grad())
        using (torch.NewDisposeScope())
            _scores.Read(_policy.Evaluate(states).ForwardLogits, _probabilities.AsSpan(0, size));
        _sampler?.Prepare(states);
        for (var row = 0; row < states.Count; row++)
        {
            var legal = _legal.AsSpan(row * ActionCount, ActionCount);
            _policy.Environment.ForwardActions(states[row], legal);
            var probabilities = _probabilities.AsSpan(row * ActionCount, ActionCount);
            if (Softmax.Masked(probabilities, legal))
                _sampler?.Reweight(row, legal, probabilities);
        }
    }

    /// <summary>Which actions are legal in a state of the last batch.</summary>
    public ReadOnlySpan<bool> Legal(int row) => _legal.AsSpan(row * ActionCount, ActionCount);

    /// <summary>The action probabilities of a state of the last batch; all zero where no action is legal.</summary>
    public ReadOnlySpan<double> Probabilities(int row) => _probabilities.AsSpan(row * ActionCount, ActionCount);
}
