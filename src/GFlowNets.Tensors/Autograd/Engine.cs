using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Runs a graph backwards: every node once, after all nodes that use its result.</summary>
internal static class Engine
{
    /// <summary>Differentiates <paramref name="root"/> and adds to the gradients of the leaves, or only fills those of <paramref name="wanted"/>.</summary>
    /// <param name="root">The result to differentiate.</param>
    /// <param name="gradient">The gradient of the result; null for one on a scalar.</param>
    /// <param name="retain">Keep the graph for another pass.</param>
    /// <param name="wanted">The nodes whose gradients are collected instead of being added to leaves, with their places.</param>
    /// <param name="collected">Where those gradients are put.</param>
    internal static void Run(Tensor root, Tensor? gradient, bool retain, IReadOnlyDictionary<Node, int>? wanted = null, Tensor?[]? collected = null)
    {
        if (root.GradientNode is not { } start)
        {
            throw new InvalidOperationException("backward: this tensor does not depend on any tensor that requires gradients, "
                + "or was computed under no_grad().");
        }
        Seed(root, start, gradient);
        var order = Order(start);
        var thread = ThreadState.Current;
        var gradients = thread.GradientsEnabled;
        thread.GradientsEnabled = false;
        using var scope = new DisposeScope();
        try
        {
            foreach (var node in order)
            {
                if (node.Gradient is not { } arrived)
                    continue;
                node.Gradient = null;
                if (wanted is not null && wanted.TryGetValue(node, out var index))
                    collected![index] = arrived.Hold();
                if (node.IsLeaf)
                {
                    if (wanted is null)
                        node.Leaf.AccumulateGradient(arrived);
                }
                else
                {
                    node.Retained?.AccumulateGradient(arrived);
                    node.Apply(arrived);
                }
                arrived.Dispose();
                scope.DisposeEverything();
                if (!retain)
                    node.Free();
            }
        }
        finally
        {
            thread.GradientsEnabled = gradients;
            foreach (var node in order)
            {
                node.Gradient?.Dispose();
                node.Gradient = null;
                if (!retain)
                    node.Free();
                if (!node.IsLeaf)
                    node.Release();
            }
        }
    }

    private static void Seed(Tensor root, Node start, Tensor? gradient)
    {
        if (gradient is null && root.Count != 1)
        {
            throw new InvalidOperationException($"backward: a tensor of shape {Shape.Text(root.Sizes)} needs a gradient argument; "
                + "only a single element starts from one by itself: reduce it with sum() or mean().");
        }
        if (gradient is not null)
            Shape.RequireSame("backward", root, gradient);
        start.Gradient = gradient?.Hold() ?? Tensor.Filled(root.Sizes, 1.0, root.ElementType, inScope: false);
    }

    // Kahn's algorithm: a first walk counts the uses of every node, a second one lets each out when all its uses are done.
    private static List<Node> Order(Node start)
    {
        var order = new List<Node>(16);
        var stack = new Stack<Node>(16);
        stack.Push(start);
        start.Visited = true;
        while (stack.TryPop(out var node))
        {
            order.Add(node);
            if (node.Freed)
            {
                foreach (var visited in order.Concat(stack))
                    (visited.Visited, visited.Pending) = (false, 0);
                start.Gradient?.Dispose();
                start.Gradient = null;
                throw new InvalidOperationException("backward: the graph behind this tensor was freed by an earlier backward(): "
                    + "ask that one to retain_graph, or compute the tensor again.");
            }
            Count(node.A, stack);
            Count(node.B, stack);
            Count(node.C, stack);
            foreach (var input in node.More ?? [])
                Count(input, stack);
        }
        order.Clear();
        stack.Push(start);
        while (stack.TryPop(out var node))
        {
            order.Add(node);
            node.Visited = false;
            if (!node.IsLeaf)
                node.AddOwner();
            LetOut(node.A, stack);
            LetOut(node.B, stack);
            LetOut(node.C, stack);
            foreach (var input in node.More ?? [])
                LetOut(input, stack);
        }
        return order;
    }

    private static void Count(Node? input, Stack<Node> stack)
    {
        if (input is null)
            return;
        input.Pending++;
        if (input.Visited)
            return;
        input.Visited = true;
        stack.Push(input);
    }

    private static void LetOut(Node? input, Stack<Node> stack)
    {
        if (input is not null && --input.Pending == 0)
            stack.Push(input);
    }
}
