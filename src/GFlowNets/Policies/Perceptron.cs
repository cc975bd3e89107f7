namespace GFlowNets.Policies;

/// <summary>
/// The layers of a perceptron behind its first: h = max(z, 0), then linear layers with the same activation between them. It differentiates
/// itself, so that values computed already during the rollout can be put in the place of a second forward pass.
/// </summary>
internal sealed class Perceptron : torch.autograd.SingleTensorFunction<Perceptron>
{
    /// <summary>Values of all layers for z, without gradients: max(z, 0), each hidden layer, the output.</summary>
    internal static List<Tensor> Values(Tensor z, IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        var values = new List<Tensor> { z.relu() };
        foreach (var layer in layers)
            values.Add(layer.call(values[^1]));
        return values;
    }

    /// <summary>The output of the last layer.</summary>
    /// <param name="ctx">Keeps the values and weights for the backward pass.</param>
    /// <param name="vars">z, the values of all layers as a list, then weight and bias of each layer.</param>
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var values = (List<Tensor>)vars[1];
        var saved = values[..^1];
        for (var i = 2; i < vars.Length; i += 2)
            saved.Add((Tensor)vars[i]);
        ctx.save_for_backward(saved);
        return values[^1];
    }

    /// <summary>Gradients of z and of every weight and bias.</summary>
    /// <param name="ctx">The values and weights.</param>
    /// <param name="grad_output">The gradient of the output.</param>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var layers = saved.Count / 2;
        var gradients = new Tensor[2 + 2 * layers];
        var gradient = grad_output;
        for (var layer = layers - 1; layer >= 0; layer--)
        {
            var (value, weight) = (saved[layer], saved[layers + layer]);
            gradients[2 + 2 * layer] = gradient.t().mm(value);
            gradients[3 + 2 * layer] = gradient.sum(0L);
            // Values of a rectifier are never negative: their sign is its derivative.
            gradient = gradient.mm(weight).mul_(value.sign());
        }

        gradients[0] = gradient;
        return [.. gradients];
    }
}
