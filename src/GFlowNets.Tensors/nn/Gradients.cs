using GFlowNets.Tensors.Modules;

namespace GFlowNets.Tensors;

/// <summary>What modules and optimisers both do to gradients.</summary>
internal static class Gradients
{
    /// <summary>Removes the gradient, or fills it with zeros.</summary>
    public static void Clear(Parameter parameter, bool toNone)
    {
        if (parameter.Gradient is not { } gradient)
            return;
        if (toNone)
            parameter.grad = null;
        else
            using (torch.no_grad())
                gradient.zero_();
    }
}
