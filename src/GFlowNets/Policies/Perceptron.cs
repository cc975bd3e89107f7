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
    /// States that are differentiated together, at least: what passes from layer to layer stays near the processor, whatever else uses the memory.
    /// </summary>
    private const long Block = 512;

    /// <summary>Blocks at most: each makes handles of a few kilobytes, which must not add up as batches grow.</summary>
    private const long Blocks = 8;

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
        ctx.save_data("weights", saved[(values.Count - 1)..]);
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
        var states = grad_output.shape[0];
        for (var layer = 0; layer < layers; layer++)
        {
            var place = FirstLinear + (2 * layer);
            // The first block writes over what it holds, where there is one.
            gradients[place] = states > 0 ? torch.empty(saved[layers + layer].shape) : torch.zeros(saved[layers + layer].shape);
            gradients[place - 1] = torch.zeros(saved[layers + layer].shape[1]);
        }

        var kept = (List<Tensor>)ctx.get_data("weights");
        var gradient = torch.empty(states, saved[layers].shape[1]);
        var block = Math.Max(Block, (states + Blocks - 1) / Blocks);
        for (var first = 0L; first < states; first += block)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(block, states - first);
            var part = grad_output.narrow(0, first, count);
            for (var layer = layers - 1; layer >= 0; layer--)
            {
                var (value, weight, place) = (saved[layer].narrow(0, first, count), saved[layers + layer], FirstLinear + (2 * layer));
                gradients[place].addmm_(part.t(), value, beta: first > 0 ? 1 : 0);
                var before = layer == 0 ? gradient.narrow(0, first, count) : torch.empty(count, weight.shape[1]);
                // The parameter itself keeps a form for products, which is worth making for several blocks.
                PassBack(part, states > block && !kept[layer].IsInvalid ? kept[layer] : weight, value, before, gradients[place - 1]);
                part = before;
            }
        }

        var table = torch.zeros((long)ctx.get_data("rows"), gradient.shape[1]);
        Scatter(ctx, gradient, table);
        gradients[Table] = table;
        return [.. gradients];
    }

    /// <summary>
    /// The gradient before a linear layer and the rectifier before that, and what is left of each state added to the gradient of the bias
    /// there. The threads share the states; for the bias, which is summed state after state, they share its elements.
    /// </summary>
    private static void PassBack(Tensor gradient, Tensor weight, Tensor value, Tensor before, Tensor bias)
    {
        var (states, width) = ((int)before.shape[0], (int)before.shape[1]);
        RowBlocks.Run(states, WorthThreads, (from, to) =>
        {
            using var guard = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            var target = before.narrow(0, from, to - from);
            target.addmm_(gradient.narrow(0, from, to - from), weight, beta: 0);
            SparseInput.Rectify(Memory(target), Memory(value.narrow(0, from, to - from)));
        }, RowBlocks.ProductRows);
        RunColumns(states, width, columns => SparseInput.Sum(Memory(before), columns, Memory(bias)));
    }

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
