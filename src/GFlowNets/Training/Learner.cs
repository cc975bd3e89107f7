using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Sampling;

namespace GFlowNets.Training;

/// <summary>
/// A policy with the objective and the Adam that train it: the part of an iteration that a <see cref="Trainer"/> shares with the teacher or sibling
/// that learns beside it. The first group of parameters is the policy's, the second the objective's own.
/// </summary>
internal sealed class Learner : IDisposable
{
    private readonly TrajectoryEvaluator _evaluator;
    private readonly List<Parameter> _parameters;
    private readonly double _gradientClip;
    private IDisposable? _kept;
    private IDisposable? _iteration;

    /// <summary>A learner; the objective may refuse the policy.</summary>
    internal Learner(Policy policy, Objective objective, double learningRate, double objectiveLearningRate, double gradientClip, bool mergeEqualStates = true)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objective);
        (Policy, Objective, _gradientClip) = (policy, objective, gradientClip);
        _evaluator = new TrajectoryEvaluator(policy, mergeEqualStates);
        objective.Attach(policy);
        _parameters = [.. policy.Parameters.Select(parameter => parameter.Value)];
        var groups = new List<Adam.ParamGroup> { new(_parameters, learningRate) };
        if (objective.Parameters.Count > 0)
            groups.Add(new(objective.Parameters.Select(parameter => parameter.Value).ToList(), objectiveLearningRate));
        Optimizer = torch.optim.Adam(groups, learningRate);
    }

    /// <summary>What is trained.</summary>
    internal Policy Policy { get; }

    /// <summary>Its objective.</summary>
    internal Objective Objective { get; }

    /// <summary>Its optimiser.</summary>
    internal Adam Optimizer { get; }

    /// <summary>The loss of the last step, before its update.</summary>
    internal double Loss { get; set; } = double.NaN;

    /// <summary>
    /// Begins an iteration, before the rollout: what belongs to it is in force until <see cref="End"/>, and where activations are kept the first step
    /// differentiates what the rollout computed with the same parameters.
    /// </summary>
    internal void Begin(long iteration, bool keepActivations = true)
    {
        End();
        (_kept, _iteration) = (keepActivations ? Policy.KeepActivations() : null, Policy.Begin(iteration));
    }

    /// <summary>Ends the iteration that was begun, if any.</summary>
    internal void End()
    {
        _kept?.Dispose();
        _iteration?.Dispose();
        (_kept, _iteration) = (null, null);
    }

    /// <summary>One step of Adam on a batch, inside the caller's dispose scope.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="what">Whose loss it is, for the error.</param>
    /// <exception cref="InvalidOperationException">The loss is not finite; the parameters were not changed.</exception>
    internal ObjectiveEvaluation Step(TrajectoryBatch batch, Func<string> what)
    {
        Optimizer.zero_grad();
        var judged = Objective.Evaluate(batch, _evaluator);
        Loss = judged.Loss.item<double>();
        if (!double.IsFinite(Loss))
            throw new InvalidOperationException($"{what()} is not finite (got {Loss}): lower the learning rate, clip the gradient, or check the rewards");
        judged.Loss.backward();
        // The parameters are about to change.
        _kept?.Dispose();
        _kept = null;
        if (_gradientClip > 0)
            nn.utils.clip_grad_norm_(_parameters, _gradientClip);
        Optimizer.step();
        Objective.Observe(batch, judged);
        return judged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        Optimizer.Dispose();
    }
}
