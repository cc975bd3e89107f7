namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation of one's own with one result.</summary>
        /// <typeparam name="T">The operation itself.</typeparam>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            private static readonly Rule CustomRule = new("a function of one's own", static (node, g) =>
            {
                var call = (Call)node.Extra!;
                var gradients = call.Function.backward(call.Context, g.detach());
                if (gradients.Count != node.More!.Length)
                    throw new InvalidOperationException($"{typeof(T).Name}: backward must give one gradient, or null, for each of the {node.More.Length} arguments (got {gradients.Count}).");
                for (var i = 0; i < gradients.Count; i++)
                {
                    if (node.More[i] is null || gradients[i] is null)
                        continue;
                    if (!Shape.Same(gradients[i].Sizes, call.Shapes[i]))
                        throw new InvalidOperationException($"{typeof(T).Name}: the gradient of argument {i} must have its shape {Shape.Text(call.Shapes[i])} (got {Shape.Text(gradients[i].Sizes)}).");
                    node.PassMore(i, gradients[i]);
                }
            });

            /// <summary>For derived operations.</summary>
            protected SingleTensorFunction()
            {
            }

            /// <summary>Computes the result; nothing in here is recorded.</summary>
            /// <param name="ctx">Where to keep what the backward pass needs.</param>
            /// <param name="vars">The arguments that apply was given.</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes the gradients of the arguments.</summary>
            /// <param name="ctx">What the forward pass kept.</param>
            /// <param name="grad_output">The gradient of the result.</param>
            /// <returns>One for each argument of apply; null where there is none.</returns>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            /// <summary>Computes the result and records the operation if an argument requires gradients.</summary>
            public static Tensor apply(params object[] vars)
            {
                var (function, context) = (new T(), new AutogradContext());
                Tensor result;
                using (no_grad())
                    result = function.forward(context, vars);
                if (!vars.Any(value => value is Tensor tensor && Tensor.Tracked(tensor)))
                {
                    context.Dispose();
                    return result;
                }
                // An argument given back unchanged gets a handle of its own, which can have a graph.
                if (vars.Contains(result))
                    result = result.detach();
                Node.Record(CustomRule, result, [.. vars.Select(value => value as Tensor)]).Extra =
                    new Call(function, context, [.. vars.Select(value => (value as Tensor)?.Sizes ?? Shape.Scalar)]);
                return result;
            }

            private sealed record Call(T Function, AutogradContext Context, long[][] Shapes) : IDisposable
            {
                public void Dispose() => Context.Dispose();
            }
        }
    }
}
