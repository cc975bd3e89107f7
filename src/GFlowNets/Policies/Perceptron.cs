using System.Runtime.InteropServices;
using GFlowNets.Environments;

namespace GFlowNets.Policies;

/// <summary>
/// A perceptron over sparse features: h = max(bias + Σ rows, 0), then linear layers with the same activation between them. It
/// differentiates itself, so that values computed already during the rollout can be put in the place of a second forward pass.
/// </summary>
internal sealed class Perceptron : torch.autograd.SingleTensorFunction<Perceptron>
{
    /// <summary>Places among the arguments.</summary>
    private const int Table = 3, FirstLinear = 5;

    /// <summary>Fewer states than this are not worth a second thread.</summary>
    internal const int WorthThreads = 128;

    /// <summary>Columns of the first layer that stay on one thread: four vectors, as the loops go.</summary>
    private const int ColumnGroup = 64;

    /// <summary>
    /// States that are differentiated together: what passes from layer to layer stays near the processor, whatever else uses the memory.
    /// </summary>
    private const long Block = 512;

    /// <summary>Values of all layers without gradients: the first layer, each hidden one, the output.</summary>
    internal static List<Tensor> Values(FeatureWriter features, Tensor table, Tensor bias, IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        using var guard = torch.no_grad();
        var input = torch.empty(features.StateCount, bias.numel());
        RowBlocks.Run(features.StateCount, WorthThreads, (from, to) =>
            SparseInput.Forward(features, [], 0, (from, to), Memory(table), Memory(bias), [], Memory(input)));
        return Values(input, layers);
    }

    /// <summary>Values of all layers behind the first, which come after it in the list.</summary>
    internal static List<Tensor> Values(Tensor input, IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        var values = new List<Tensor> { input };
        foreach (var layer in layers)
            values.Add(layer.call(values[^1]));
        return values;
    }

    /// <summary>The output of the last layer.</summary>
    /// <param name="ctx">Keeps the values and weights for the backward pass.</param>
    /// <param name="vars">
    /// The features, the parents (see <see cref="SparseInput"/>), the values of all layers as a list, table and bias of the first layer, then
    /// weight and bias of each other one.
    /// </param>
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var values = (List<Tensor>)vars[2];
        ctx.save_data("features", vars[0]);
        ctx.save_data("parents", vars[1]);
        ctx.save_data("rows", ((Tensor)vars[Table]).shape[0]);
        var saved = values[..^1];
        for (var i = FirstLinear; i < vars.Length; i += 2)
            saved.Add((Tensor)vars[i]);
        ctx.save_for_backward(saved);
        return values[^1];
    }

    /// <summary>Gradients of every weight and bias.</summary>
    /// <param name="ctx">The values and weights.</param>
    /// <param name="grad_output">The gradient of the output.</param>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var layers = saved.Count / 2;
        var gradients = new Tensor[FirstLinear + (2 * layers)];
        gradients[^1] = grad_output.sum(0L);
        for (var layer = 0; layer < layers; layer++)
        {
            var place = FirstLinear + (2 * layer);
            gradients[place] = torch.zeros(saved[layers + layer].shape);
            gradients[place - 1] = torch.zeros(saved[layers + layer].shape[1]);
        }

        var states = grad_output.shape[0];
        var gradient = torch.empty(states, saved[layers].shape[1]);
        for (var first = 0L; first < states; first += Block)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(Block, states - first);
            var part = grad_output.narrow(0, first, count);
            for (var layer = layers - 1; layer >= 0; layer--)
            {
                var (value, weight, place) = (saved[layer].narrow(0, first, count), saved[layers + layer], FirstLinear + (2 * layer));
                gradients[place].addmm_(part.t(), value);
                part = layer == 0 ? gradient.narrow(0, first, count).addmm_(part, weight, beta: 0) : part.mm(weight);
                Rectify(part, value, gradients[place - 1]);
            }
        }

        var table = torch.zeros((long)ctx.get_data("rows"), gradient.shape[1]);
        Scatter(ctx, gradient, table);
        gradients[Table] = table;
        return [.. gradients];
    }

    /// <summary>Goes through a rectifier backwards, in place, and adds what is left of each state to the gradient of the bias before it.</summary>
    private static void Rectify(Tensor gradient, Tensor value, Tensor bias) => RunColumns(
        (int)gradient.shape[0], (int)gradient.shape[1], columns => SparseInput.Rectify(Memory(gradient), Memory(value), columns, Memory(bias)));

    private static void Scatter(torch.autograd.AutogradContext ctx, Tensor gradient, Tensor table)
    {
        var parents = (ReadOnlyMemory<int>)ctx.get_data("parents");
        var features = (FeatureWriter)ctx.get_data("features");
        var width = (int)gradient.shape[1];
        RunColumns(features.StateCount, width, columns => SparseInput.Backward(features, parents.Span, Memory(gradient), width, columns, Memory(table)));
    }

    // For what follows from state to state: the threads share the columns.
    private static void RunColumns(int states, int width, Action<(int From, int To)> part) => RowBlocks.Run(
        (width + ColumnGroup - 1) / ColumnGroup, states < WorthThreads ? int.MaxValue : 0, (from, to) => part((from * ColumnGroup, Math.Min(width, to * ColumnGroup))));

    internal static Span<float> Memory(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
