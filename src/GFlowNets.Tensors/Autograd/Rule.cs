using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>
/// The derivative of one operation: given a node and the gradient of its result, passes gradients on to the inputs
/// that want one. One static rule an operation; a test finds them all by reflection.
/// </summary>
internal sealed class Rule(string name, Action<Node, Tensor> apply)
{
    internal string Name { get; } = name;

    internal Action<Node, Tensor> Apply { get; } = apply;
}
