using GFlowNets.Sampling;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Policies;

/// <summary>
/// From the heads of distinct states to one number a row of a batch: log P_F and log P_B of what was taken, normalised over what is legal,
/// and log F. One pass forward and one backward over plain arrays, instead of a masked softmax and a gather for each head; the
/// gradients of rows that share a state are summed.
/// </summary>
internal sealed class HeadReader : torch.autograd.SingleTensorFunction<HeadReader>
{
    /// <summary>Computes <see cref="HeadReading.Readings"/> numbers in double precision.</summary>
    /// <param name="ctx">Keeps the reading for the backward pass.</param>
    /// <param name="vars">The heads, and the <see cref="HeadReading"/>.</param>
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (heads, reading) = ((Tensor)vars[0], (HeadReading)vars[1]);
        ctx.save_data("reading", reading);
        ctx.save_data("filling", reading.Fillings);
        ctx.save_data("type", heads.dtype);
        reading.ReadValues(heads);
        var (numbers, logSums) = (reading.Numbers, reading.PerState);
        for (var head = 0; head < reading.Distributions; head++)
        {
            var into = numbers.AsSpan(head * reading.Rows, reading.Rows);
            for (var row = 0; row < reading.Rows; row++)
                into[row] = Score(reading, head, row);
            Normalise(reading, head, logSums);
            for (var row = 0; row < reading.Rows; row++)
            {
                if (reading.Taken[head * reading.Rows + row] >= 0)
                    into[row] -= logSums[reading.StateOfRow[row]];
            }
        }

        for (var row = 0; row < reading.Rows && reading.HasFlow; row++)
            numbers[reading.Readings - reading.Rows + row] = reading.Values[(reading.StateOfRow[row] + 1) * reading.Width - 1];
        return torch.tensor(numbers.AsMemory(0, reading.Readings), [reading.Readings]);
    }

    /// <summary>d log p(taken)/d score = 1[taken] − p, with 1[taken] spread over actions taken together.</summary>
    /// <param name="ctx">The reading.</param>
    /// <param name="grad_output">The gradient of the numbers.</param>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        var reading = (HeadReading)ctx.get_data("reading");
        if ((int)ctx.get_data("filling") != reading.Fillings)
            throw new InvalidOperationException("this evaluation was overwritten by the evaluator's next one: differentiate it first, or use another TrajectoryEvaluator");
        var (given, gradients, sums) = (reading.Numbers, reading.Gradients, reading.PerState);
        using (var contiguous = grad_output.contiguous())
            contiguous.data<double>().CopyTo(given.AsSpan(0, reading.Readings));
        for (var head = 0; head < reading.Distributions; head++)
        {
            var (first, count) = reading.Columns(head);
            Array.Clear(sums, 0, reading.States);
            for (var row = 0; row < reading.Rows; row++)
            {
                if (reading.Taken[head * reading.Rows + row] >= 0)
                    sums[reading.StateOfRow[row]] += given[head * reading.Rows + row];
            }

            for (var state = 0; state < reading.States; state++)
            {
                var start = state * reading.Width + first;
                TensorPrimitives.Multiply(reading.Values.AsSpan(start, count), -sums[state], gradients.AsSpan(start, count));
            }

            for (var row = 0; row < reading.Rows; row++)
                AddTaken(reading, head, row, given[head * reading.Rows + row]);
        }

        for (var state = 0; state < reading.States && reading.HasFlow; state++)
            gradients[(state + 1) * reading.Width - 1] = 0;
        for (var row = 0; row < reading.Rows && reading.HasFlow; row++)
            gradients[(reading.StateOfRow[row] + 1) * reading.Width - 1] += given[reading.Readings - reading.Rows + row];
        return [reading.ToTensor(gradients, (ScalarType)ctx.get_data("type")), null!];
    }

    /// <summary>The score of what a row took: one action's, or the log-sum-exp of those taken together; 0 where nothing was.</summary>
    private static double Score(HeadReading reading, int head, int row)
    {
        var taken = reading.Taken[head * reading.Rows + row];
        if (taken < 0)
            return 0;
        var start = reading.StateOfRow[row] * reading.Width;
        if (reading.Together.Length == 0)
            return reading.Values[start + taken];
        var (first, count) = reading.Columns(head);
        var together = reading.Together.AsSpan(row * reading.Width + first, count);
        var scores = reading.Values.AsSpan(start + first, count);
        var largest = double.NegativeInfinity;
        for (var i = 0; i < count; i++)
            largest = together[i] ? Math.Max(largest, scores[i]) : largest;
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += together[i] ? Math.Exp(scores[i] - largest) : 0;
        return largest + Math.Log(sum);
    }

    private static void Normalise(HeadReading reading, int head, double[] logSums)
    {
        var (first, count) = reading.Columns(head);
        for (var state = 0; state < reading.States; state++)
        {
            var start = state * reading.Width + first;
            logSums[state] = LegalSoftmax.Masked(reading.Values.AsSpan(start, count), reading.Legal.AsSpan(start, count));
        }
    }

    /// <summary>Adds a row's gradient to what it took, in proportion to probability where several actions were taken together.</summary>
    private static void AddTaken(HeadReading reading, int head, int row, double gradient)
    {
        var taken = reading.Taken[head * reading.Rows + row];
        if (taken < 0)
            return;
        var start = reading.StateOfRow[row] * reading.Width;
        if (reading.Together.Length == 0)
        {
            reading.Gradients[start + taken] += gradient;
            return;
        }

        var (first, count) = reading.Columns(head);
        var sum = 0.0;
        for (var column = first; column < first + count; column++)
            sum += reading.Together[row * reading.Width + column] ? reading.Values[start + column] : 0;
        for (var column = first; column < first + count; column++)
        {
            if (reading.Together[row * reading.Width + column])
                reading.Gradients[start + column] += gradient * reading.Values[start + column] / sum;
        }
    }
}
