using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// A backward policy over the ways to build a state with the actions of a library (Boussif et al. 2025, "Action abstractions for amortized sampling"):
/// N(s_0) = 1, N(s) = e^α Σ N(parent) over all legal backward actions, and P_B = e^α N(parent)/N(s). Every trajectory of n actions to x then has the
/// probability e^(αn)/N(x), so α = 0 makes all parses of a string, or all paths through a grid, equally likely (the maximum-entropy policy), and a
/// negative α prefers those with few actions ("ShortParse"). N is exact, by dynamic programming over the states below the one asked for; what was
/// computed is remembered until the library changes, up to about 16 MiB of states.
/// </summary>
public sealed class ParseBackward : FixedBackwardPolicy
{
    private const int Remembered = 4_000_000;

    private readonly ChunkedEnvironment _environment;
    private readonly StateTable _known;
    private readonly List<double> _logWeights = [];
    private readonly StateBatch _pending;
    private long _actions;

    /// <summary>The policy.</summary>
    /// <param name="environment">The environment whose library parses are made of.</param>
    /// <param name="perAction">α: what each action adds to a trajectory's log-probability, up to normalisation; finite.</param>
    public ParseBackward(ChunkedEnvironment environment, double perAction)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!double.IsFinite(perAction))
            throw new ArgumentOutOfRangeException(nameof(perAction), $"perAction must be a finite number (got {perAction})");
        (_environment, PerAction, _actions) = (environment, perAction, environment.ActionStamp);
        _known = new StateTable(environment.StateLength);
        _pending = new StateBatch(environment.StateLength);
    }

    /// <summary>α: what each action adds to a trajectory's log-probability.</summary>
    public double PerAction { get; }

    /// <inheritdoc/>
    public override string Name => PerAction switch { 0 => "MaxEnt parse", < 0 => $"ShortParse, α {PerAction}", _ => $"parse, α {PerAction}" };

    /// <summary>All parses alike, α = 0.</summary>
    /// <param name="environment">The environment.</param>
    public static ParseBackward MaxEnt(ChunkedEnvironment environment) => new(environment, 0);

    /// <summary>Short parses, α = −5 as in the released code.</summary>
    /// <param name="environment">The environment.</param>
    public static ParseBackward ShortParse(ChunkedEnvironment environment) => new(environment, -5);

    /// <summary>log N(s): with α = 0, the logarithm of the number of trajectories from the initial state.</summary>
    public double LogWeight(ReadOnlySpan<int> state)
    {
        if (_actions != _environment.ActionStamp || _known.Count > Remembered / _environment.StateLength)
        {
            _known.Clear();
            _logWeights.Clear();
            _actions = _environment.ActionStamp;
        }

        return _known.Find(state) is >= 0 and var known ? _logWeights[known] : Compute(state);
    }

    /// <inheritdoc/>
    public override void Probabilities(DiscreteEnvironment environment, ReadOnlySpan<int> state, Span<double> probabilities)
    {
        RequireOwn(environment);
        Span<bool> legal = stackalloc bool[probabilities.Length];
        Span<int> parent = stackalloc int[state.Length];
        legal.Clear();
        _environment.BackwardActions(state, legal);
        var logWeight = LogWeight(state);
        for (var backward = 0; backward < legal.Length; backward++)
        {
            probabilities[backward] = 0;
            if (!legal[backward])
                continue;
            state.CopyTo(parent);
            _environment.StepBack(parent, backward);
            probabilities[backward] = Math.Exp(PerAction + LogWeight(parent) - logWeight);
        }
    }

    /// <inheritdoc/>
    public override double LogProbability(DiscreteEnvironment environment, ReadOnlySpan<int> state, int backwardAction)
    {
        RequireOwn(environment);
        Span<int> parent = stackalloc int[state.Length];
        state.CopyTo(parent);
        _environment.StepBack(parent, backwardAction);
        return PerAction + LogWeight(parent) - LogWeight(state);
    }

    private void RequireOwn(DiscreteEnvironment environment)
    {
        if (!ReferenceEquals(environment, _environment))
            throw new ArgumentException($"these are the parses of {_environment.Name} and they were asked for on another object, {environment?.Name}: make the policy for the same environment", nameof(environment));
    }

    /// <summary>Computes a state's weight after those of all states below it, without recursion, since trajectories may be long.</summary>
    private double Compute(ReadOnlySpan<int> target)
    {
        Span<int> state = stackalloc int[target.Length];
        Span<int> parent = stackalloc int[target.Length];
        Span<bool> legal = stackalloc bool[_environment.BackwardActionCount];
        Span<double> logs = stackalloc double[legal.Length];
        _pending.Clear();
        _pending.Add(target);
        while (_pending.Count > 0)
        {
            _pending[_pending.Count - 1].CopyTo(state);
            var (parents, waits) = (0, false);
            legal.Clear();
            _environment.BackwardActions(state, legal);
            for (var backward = 0; backward < legal.Length; backward++)
            {
                if (!legal[backward])
                    continue;
                state.CopyTo(parent);
                _environment.StepBack(parent, backward);
                if (_known.Find(parent) is >= 0 and var known)
                {
                    logs[parents++] = _logWeights[known];
                    continue;
                }

                _pending.Add(parent);
                waits = true;
            }

            if (waits)
                continue;
            _pending.RemoveLast();
            // A state may have been put off by several of its children.
            if (_known.FindOrAdd(state) == _logWeights.Count)
                _logWeights.Add(parents == 0 ? 0 : PerAction + LogSum(logs[..parents]));
        }

        return _logWeights[_known.Find(target)];
    }

    private static double LogSum(ReadOnlySpan<double> logs)
    {
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var log in logs)
            largest = Math.Max(largest, log);
        foreach (var log in logs)
            sum += Math.Exp(log - largest);
        return largest + Math.Log(sum);
    }
}
