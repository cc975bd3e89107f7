using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Sampling;

namespace GFlowNets.Objectives;

/// <summary>
/// g(s_t) = Π_{i&lt;t} |A(s_i)| / |B(s_{i+1})| along a trajectory: out-degrees, stop included, over in-degrees, edges counted as the environment counts
/// them (He et al. 2025, "Random policy evaluation uncovers policies of generative flow networks", section 4). Where it is the same along
/// every path to a state, the uniform policy that earns g(x)R(x) in terminating states has the value V(s) = g(s)·F(s), F being the flow under the
/// uniform P_B: on trees, on sequences that grow at both ends or in any order, not on grids with borders.
/// </summary>
public static class PathRatio
{
    // Logarithms of quotients of small integers: equal products differ by rounding only.
    private const double Tolerance = 1e-9;

    /// <summary>Number of edges out of a state, stop included: legal actions, or distinct children where edges count per child.</summary>
    public static int OutDegree(DiscreteEnvironment environment, ReadOnlySpan<int> state)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Span<bool> legal = stackalloc bool[environment.ActionCount];
        Span<int> classes = stackalloc int[legal.Length];
        legal.Clear();
        environment.ForwardActions(state, legal);
        return environment.Edges == EdgeCounting.PerChild ? EdgeClasses.Forward(environment, state, legal, classes) : legal.Count(true);
    }

    /// <summary>Number of edges into a state: legal backward actions, or distinct parents where edges count per child.</summary>
    public static int InDegree(DiscreteEnvironment environment, ReadOnlySpan<int> state) => UniformBackward.ParentCount(environment, state);

    /// <summary>log |A(parent)| − log |B(child)|: what a step adds to log g.</summary>
    public static double LogStep(DiscreteEnvironment environment, ReadOnlySpan<int> parent, ReadOnlySpan<int> child) =>
        Math.Log(OutDegree(environment, parent)) - Math.Log(InDegree(environment, child));

    /// <summary>
    /// Why g is no function of the state, in a sentence; null where nothing speaks against it. Spaces of at most <paramref name="limit"/>
    /// states are checked edge by edge, which decides; of larger ones, random walks there and back are compared, which may miss a rare exception.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="limit">States to enumerate at most.</param>
    /// <param name="walks">Random walks to compare in larger spaces.</param>
    public static string? WhyPathDependent(DiscreteEnvironment environment, long limit = 200_000, int walks = 2000)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentOutOfRangeException.ThrowIfLessThan(walks, 1);
        if (environment is ChunkedEnvironment)
            return $"{environment.Name} has a library that may grow, and chunks lead to one state by paths of several lengths";
        StateSpace space;
        try
        {
            space = StateSpace.Of(environment, limit);
        }
        catch (StateSpaceTooLargeException)
        {
            return ByWalks(environment, walks);
        }

        return LogOf(space, out var reason) is null ? reason : null;
    }

    /// <summary>log g of every state of a space; null where paths to one state disagree, with a sentence that shows two.</summary>
    internal static double[]? LogOf(StateSpace space, out string? reason)
    {
        var environment = space.Environment;
        var (logRatios, state, child) = (new double[space.Count], new int[environment.StateLength], new int[environment.StateLength]);
        var legal = new bool[environment.ActionCount];
        Array.Fill(logRatios, double.NaN);
        logRatios[space.IndexOf(environment.InitialState())] = 0;
        for (var index = 0; index < space.Count; index++)
        {
            if (!space.IsReachable(index))
                continue;
            space.StateAt(index, state);
            Array.Clear(legal);
            environment.ForwardActions(state, legal);
            for (var action = 0; action < legal.Length; action++)
            {
                if (!legal[action] || action == environment.StopAction)
                    continue;
                state.CopyTo(child, 0);
                environment.Step(child, action);
                var logRatio = logRatios[index] + LogStep(environment, state, child);
                ref var known = ref logRatios[space.IndexOf(child)];
                if (Math.Abs(known - logRatio) > Tolerance)
                {
                    reason = Sentence(environment, child, known, logRatio);
                    return null;
                }

                known = logRatio;
            }
        }

        reason = null;
        return logRatios;
    }

    private static string? ByWalks(DiscreteEnvironment environment, int walks)
    {
        var state = new int[environment.StateLength];
        var random = new CounterRandom(0, RandomPurpose.Laws);
        for (var walk = 0; walk < walks; walk++)
        {
            Array.Clear(state);
            environment.Reset(state);
            var (draw, forth, back) = (0, 0.0, 0.0);
            // Walks of different lengths, since in some spaces all paths to complete objects agree again.
            for (var stay = true; stay; stay = random.Uniform(walk, draw++) > 1.0 / (4 + walk % 64))
            {
                if (Move(environment, state, forward: true, random.Uniform(walk, draw++)) is not { } step)
                    break;
                forth += step;
            }

            var reached = state.ToArray();
            while (Move(environment, state, forward: false, random.Uniform(walk, draw++)) is { } step)
                back += step;
            if (Math.Abs(forth - back) > Tolerance * draw)
                return Sentence(environment, reached, forth, back);
        }

        return null;
    }

    /// <summary>Makes a random step and returns what it is worth in log g; null where there is none.</summary>
    private static double? Move(DiscreteEnvironment environment, int[] state, bool forward, double uniform)
    {
        var legal = new bool[forward ? environment.ActionCount : environment.BackwardActionCount];
        if (forward)
            environment.ForwardActions(state, legal);
        else
            environment.BackwardActions(state, legal);
        if (forward && environment.StopAction != DiscreteEnvironment.NoStop)
            legal[environment.StopAction] = false;
        var count = legal.Count(true);
        if (count == 0)
            return null;
        var (action, left) = (0, (int)(uniform * count));
        while (!legal[action] || left-- > 0)
            action++;
        var before = state.ToArray();
        if (forward)
            environment.Step(state, action);
        else
            environment.StepBack(state, action);
        return forward ? LogStep(environment, before, state) : LogStep(environment, state, before);
    }

    private static string Sentence(DiscreteEnvironment environment, ReadOnlySpan<int> state, double first, double second) =>
        $"in {environment.Name} the product of out-degrees over in-degrees depends on the path: to state {environment.Describe(state)} "
        + $"it is {Math.Exp(first):G6} along one path and {Math.Exp(second):G6} along another";
}
