using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// One free score for each state and action, in double precision: no approximation between an objective and what it converges to.
/// For state spaces that can be enumerated. All scores start at zero, so P_F starts uniform over legal actions.
/// </summary>
public sealed class TabularPolicy : Policy
{
    private readonly Parameter _table;
    private readonly bool _hasFlow;
    private readonly long _actions;

    /// <summary>A table for all states of a space.</summary>
    /// <param name="space">The state space.</param>
    /// <param name="backward">Where P_B comes from.</param>
    /// <param name="flow">Whether there is a column of log F.</param>
    public TabularPolicy(StateSpace space, BackwardPolicy backward = BackwardPolicy.Uniform, bool flow = false)
        : base((space ?? throw new ArgumentNullException(nameof(space))).Environment)
    {
        (Space, HasBackward, _hasFlow, _actions) = (space, backward == BackwardPolicy.Learned, flow, Environment.ActionStamp);
        _table = new Parameter(torch.zeros(space.Count, BackwardColumn + BackwardActions + (flow ? 1 : 0), dtype: ScalarType.Float64));
        _table.DetachFromDisposeScope();
        Parameters = [("table", _table)];
    }

    /// <summary>The state space, whose numbering is the rows' order.</summary>
    public StateSpace Space { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public override bool HasBackward { get; }

    /// <inheritdoc/>
    public override bool HasFlow => _hasFlow;

    internal override ScalarType Precision => ScalarType.Float64;

    private int BackwardColumn => Environment.ActionCount;

    private int BackwardActions => HasBackward ? Environment.BackwardActionCount : 0;

    /// <summary>Sets the scores of a state's forward actions.</summary>
    public void SetForward(ReadOnlySpan<int> state, params ReadOnlySpan<double> logits) => Set(state, 0, Environment.ActionCount, logits);

    /// <summary>Sets the scores of a state's backward actions.</summary>
    /// <exception cref="InvalidOperationException">P_B is uniform.</exception>
    public void SetBackward(ReadOnlySpan<int> state, params ReadOnlySpan<double> logits)
    {
        if (!HasBackward)
            throw new InvalidOperationException("this table has no backward scores: ask for BackwardPolicy.Learned");
        Set(state, BackwardColumn, BackwardActions, logits);
    }

    /// <summary>Sets log F of a state.</summary>
    /// <exception cref="InvalidOperationException">There is no column of flows.</exception>
    public void SetLogFlow(ReadOnlySpan<int> state, double logFlow)
    {
        if (!_hasFlow)
            throw new InvalidOperationException("this table has no flows: ask for flow: true");
        Set(state, BackwardColumn + BackwardActions, 1, [logFlow]);
    }

    /// <inheritdoc/>
    public override PolicyOutput Evaluate(StateBatch states)
    {
        ArgumentNullException.ThrowIfNull(states);
        Environment.RequireActions(_actions, "this table was made");
        var rows = new long[states.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = Space.IndexOf(states[row]);
        return new PolicyOutput(_table.index_select(0, torch.tensor(rows)), Environment.ActionCount, BackwardActions, _hasFlow);
    }

    /// <inheritdoc/>
    public override Policy Copy()
    {
        var copy = new TabularPolicy(Space, HasBackward ? BackwardPolicy.Learned : BackwardPolicy.Uniform, _hasFlow) { FixedBackward = FixedBackward };
        ParameterState.Copy(Parameters, copy.Parameters);
        return copy;
    }

    private void Set(ReadOnlySpan<int> state, int column, int count, ReadOnlySpan<double> values)
    {
        if (values.Length != count)
            throw new ArgumentException($"a row of this table has {count} numbers (got {values.Length})", nameof(values));
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _table.narrow(0, Space.IndexOf(state), 1).narrow(1, column, count).copy_(torch.tensor(values.ToArray(), [1, count]));
    }
}
