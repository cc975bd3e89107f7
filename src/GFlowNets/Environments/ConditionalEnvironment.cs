namespace GFlowNets.Environments;

/// <summary>
/// Another environment, played under one of several conditions: a state is the inner environment's state followed by the number of the
/// condition, which no action changes, and there is one initial state a condition. So a single policy learns one GFlowNet a condition, each with
/// its own flows and its own Z (Bengio et al. 2023, "GFlowNet Foundations": conditional flow networks). The network sees the inner features and
/// then the condition's. <see cref="At"/> is the environment given one condition, for everything exact.
/// </summary>
public sealed class ConditionalEnvironment : DiscreteEnvironment
{
    private const int NamedConditions = 4;

    private readonly Condition[] _conditions;
    private readonly ConditionalEnvironment? _whole;
    private readonly int _only;

    /// <summary>An environment under conditions.</summary>
    /// <param name="inner">The environment, with one initial state.</param>
    /// <param name="conditions">The conditions, at least one; as many values and features each, and no two with the same name or the same features.</param>
    /// <exception cref="ArgumentException">There are no conditions, they differ in length, two are the same, or the inner environment has several initial states.</exception>
    public ConditionalEnvironment(DiscreteEnvironment inner, params IReadOnlyList<Condition> conditions)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(conditions);
        if (inner.InitialStateCount != 1)
            throw new ArgumentException($"conditions need an environment with one initial state, but {inner.Name} has {inner.InitialStateCount}: put all that is given into one condition", nameof(inner));
        (Inner, _conditions, _only) = (inner, [.. conditions], -1);
        RequireDistinct();
    }

    private ConditionalEnvironment(ConditionalEnvironment whole, int only) =>
        (Inner, _conditions, _whole, _only) = (whole.Inner, whole._conditions, whole, only);

    /// <summary>The environment without its condition.</summary>
    public DiscreteEnvironment Inner { get; }

    /// <summary>All conditions, by number.</summary>
    public IReadOnlyList<Condition> Conditions => _conditions;

    /// <inheritdoc/>
    public override string Name => $"{Inner.Name} given {Given()}";

    /// <inheritdoc/>
    public override int StateLength => Inner.StateLength + 1;

    /// <inheritdoc/>
    public override int ActionCount => Inner.ActionCount;

    /// <inheritdoc/>
    public override int BackwardActionCount => Inner.BackwardActionCount;

    /// <inheritdoc/>
    public override int StopAction => Inner.StopAction;

    /// <inheritdoc/>
    public override int FeatureCount => Inner.FeatureCount + _conditions[0].Features.Count;

    /// <inheritdoc/>
    public override EdgeCounting Edges => Inner.Edges;

    /// <summary>One a condition; one where the condition is given.</summary>
    public override int InitialStateCount => _only < 0 ? _conditions.Length : 1;

    internal override DiscreteEnvironment Whole => _whole ?? this;

    internal override long ActionStamp => Inner.ActionStamp;

    /// <summary>
    /// This environment given one condition: the same states, of which only those with this condition can be reached. A policy of the whole
    /// environment plays it as it is, so state spaces, exact distributions, flows, laws and charts are had condition by condition.
    /// </summary>
    /// <param name="condition">The condition's number.</param>
    public ConditionalEnvironment At(int condition) => new((ConditionalEnvironment)Whole, RequireKnown(condition));

    /// <summary>A state of the inner environment, given a condition.</summary>
    /// <param name="innerState">The inner state.</param>
    /// <param name="condition">The condition's number.</param>
    public int[] StateOf(ReadOnlySpan<int> innerState, int condition)
    {
        if (innerState.Length != Inner.StateLength)
            throw new ArgumentException($"a state of {Inner.Name} has {Inner.StateLength} integers (got {innerState.Length})", nameof(innerState));
        return [.. innerState, RequireKnown(condition)];
    }

    /// <summary>The inner environment's state.</summary>
    public ReadOnlySpan<int> InnerState(ReadOnlySpan<int> state) => state[..^1];

    /// <summary>The condition that a state stands under.</summary>
    public Condition ConditionOf(ReadOnlySpan<int> state) => _conditions[state[^1]];

    /// <inheritdoc/>
    public override void Reset(Span<int> state) => Reset(state, 0);

    /// <inheritdoc/>
    public override void Reset(Span<int> state, int which)
    {
        if ((uint)which >= (uint)InitialStateCount)
            throw new ArgumentOutOfRangeException(nameof(which), $"{Name} has the initial states 0 to {InitialStateCount - 1} (got {which})");
        Inner.Reset(state[..^1]);
        state[^1] = _only < 0 ? which : _only;
    }

    /// <inheritdoc/>
    public override void ForwardActions(ReadOnlySpan<int> state, Span<bool> legal) => Inner.ForwardActions(state[..^1], legal);

    /// <inheritdoc/>
    public override void BackwardActions(ReadOnlySpan<int> state, Span<bool> legal) => Inner.BackwardActions(state[..^1], legal);

    /// <inheritdoc/>
    public override void Step(Span<int> state, int action) => Inner.Step(state[..^1], action);

    /// <inheritdoc/>
    public override void StepBack(Span<int> state, int backwardAction) => Inner.StepBack(state[..^1], backwardAction);

    /// <inheritdoc/>
    public override int BackwardActionOf(ReadOnlySpan<int> parent, int action) => Inner.BackwardActionOf(parent[..^1], action);

    /// <inheritdoc/>
    public override int ForwardActionOf(ReadOnlySpan<int> child, int backwardAction) => Inner.ForwardActionOf(child[..^1], backwardAction);

    /// <inheritdoc/>
    public override bool IsTerminating(ReadOnlySpan<int> state) => Inner.IsTerminating(state[..^1]);

    /// <inheritdoc/>
    public override void WriteFeatures(ReadOnlySpan<int> state, FeatureWriter features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Inner.WriteFeatures(state[..^1], features);
        var seen = ConditionOf(state).Features;
        for (var i = 0; i < seen.Count; i++)
        {
            if (seen[i] != 0)
                features.Value(Inner.FeatureCount + i, seen[i]);
        }
    }

    /// <summary>The inner features' change: no action changes the condition.</summary>
    public override bool WriteFeatureChange(ReadOnlySpan<int> parent, int action, FeatureWriter change) =>
        Inner.WriteFeatureChange(parent[..^1], action, change);

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<int> state) =>
        (uint)state[^1] < (uint)_conditions.Length ? $"{Inner.Describe(state[..^1])} given {ConditionOf(state)}" : base.Describe(state);

    private string Given()
    {
        if (_only >= 0)
            return _conditions[_only].Name;
        if (_conditions.Length == 1)
            return $"{_conditions[0].Name} alone";
        return _conditions.Length > NamedConditions
            ? $"one of {_conditions.Length} conditions"
            : $"{string.Join(", ", _conditions.SkipLast(1))} or {_conditions[^1]}";
    }

    private int RequireKnown(int condition) => (uint)condition < (uint)_conditions.Length
        ? condition
        : throw new ArgumentOutOfRangeException(nameof(condition), $"there are the conditions 0 to {_conditions.Length - 1} (got {condition})");

    private void RequireDistinct()
    {
        if (_conditions.Length == 0)
            throw new ArgumentException("there must be at least one condition (got none)", "conditions");
        var (names, features, first) = (new HashSet<string>(), new HashSet<string>(), _conditions[0]);
        foreach (var condition in _conditions)
        {
            if (condition.Values.Count != first.Values.Count || condition.Features.Count != first.Features.Count)
            {
                throw new ArgumentException(
                    $"all conditions must have as many values and features, but {first} has {first.Values.Count} and {first.Features.Count}, and {condition} has {condition.Values.Count} and {condition.Features.Count}", "conditions");
            }

            if (!names.Add(condition.Name))
                throw new ArgumentException($"two conditions are called {condition}: give each a name of its own", "conditions");
            if (!features.Add(string.Join(' ', condition.Features.Select(feature => ((float)feature).ToString("R", System.Globalization.CultureInfo.InvariantCulture)))))
                throw new ArgumentException($"no network can tell the condition {condition} from another one: their features must differ", "conditions");
        }
    }
}
