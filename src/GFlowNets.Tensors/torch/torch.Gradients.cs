namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>Stops recording on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    /// <summary>Records on this thread, or not, until the result is disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    /// <summary>Records on this thread, or not, until the result is disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    /// <summary>Stops recording on this thread until the result is disposed; the same as <see cref="no_grad"/> here.</summary>
    public static IDisposable inference_mode(bool mode = true) => new GradientMode(!mode && is_grad_enabled());

    /// <summary>Whether operations on this thread are recorded.</summary>
    public static bool is_grad_enabled() => ThreadState.Current.GradientsEnabled;

    /// <summary>Derivatives, and operations with derivatives of one's own.</summary>
    public static partial class autograd
    {
        /// <summary>Adds derivatives to the gradient of every leaf that a tensor depends on.</summary>
        /// <param name="tensor">What to differentiate.</param>
        /// <param name="grad_tensors">One tensor, the gradient of the first; null on a scalar means 1.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Not supported by the embedded engine: must be false.</param>
        /// <param name="inputs">Not supported by the embedded engine: must be null.</param>
        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (grad_tensors is { Count: > 1 })
                throw new ArgumentException($"backward: give one gradient for one tensor (got {grad_tensors.Count}).");
            backward(tensor, grad_tensors is { Count: 1 } ? grad_tensors[0] : null!, retain_graph, create_graph, inputs);
        }

        /// <summary>Adds derivatives to the gradient of every leaf that a tensor depends on.</summary>
        /// <param name="tensor">What to differentiate.</param>
        /// <param name="grad_tensor">Its gradient, of its shape; null on a scalar means 1.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Not supported by the embedded engine: must be false.</param>
        /// <param name="inputs">Not supported by the embedded engine: must be null.</param>
        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            RequireFirstOrder("backward", create_graph);
            if (inputs is not null)
                throw new NotSupportedException("backward: the embedded engine cannot limit the pass to some inputs; use autograd.grad.");
            Engine.Run(tensor, grad_tensor, retain_graph ?? false);
        }

        /// <summary>The derivatives of one tensor with respect to others, leaving every <see cref="Tensor.grad"/> alone.</summary>
        /// <param name="outputs">One tensor to differentiate.</param>
        /// <param name="inputs">What to differentiate by.</param>
        /// <param name="grad_outputs">The gradient of the output; null on a scalar means 1.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Not supported by the embedded engine: must be false.</param>
        /// <param name="allow_unused">Give null for an input that the output does not depend on, instead of an error.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            RequireFirstOrder("grad", create_graph);
            if (outputs.Count != 1)
                throw new NotSupportedException($"grad: the embedded engine differentiates one output at a time (got {outputs.Count}); add them up first.");
            var wanted = new Dictionary<Node, int>();
            for (var i = 0; i < inputs.Count; i++)
                wanted[inputs[i].GradientNode ?? throw new InvalidOperationException($"grad: input {i} does not require gradients.")] = i;
            var collected = new Tensor?[inputs.Count];
            Engine.Run(outputs[0], grad_outputs?[0], retain_graph, wanted, collected);
            var scope = CurrentDisposeScope;
            for (var i = 0; i < inputs.Count; i++)
            {
                var found = collected[wanted[inputs[i].GradientNode!]];
                if (found is null && !allow_unused)
                    throw new InvalidOperationException($"grad: the output does not depend on input {i}; set allow_unused to get null for it.");
                if (found is { Scope: null })
                    scope?.Add(found);
                collected[i] ??= found?.alias();
            }
            return collected!;
        }

        private static void RequireFirstOrder(string operation, bool createGraph)
        {
            if (createGraph)
                throw new NotSupportedException($"{operation}: the embedded engine has first derivatives only; create_graph must be false.");
        }
    }

    private sealed class GradientMode : IDisposable
    {
        private readonly ThreadState thread = ThreadState.Current;
        private readonly bool before;

        internal GradientMode(bool enabled)
        {
            before = thread.GradientsEnabled;
            thread.GradientsEnabled = enabled;
        }

        public void Dispose() => thread.GradientsEnabled = before;
    }
}
