using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Modules;

/// <summary>
/// A gated recurrent unit (Cho et al. 2014, in the form whose reset gate acts behind the product): with the gates' parts side by side,
/// r = σ(W_ir x + b_ir + W_hr h + b_hr), z likewise, n = tanh(W_in x + b_in + r (W_hn h + b_hn)), and the next h = (1 − z) n + z h.
/// Several layers read each other's outputs.
/// </summary>
public sealed class GRU : nn.Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private readonly List<(Parameter Input, Parameter Hidden, Parameter? InputBias, Parameter? HiddenBias)> layers = [];
    private readonly long inputSize, hiddenSize;
    private readonly bool batchFirst;
    private readonly double dropout;

    internal GRU(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, Device? device, ScalarType? dtype) : base(nameof(GRU))
    {
        if (inputSize < 1 || hiddenSize < 1 || numLayers < 1)
            throw new ArgumentException($"A recurrent unit needs at least one input, one hidden element and one layer (got {inputSize}, {hiddenSize} and {numLayers}).");
        if (!(dropout is >= 0 and <= 1))
            throw new ArgumentException($"A dropout probability must lie between 0 and 1 (got {dropout}).", nameof(dropout));
        (this.inputSize, this.hiddenSize, this.batchFirst, this.dropout) = (inputSize, hiddenSize, batchFirst, dropout);
        var bound = 1 / Math.Sqrt(hiddenSize);
        for (var layer = 0; layer < numLayers; layer++)
        {
            var input = Add($"weight_ih_l{layer}", 3 * hiddenSize, layer == 0 ? inputSize : hiddenSize);
            var hidden = Add($"weight_hh_l{layer}", 3 * hiddenSize, hiddenSize);
            layers.Add((input, hidden, bias ? Add($"bias_ih_l{layer}", 3 * hiddenSize) : null, bias ? Add($"bias_hh_l{layer}", 3 * hiddenSize) : null));
        }

        // PyTorch's default: everything uniform within ±1/√hidden.
        Parameter Add(string name, params long[] shape)
        {
            var parameter = new Parameter(nn.init.uniform_(empty(shape, dtype, device), -bound, bound));
            register_parameter(name, parameter);
            return parameter;
        }
    }

    /// <summary>The outputs of the last layer at every step, and every layer's last hidden state.</summary>
    /// <param name="input">[steps, batch, inputs], or [batch, steps, inputs] where the batch comes first, or [steps, inputs] for one sequence.</param>
    /// <param name="h0">The hidden states to begin with, [layers, batch, hidden] (without the batch for one sequence); zeros where null.</param>
    /// <returns>The outputs in the order of the input, and [layers, batch, hidden] (without the batch for one sequence).</returns>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => forward(input, h0);

    /// <inheritdoc cref="call(Tensor, Tensor?)"/>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        var alone = input.dim() == 2;
        if (input.dim() is not (2 or 3) || input.shape[^1] != inputSize)
            throw new ArgumentException($"GRU: the input must have two or three dimensions, the last of {inputSize} (got [{string.Join(", ", input.shape)}]).", nameof(input));
        using var scope = NewDisposeScope();
        var steps = alone ? input.unsqueeze(1) : batchFirst ? input.transpose(0, 1).contiguous() : input;
        var initial = alone ? h0?.unsqueeze(1) : h0;
        if (steps.shape[0] == 0)
            throw new ArgumentException("GRU: a sequence must have at least one step (got none).", nameof(input));
        if (initial is not null && !initial.shape.SequenceEqual([layers.Count, steps.shape[1], hiddenSize]))
            throw new ArgumentException($"GRU: the initial states must be [{layers.Count}, {steps.shape[1]}, {hiddenSize}], by layers, batch and hidden elements (got [{string.Join(", ", initial.shape)}]).", nameof(h0));
        var last = new List<Tensor>();
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var (wi, wh, bi, bh) = layers[layer];
            if (layer > 0 && dropout > 0)
                steps = nn.functional.dropout(steps, dropout, training);
            var start = initial?.select(0, layer) ?? zeros([steps.shape[1], hiddenSize], steps.dtype);
            steps = Kernels.Gru(Kernels.Linear(steps, wi, bi, Activation.None), start, wh, bh);
            last.Add(steps.select(0, -1));
        }

        var output = alone ? steps.squeeze(1) : batchFirst ? steps.transpose(0, 1) : steps;
        var states = stack([.. last], 0);
        scope.MoveToOuter(output);
        return (output, scope.MoveToOuter(alone ? states.squeeze(1) : states));
    }
}
