using System.Runtime.InteropServices;
using GFlowNets.Environments;
using GFlowNets.Sampling;

namespace GFlowNets.Policies;

/// <summary>
/// Distinct states with what a policy says of each: which actions are legal, their probabilities, and the log-sums that were subtracted.
/// A rollout fills it state by state without gradients; the training pass over the same states reads what is there already. Rows of a
/// batch refer to its states by number. All memory is reused.
/// </summary>
internal abstract class ScoredStates(Policy policy)
{
    private static long stamps;

    private readonly StateTable _table = new(policy.Environment.StateLength);
    private readonly StateBatch _unscored = new(policy.Environment.StateLength);
    private readonly DiscreteEnvironment _environment = policy.Environment;
    private (int Parent, int Action)[] _links = new (int, int)[32];
    private int _linked;
    private bool[] _legal = [];
    private int _marked;
    private StateBatch? _rows;

    /// <summary>Identifies the present numbering: it changes with each clearing, and no two objects share one.</summary>
    internal long Stamp { get; private set; }

    /// <summary>The states by number.</summary>
    internal StateBatch States => _rows ?? _table.States;

    /// <summary>Number of states.</summary>
    internal int Count => States.Count;

    /// <summary>Layout of the policy's heads.</summary>
    internal int Actions { get; private set; }

    /// <summary>Learned backward actions.</summary>
    internal int BackwardActions { get; private set; }

    /// <summary>Columns of the heads.</summary>
    internal int Width { get; private set; }

    /// <summary>Whether the last column is log F.</summary>
    internal bool HasFlow { get; private set; }

    /// <summary>States whose forward head has been read.</summary>
    internal int ForwardDone { get; private protected set; }

    /// <summary>States whose backward head has been read.</summary>
    internal int BackwardDone { get; private protected set; }

    /// <summary>log Σ exp of the legal scores: forward of all states, and backward of all states.</summary>
    internal double[] ForwardLogSums = [];

    /// <summary>The same of the backward head.</summary>
    internal double[] BackwardLogSums = [];

    /// <summary>An empty set of the policy's precision.</summary>
    internal static ScoredStates Of(Policy policy) => policy.Precision == ScalarType.Float64 ? new ScoredStates<double>(policy) : new ScoredStates<float>(policy);

    /// <summary>Forgets all states.</summary>
    internal void Clear()
    {
        _table.Clear();
        _rows = null;
        (_linked, _marked, ForwardDone, BackwardDone) = (0, 0, 0, 0);
        Actions = _environment.ActionCount;
        BackwardActions = policy.HasBackward ? _environment.BackwardActionCount : 0;
        HasFlow = policy.HasFlow;
        Width = Actions + BackwardActions + (HasFlow ? 1 : 0);
        Stamp = Interlocked.Increment(ref stamps);
    }

    /// <summary>Takes the rows of a batch as they are, equal states too.</summary>
    internal void Take(StateBatch rows)
    {
        Clear();
        _rows = rows;
    }

    /// <summary>Number of a state, adding it where it is new.</summary>
    /// <param name="state">The state.</param>
    /// <param name="parent">Number of the state that it was reached from, or −1.</param>
    /// <param name="action">The action that led here from there.</param>
    internal int FindOrAdd(ReadOnlySpan<int> state, int parent = -1, int action = -1)
    {
        var number = _table.FindOrAdd(state);
        if (number == _linked)
        {
            if (_links.Length == _linked)
                Array.Resize(ref _links, 2 * _linked);
            _links[_linked++] = (parent, action);
        }

        return number;
    }

    /// <summary>Where a state was first reached from: the parent's number and the action; −1 where it was not reached by a step.</summary>
    internal (int Parent, int Action) Link(int state) => _rows is null ? _links[state] : (-1, -1);

    /// <summary>Marks what is legal in the states that are new.</summary>
    internal void Mark()
    {
        var states = States;
        GrowFor(states.Count);
        _legal.AsSpan(_marked * Width, (states.Count - _marked) * Width).Clear();
        for (; _marked < states.Count; _marked++)
        {
            var legal = _legal.AsSpan(_marked * Width, Width);
            _environment.ForwardActions(states[_marked], legal[..Actions]);
            if (BackwardActions > 0)
                _environment.BackwardActions(states[_marked], legal.Slice(Actions, BackwardActions));
        }
    }

    /// <summary>Evaluates the states that are new without gradients, and reads their forward heads.</summary>
    internal void Score()
    {
        if (ForwardDone == Count)
            return;
        Mark();
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var states = States;
        if (ForwardDone > 0)
        {
            _unscored.Clear();
            _unscored.AddFrom(states, ForwardDone);
            states = _unscored;
        }

        if (policy.EvaluateAndKeep(states, this) is { } output)
            ReadForward(output.Heads);
    }

    /// <summary>
    /// Reads all heads of some states, which are the tensor's rows, from a state on that has not been read; from any thread. What is kept is
    /// trained on, so the backward heads are read too while they are in the cache.
    /// </summary>
    internal abstract void ReadBlock(Tensor heads, int first);

    /// <summary>Says that <see cref="ReadBlock"/> has read all states.</summary>
    internal void HaveRead() => (ForwardDone, BackwardDone) = (Count, Count);

    /// <summary>Which columns are legal in a state.</summary>
    internal ReadOnlySpan<bool> Legal(int state) => _legal.AsSpan(state * Width, Width);

    /// <summary>Reads the forward heads of the states that have not been read, which are the tensor's rows.</summary>
    internal abstract void ReadForward(Tensor heads);

    /// <summary>Reads the backward heads of the states that have not been read, which are the tensor's rows.</summary>
    internal abstract void ReadBackward(Tensor heads);

    /// <summary>Draws a forward action; −1 where none is legal.</summary>
    internal abstract int Draw(int state, double uniform);

    /// <summary>The probability of a forward action.</summary>
    internal abstract double Probability(int state, int action);

    /// <summary>All forward probabilities in double precision, normalised again.</summary>
    internal abstract void Probabilities(int state, Span<double> into);

    private protected virtual void GrowFor(int states)
    {
        if (_legal.Length < states * Width)
            Array.Resize(ref _legal, Math.Max(states * Width, 2 * _legal.Length));
        if (ForwardLogSums.Length < states)
        {
            Array.Resize(ref ForwardLogSums, Math.Max(states, 2 * ForwardLogSums.Length));
            Array.Resize(ref BackwardLogSums, ForwardLogSums.Length);
        }
    }
}

/// <summary>Scored states in the precision of the policy's heads.</summary>
internal sealed class ScoredStates<T>(Policy policy) : ScoredStates(policy) where T : unmanaged, System.Numerics.IFloatingPoint<T>
{
    /// <summary>Fewer scores than this are not worth a second thread.</summary>
    internal const int WorthThreads = 10_000;

    private T[] _probabilities = [];

    /// <summary>Probabilities of all states' actions, a row of <see cref="ScoredStates.Width"/> a state.</summary>
    internal ReadOnlySpan<T> AllProbabilities => _probabilities;

    internal override void ReadForward(Tensor heads)
    {
        using var contiguous = heads.contiguous();
        var first = ForwardDone;
        RowBlocks.Run(Count - first, WorthThreads / Width, (from, to) => ReadForward(Numbers(contiguous, Count - first)[(from * Width)..], first + from, first + to));
        ForwardDone = Count;
    }

    internal override void ReadBackward(Tensor heads)
    {
        using var contiguous = heads.contiguous();
        var first = BackwardDone;
        RowBlocks.Run(Count - first, WorthThreads / Width, (from, to) => ReadBackward(Numbers(contiguous, Count - first)[(from * Width)..], first + from, first + to));
        BackwardDone = Count;
    }

    internal override void ReadBlock(Tensor heads, int first)
    {
        using var copy = heads.is_contiguous() ? null : heads.contiguous();
        var rows = (int)heads.shape[0];
        var scores = Numbers(copy ?? heads, rows);
        ReadForward(scores, first, first + rows);
        if (BackwardActions > 0)
            ReadBackward(scores, first, first + rows);
    }

    private void ReadForward(ReadOnlySpan<T> scores, int first, int end)
    {
        for (var state = first; state < end; state++)
        {
            ForwardLogSums[state] = LegalSoftmax.Masked(
                scores.Slice((state - first) * Width, Actions), Legal(state)[..Actions], _probabilities.AsSpan(state * Width, Actions));
        }
    }

    private void ReadBackward(ReadOnlySpan<T> scores, int first, int end)
    {
        for (var state = first; state < end; state++)
        {
            BackwardLogSums[state] = LegalSoftmax.Masked<T>(
                scores.Slice(((state - first) * Width) + Actions, BackwardActions),
                Legal(state).Slice(Actions, BackwardActions),
                _probabilities.AsSpan((state * Width) + Actions, BackwardActions));
        }
    }

    internal override int Draw(int state, double uniform)
    {
        var probabilities = _probabilities.AsSpan(state * Width, Actions);
        return typeof(T) == typeof(float)
            ? LegalSoftmax.Draw((ReadOnlySpan<float>)MemoryMarshal.Cast<T, float>(probabilities), uniform)
            : LegalSoftmax.Draw((ReadOnlySpan<double>)MemoryMarshal.Cast<T, double>(probabilities), uniform);
    }

    internal override double Probability(int state, int action) => double.CreateTruncating(_probabilities[(state * Width) + action]);

    internal override void Probabilities(int state, Span<double> into)
    {
        var sum = 0.0;
        for (var action = 0; action < Actions; action++)
            sum += into[action] = Probability(state, action);
        for (var action = 0; action < Actions && sum > 0; action++)
            into[action] /= sum;
    }

    /// <summary>The memory of a contiguous matrix of heads.</summary>
    internal ReadOnlySpan<T> Numbers(Tensor heads, int rows)
    {
        if (heads.numel() != (long)rows * Width)
            throw new InvalidOperationException($"{rows} rows of {Width} scores were expected of the policy (got {heads.numel()} numbers): its number of outputs does not fit the environment");
        return MemoryMarshal.Cast<byte, T>(heads.bytes);
    }

    private protected override void GrowFor(int states)
    {
        base.GrowFor(states);
        if (_probabilities.Length < states * Width)
            Array.Resize(ref _probabilities, Math.Max(states * Width, 2 * _probabilities.Length));
    }
}
