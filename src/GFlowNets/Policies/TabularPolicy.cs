using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// One free score for each state and action, in double precision: no approximation between an objective and what it converges to.
/// For state spaces that can be enumerated. All scores start at zero, so P_F starts uniform over legal actions.
/// </summary>
public sealed class TabularPolicy : Policy
{
    private readonly Parameter _forward;
    private readonly Parameter? _backward;
    private readonly Parameter? _logFlow;

    /// <summary>A table for all states of a space.</summary>
    /// <param name="space">The state space.</param>
    /// <param name="backward">Where P_B comes from.</param>
    /// <param name="flow">Whether there is a table of log F.</param>
    public TabularPolicy(StateSpace space, BackwardPolicy backward = BackwardPolicy.Uniform, bool flow = false)
        : base((space ?? throw new ArgumentNullException(nameof(space))).Environment)
    {
        Space = space;
        _forward = Table(space.Count, Environment.ActionCount);
        _backward = backward == BackwardPolicy.Learned ? Table(space.Count, Environment.BackwardActionCount) : null;
        _logFlow = flow ? Table(space.Count, 1) : null;
        var parameters = new List<(string, Parameter)> { ("forward", _forward) };
        if (_backward is not null)
            parameters.Add(("backward", _backward));
        if (_logFlow is not null)
            parameters.Add(("logFlow", _logFlow));
        Parameters = parameters;
    }

    /// <summary>The state space, whose numbering is the rows' order.</summary>
    public StateSpace Space { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>Sets the scores of a state's forward actions.</summary>
    public void SetForward(ReadOnlySpan<int> state, params ReadOnlySpan<double> logits) => Set(_forward, state, logits);

    /// <summary>Sets the scores of a state's backward actions.</summary>
    /// <exception cref="InvalidOperationException">P_B is uniform.</exception>
    public void SetBackward(ReadOnlySpan<int> state, params ReadOnlySpan<double> logits) =>
        Set(_backward ?? throw new InvalidOperationException("this table has no backward scores: ask for BackwardPolicy.Learned"), state, logits);

    /// <summary>Sets log F of a state.</summary>
    /// <exception cref="InvalidOperationException">There is no table of flows.</exception>
    public void SetLogFlow(ReadOnlySpan<int> state, double logFlow) =>
        Set(_logFlow ?? throw new InvalidOperationException("this table has no flows: ask for flow: true"), state, [logFlow]);

    /// <inheritdoc/>
    public override PolicyOutput Evaluate(StateBatch states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var rows = new long[states.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = Space.IndexOf(states[row]);
        var index = torch.tensor(rows);
        return new PolicyOutput(
            _forward.index_select(0, index),
            _backward?.index_select(0, index),
            _logFlow?.index_select(0, index).squeeze(1));
    }

    private void Set(Parameter table, ReadOnlySpan<int> state, ReadOnlySpan<double> values)
    {
        if (values.Length != table.shape[1])
            throw new ArgumentException($"a row of this table has {table.shape[1]} numbers (got {values.Length})", nameof(values));
        using var guard = torch.no_grad();
        using var row = table.narrow(0, Space.IndexOf(state), 1);
        using var source = torch.tensor(values.ToArray(), [1, values.Length]);
        row.copy_(source);
    }

    private static Parameter Table(int rows, int columns) => new(torch.zeros(rows, columns, dtype: ScalarType.Float64));
}
