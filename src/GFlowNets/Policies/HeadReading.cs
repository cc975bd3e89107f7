using GFlowNets.Sampling;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Policies;

/// <summary>
/// What is read from a policy's heads for a batch of trajectories, on plain arrays whose memory is reused: which row reads which state,
/// what is legal there, and what was taken. Filled by <see cref="TrajectoryEvaluator"/>, used by <see cref="HeadReader"/>.
/// </summary>
internal sealed class HeadReading
{
    private float[] _single = [];

    /// <summary>How often this memory was filled: a backward pass must come before the next filling.</summary>
    internal int Fillings { get; private set; }

    /// <summary>The state that each row of the batch reads.</summary>
    internal int[] StateOfRow = [];

    /// <summary>Number of rows and of states.</summary>
    internal int Rows, States;

    /// <summary>Layout of the heads.</summary>
    internal int Actions, BackwardActions, Width;

    /// <summary>Whether the last column is log F.</summary>
    internal bool HasFlow;

    /// <summary>Which columns are legal in each state.</summary>
    internal bool[] Legal = [];

    /// <summary>The column each row took, −1 for none: forward actions, then backward ones.</summary>
    internal int[] Taken = [];

    /// <summary>Where equivalent actions are one edge, the columns that each row took together; else empty.</summary>
    internal bool[] Together = [];

    /// <summary>The heads, and after reading the probabilities of the actions.</summary>
    internal double[] Values = [];

    /// <summary>Gradients of the heads.</summary>
    internal double[] Gradients = [];

    /// <summary>The numbers read, and in the backward pass their gradients.</summary>
    internal double[] Numbers = [];

    /// <summary>One number a state: log-sums, and in the backward pass sums of gradients.</summary>
    internal double[] PerState = [];

    /// <summary>Numbers read: log P_F of all rows, then log P_B where it is learned, then log F where there is a head for it.</summary>
    internal int Readings => Rows * Parts;

    /// <summary>Heads that are read.</summary>
    internal int Parts => 1 + (BackwardActions > 0 ? 1 : 0) + (HasFlow ? 1 : 0);

    /// <summary>Columns of a distribution's head: 0 is forward, 1 backward.</summary>
    internal (int First, int Count) Columns(int head) => head == 0 ? (0, Actions) : (Actions, BackwardActions);

    /// <summary>Number of heads that are distributions.</summary>
    internal int Distributions => BackwardActions > 0 ? 2 : 1;

    internal void Resize(PolicyOutput output, int rows, int states)
    {
        (Rows, States, Actions, BackwardActions, HasFlow, Width) = (rows, states, output.Actions, output.BackwardActions, output.HasFlow, output.Width);
        Fillings++;
        Grow(ref Taken, 2 * rows);
        Grow(ref Legal, states * Width);
        Grow(ref Values, states * Width);
        Grow(ref Gradients, states * Width);
        Grow(ref Numbers, Readings);
        Grow(ref PerState, states);
        Array.Clear(Legal, 0, states * Width);
    }

    /// <summary>Copies a matrix of either precision into <see cref="Values"/>.</summary>
    internal void ReadValues(Tensor heads) => Scores.Read(heads, Values.AsSpan(0, States * Width), ref _single);

    /// <summary>A tensor of <see cref="Values"/>' shape in the precision of the heads.</summary>
    internal Tensor ToTensor(double[] values, ScalarType type)
    {
        var count = States * Width;
        if (type == ScalarType.Float64)
            return torch.tensor(values.AsMemory(0, count), [States, Width]);
        Grow(ref _single, count);
        TensorPrimitives.ConvertTruncating<double, float>(values.AsSpan(0, count), _single.AsSpan(0, count));
        return torch.tensor(_single.AsMemory(0, count), [States, Width]);
    }

    internal static void Grow<T>(ref T[] array, int size)
    {
        if (array.Length < size)
            array = new T[Math.Max(size, 2 * array.Length)];
    }
}
