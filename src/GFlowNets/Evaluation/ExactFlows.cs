using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Rewards;

namespace GFlowNets.Evaluation;

/// <summary>
/// The flows that a reward defines under the uniform backward policy, by one pass backward over all states:
/// F(s) = R(s)·1[s terminating] + Σ over edges s→s' of F(s')/parents(s'). Every balance condition holds for them, F(s_0) = Z, and the
/// policy that follows them samples exactly R(x)/Z (Bengio et al. 2023, "GFlowNet Foundations").
/// </summary>
public sealed class ExactFlows
{
    private readonly double[] _logFlow;
    private readonly double[] _logReward;
    private readonly int[] _parents;
    private readonly long _actions;

    private ExactFlows(StateSpace space, double[] logFlow, double[] logReward, int[] parents) =>
        (Space, _logFlow, _logReward, _parents, _actions) = (space, logFlow, logReward, parents, space.Environment.ActionStamp);

    /// <summary>The state space.</summary>
    public StateSpace Space { get; }

    /// <summary>log F(s_0) = log Z.</summary>
    public double LogPartition => LogStateFlow(Space.Environment.InitialState());

    /// <summary>Computes the flows; costs one reward a terminating state and one step an edge.</summary>
    public static ExactFlows Of(StateSpace space, Reward reward)
    {
        ArgumentNullException.ThrowIfNull(space);
        var logReward = TargetDistribution.LogRewards(space, reward);
        var parents = new int[space.Count];
        var state = new int[space.Environment.StateLength];
        for (var index = 0; index < space.Count; index++)
        {
            space.StateAt(index, state);
            if (space.IsReachable(index))
                parents[index] = UniformBackward.ParentCount(space.Environment, state);
        }

        var flows = new ExactFlows(space, new double[space.Count], logReward, parents);
        var logEdges = new double[space.Environment.ActionCount];
        for (var index = space.Count - 1; index >= 0; index--)
        {
            space.StateAt(index, state);
            flows._logFlow[index] = space.IsReachable(index)
                ? flows.LogEdgeFlows(state, logEdges) ? LogSum(logEdges) : logReward[index]
                : double.NegativeInfinity;
        }

        return flows;
    }

    /// <summary>log F(s).</summary>
    public double LogStateFlow(ReadOnlySpan<int> state) => _logFlow[Space.IndexOf(state)];

    /// <summary>
    /// log of the flow along each action of a state, stop included; −∞ for illegal actions. Where edges count per child, equivalent
    /// actions share the flow of their edge equally.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="logFlows">Receives one number an action.</param>
    /// <returns>Whether any action is legal.</returns>
    public bool LogEdgeFlows(ReadOnlySpan<int> state, Span<double> logFlows)
    {
        var environment = Space.Environment;
        environment.RequireActions(_actions, "these flows were computed");
        Span<bool> legal = stackalloc bool[environment.ActionCount];
        Span<int> classes = stackalloc int[environment.ActionCount];
        Span<int> child = stackalloc int[environment.StateLength];
        legal.Clear();
        environment.ForwardActions(state, legal);
        if (environment.Edges == EdgeCounting.PerChild)
            EdgeClasses.Forward(environment, state, legal, classes);
        for (var action = 0; action < legal.Length; action++)
        {
            logFlows[action] = double.NegativeInfinity;
            if (!legal[action])
                continue;
            if (action == environment.StopAction)
            {
                logFlows[action] = _logReward[Space.IndexOf(state)];
                continue;
            }

            state.CopyTo(child);
            environment.Step(child, action);
            var next = Space.IndexOfKnown(child);
            var sharing = environment.Edges == EdgeCounting.PerChild ? classes.Count(classes[action]) : 1;
            logFlows[action] = _logFlow[next] - Math.Log(_parents[next]) - Math.Log(sharing);
        }

        return legal.Contains(true);
    }

    /// <summary>A table whose forward policy and flows are these: what every objective should converge to.</summary>
    public TabularPolicy ToPolicy()
    {
        var policy = new TabularPolicy(Space, flow: true);
        var state = new int[Space.Environment.StateLength];
        var logFlows = new double[Space.Environment.ActionCount];
        for (var index = 0; index < Space.Count; index++)
        {
            if (!Space.IsReachable(index))
                continue;
            Space.StateAt(index, state);
            // Where nothing flows nothing arrives, so any policy will do.
            if (LogEdgeFlows(state, logFlows) && double.IsFinite(_logFlow[index]))
                policy.SetForward(state, logFlows);
            policy.SetLogFlow(state, _logFlow[index]);
        }

        return policy;
    }

    private static double LogSum(ReadOnlySpan<double> logs)
    {
        var largest = double.NegativeInfinity;
        foreach (var log in logs)
            largest = Math.Max(largest, log);
        if (double.IsNegativeInfinity(largest))
            return largest;
        var sum = 0.0;
        foreach (var log in logs)
            sum += Math.Exp(log - largest);
        return largest + Math.Log(sum);
    }
}
