using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>
/// One recorded operation: its rule, the nodes of the inputs that need gradients, and what the rule needs. What it
/// saves keeps its memory whatever happens to the user's handles. Counted by the handle of its result and by the nodes
/// behind it, so that a graph nobody can reach any more returns its memory without waiting for a backward pass.
/// </summary>
internal sealed class Node
{
    [ThreadStatic]
    private static Stack<Node>? releasing;

    private readonly Rule? rule;
    private readonly Tensor? leaf;
    private int owners = 1;
    private Tensor? x, y, z;
    private int xVersion, yVersion, zVersion;

    private Node(Rule? rule, Tensor? leaf) => (this.rule, this.leaf) = (rule, leaf);

    /// <summary>Inputs that need gradients; null where one does not.</summary>
    internal Node? A, B, C;

    /// <summary>Further inputs of operations on lists; null entries need none.</summary>
    internal Node?[]? More;

    /// <summary>Shapes of the inputs, to which gradients are summed where broadcasting stretched them.</summary>
    internal long[] ShapeA = Shape.Scalar, ShapeB = Shape.Scalar;

    /// <summary>Numbers of the operation: a dimension, an exponent, a slope.</summary>
    internal double P, Q;

    /// <summary>Anything else that the rule needs.</summary>
    internal object? Extra;

    /// <summary>The user's own handle of something saved, for what it keeps packed; never disposed here.</summary>
    internal Tensor? Source;

    internal Tensor? Gradient;

    /// <summary>The handle whose gradient is wanted although it is not a leaf.</summary>
    internal Tensor? Retained;

    internal int Pending;

    internal bool Visited;

    internal bool Freed { get; private set; }

    internal bool IsLeaf => leaf is not null;

    internal Tensor Leaf => leaf!;

    internal string Name => rule?.Name ?? "leaf";

    internal Tensor X => Saved(x, xVersion);

    internal Tensor Y => Saved(y, yVersion);

    internal Tensor Z => Saved(z, zVersion);

    internal bool HasY => y is not null;

    internal bool HasZ => z is not null;

    internal static Node ForLeaf(Tensor leaf) => new(null, leaf);

    /// <summary>A node behind <paramref name="result"/>, which then needs gradients.</summary>
    internal static Node Record(Rule rule, Tensor result, Tensor? a, Tensor? b = null, Tensor? c = null)
    {
        var node = new Node(rule, null)
        {
            A = a?.Edge(),
            B = b?.Edge(),
            C = c?.Edge(),
            ShapeA = a?.Sizes ?? Shape.Scalar,
            ShapeB = b?.Sizes ?? Shape.Scalar,
        };
        result.SetNode(node);
        return node;
    }

    internal static Node Record(Rule rule, Tensor result, IReadOnlyList<Tensor?> inputs)
    {
        var node = new Node(rule, null) { More = [.. inputs.Select(input => input?.Edge())] };
        result.SetNode(node);
        return node;
    }

    internal Node Save(Tensor? x, Tensor? y = null, Tensor? z = null)
    {
        if (x is not null)
            (this.x, xVersion) = (x.Hold(), x.Storage.Version);
        if (y is not null)
            (this.y, yVersion) = (y.Hold(), y.Storage.Version);
        if (z is not null)
            (this.z, zVersion) = (z.Hold(), z.Storage.Version);
        return this;
    }

    internal void Apply(Tensor gradient) => rule!.Apply(this, gradient);

    /// <summary>Adds to the gradient of the first input, summed over the dimensions that broadcasting stretched.</summary>
    internal void PassA(Tensor gradient) => Pass(A!, gradient, ShapeA);

    internal void PassB(Tensor gradient) => Pass(B!, gradient, ShapeB);

    internal void PassC(Tensor gradient) => Accumulate(C!, gradient);

    internal void PassMore(int index, Tensor gradient) => Accumulate(More![index]!, gradient);

    internal void AddOwner() => owners++;

    internal void Release()
    {
        if (--owners == 0)
            Free();
    }

    /// <summary>Lets go of everything saved and of the inputs; the node cannot be differentiated any more.</summary>
    internal void Free()
    {
        // A worklist instead of recursion: graphs may be as deep as a trajectory is long.
        var work = releasing ??= new Stack<Node>();
        work.Push(this);
        while (work.TryPop(out var node))
            node.Free(work);
    }

    private void Free(Stack<Node> work)
    {
        if (IsLeaf || Freed)
            return;
        Freed = true;
        x?.Dispose();
        y?.Dispose();
        z?.Dispose();
        (Extra as IDisposable)?.Dispose();
        (x, y, z, Extra, Source) = (null, null, null, null, null);
        Drop(A, work);
        Drop(B, work);
        Drop(C, work);
        foreach (var input in More ?? [])
            Drop(input, work);
        (A, B, C, More) = (null, null, null, null);
    }

    private static void Drop(Node? input, Stack<Node> work)
    {
        if (input is { IsLeaf: false } && --input.owners == 0)
            work.Push(input);
    }

    private static void Pass(Node input, Tensor gradient, long[] shape) =>
        Accumulate(input, Shape.Same(gradient.Sizes, shape) ? gradient : Reductions.SumTo(gradient, shape));

    private static void Accumulate(Node input, Tensor gradient)
    {
        if (input.Gradient is not { } sum)
        {
            // Made by this rule and not passed before: take it. Else it is shared, and a handle of its own is needed.
            input.Gradient = gradient.Scope is null ? gradient.Hold() : gradient.DetachFromDisposeScope();
            return;
        }
        if (sum.Contiguous && sum.Storage.IsExclusive && sum.ElementType == gradient.ElementType)
        {
            Elementwise.BinaryInto<Add>(sum, gradient, sum);
            return;
        }
        input.Gradient = sum.add(gradient).DetachFromDisposeScope();
        sum.Dispose();
    }

    private Tensor Saved(Tensor? saved, int version)
    {
        if (saved is null || saved.Storage.Version != version)
        {
            throw new InvalidOperationException($"backward: a tensor that {Name} saved was overwritten in place since: "
                + "write to a clone() instead.");
        }
        return saved;
    }
}
