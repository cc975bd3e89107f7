namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Rule CloneRule = new("clone", static (node, g) => node.PassA(g));

        private Node? node;
        private Tensor? gradient;
        private bool isLeafWithGradient;

        /// <summary>Whether operations on this tensor are recorded for <see cref="backward()"/>; only a leaf can be told to.</summary>
        /// <exception cref="InvalidOperationException">The tensor is computed from others, or not of a real type.</exception>
        public bool requires_grad
        {
            get => isLeafWithGradient || node is { IsLeaf: false };
            set
            {
                if (value && !is_floating_point())
                    throw new InvalidOperationException($"requires_grad: only float32 and float64 tensors have gradients (this one is {ElementType}).");
                if (node is { IsLeaf: false })
                {
                    if (!value)
                        throw new InvalidOperationException("requires_grad: a computed tensor cannot be turned off; take detach() of it.");
                    return;
                }
                isLeafWithGradient = value;
                node = null;
            }
        }

        /// <summary>Whether the tensor was not computed from tensors that require gradients.</summary>
        public bool is_leaf => node is null or { IsLeaf: true };

        /// <summary>The gradient that backward passes have added up, or null; a handle of its own on shared memory.</summary>
        public Tensor? grad
        {
            get => gradient?.Share(gradient.sizes, gradient.strides, gradient.Offset);
            set
            {
                if (value is not null)
                {
                    Shape.RequireSame("grad", this, value);
                    if (value.ElementType != ElementType)
                        throw new ArgumentException($"grad: the gradient of a {ElementType} tensor must be {ElementType} (got {value.ElementType}).");
                }
                var old = gradient;
                gradient = value?.Hold();
                old?.Dispose();
            }
        }

        /// <summary>The gradient itself, in no scope, for optimisers.</summary>
        internal Tensor? Gradient => gradient;

        /// <summary>Sets <see cref="requires_grad"/>.</summary>
        /// <returns>This tensor.</returns>
        public Tensor requires_grad_(bool requires_grad = true) => with_requires_grad(requires_grad);

        /// <summary>Sets <see cref="requires_grad"/>.</summary>
        /// <returns>This tensor.</returns>
        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Makes backward passes keep the gradient of this computed tensor too.</summary>
        public void retain_grad()
        {
            if (node is { IsLeaf: false })
                node.Retained = this;
        }

        /// <summary>Adds the derivatives of this scalar to <see cref="grad"/> of every leaf it depends on, and frees the graph.</summary>
        /// <exception cref="InvalidOperationException">Not a single element, no graph, or a graph that was already freed.</exception>
        public void backward() => Engine.Run(this, null, retain: false);

        /// <summary>Adds derivatives to <see cref="grad"/> of every leaf that this tensor depends on.</summary>
        /// <param name="grad_tensors">One tensor: the gradient of this one, of its shape; null on a scalar means 1.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Not supported by the embedded engine: must be false.</param>
        /// <param name="inputs">Not supported by the embedded engine: must be null.</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors!, retain_graph, create_graph, inputs!);

        /// <summary>A view of the same elements that no gradient flows through.</summary>
        public Tensor detach() => Share(Sizes, strides, Offset);

        /// <summary>A view of the same elements.</summary>
        public Tensor alias() => Viewed(Share(Sizes, strides, Offset));

        /// <summary>A contiguous copy.</summary>
        public Tensor clone()
        {
            var result = Create(Sizes, ElementType);
            Copying.Copy(this, result);
            return Tracked(this) ? Track(result, CloneRule, this) : result;
        }

        /// <summary>This tensor if it is contiguous already (as a handle of its own), else a contiguous copy.</summary>
        public Tensor contiguous() => Contiguous ? alias() : clone();

        /// <summary>The node that gradients for this tensor go to; null where it needs none.</summary>
        internal Node? GradientNode => node is { IsLeaf: false } || !isLeafWithGradient ? node : node ??= Node.ForLeaf(this);

        /// <summary><see cref="GradientNode"/> with an owner more, for the node that will point to it.</summary>
        internal Node? Edge()
        {
            var target = GradientNode;
            target?.AddOwner();
            return target;
        }

        internal void SetNode(Node recorded) => node = recorded;

        internal static bool Tracked(Tensor a) => a.requires_grad && ThreadState.Current.GradientsEnabled;

        internal static bool Tracked(Tensor a, Tensor b) => (a.requires_grad || b.requires_grad) && ThreadState.Current.GradientsEnabled;

        internal static Tensor Track(Tensor result, Rule rule, Tensor a)
        {
            Node.Record(rule, result, a);
            return result;
        }

        internal void AccumulateGradient(Tensor arrived)
        {
            if (storage is null)
                return;
            if (gradient is not null)
            {
                Elementwise.BinaryInto<Add>(gradient, arrived, gradient);
                return;
            }
            // Later passes add in place, so nobody else may hold this memory.
            gradient = arrived.Contiguous && arrived.Storage.IsExclusive
                ? arrived.Hold()
                : arrived.clone().DetachFromDisposeScope();
        }

        /// <summary>Refuses to overwrite elements that a gradient depends on.</summary>
        internal void RequireWritable(string operation, Tensor? source = null)
        {
            if (!ThreadState.Current.GradientsEnabled)
                return;
            if (requires_grad)
                throw new InvalidOperationException($"{operation}: a tensor that requires gradients cannot be changed in place; do it under no_grad(), or use the form that returns a new tensor.");
            if (source is { requires_grad: true })
                throw new InvalidOperationException($"{operation}: the source requires gradients, which an in-place operation would lose; use the form that returns a new tensor, or detach() the source.");
        }

        private void ReleaseGraph()
        {
            if (node is { IsLeaf: false })
                node.Release();
            node = null;
            gradient?.Dispose();
            gradient = null;
        }
    }
}
