using System.Numerics;
using System.Runtime.InteropServices;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Policies;

/// <summary>
/// From the heads of distinct states to numbers a row of a batch: log P_F and log P_B of what was taken, normalised over what is legal,
/// log F, and what else an objective reads. One pass forward and one backward over plain memory, instead of a masked softmax and a
/// gather for each head; the gradients of rows that share a state are summed.
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
        using var contiguous = heads.contiguous();
        if (reading.Scores is ScoredStates<float> single)
            Read(reading, single, contiguous);
        else
            Read(reading, (ScoredStates<double>)reading.Scores, contiguous);
        // After reading: raw memory counts as written once it was handed out, and what is saved must not be.
        if (NeedsHeads(reading))
            ctx.save_for_backward([heads]);
        return torch.tensor(reading.Numbers.AsMemory(0, reading.Readings), [reading.Readings]);
    }

    /// <summary>d log p(taken)/d score = 1[taken] − p, with 1[taken] spread over actions taken together; likewise for the other numbers.</summary>
    /// <param name="ctx">The reading.</param>
    /// <param name="grad_output">The gradient of the numbers.</param>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        var reading = (HeadReading)ctx.get_data("reading");
        if ((int)ctx.get_data("filling") != reading.Fillings)
            throw new InvalidOperationException("this evaluation was overwritten by the evaluator's next one: differentiate it first, or use another TrajectoryEvaluator");
        using (var contiguous = grad_output.contiguous())
            MemoryMarshal.Cast<byte, double>(contiguous.bytes)[..reading.Readings].CopyTo(reading.Numbers);
        var heads = NeedsHeads(reading) ? ctx.get_saved_variables()[0].contiguous() : null;
        var gradient = reading.Scores is ScoredStates<float> single
            ? Differentiate(reading, single, heads, ScalarType.Float32)
            : Differentiate(reading, (ScoredStates<double>)reading.Scores, heads, ScalarType.Float64);
        return [gradient, null!];
    }

    /// <summary>Whether the gradient needs the scores themselves, besides the probabilities.</summary>
    private static bool NeedsHeads(HeadReading reading) => reading.Reading(PolicyReadings.Entropy) || reading.Together.Length > 0;

    private static void Read<T>(HeadReading reading, ScoredStates<T> scores, Tensor heads) where T : unmanaged, IFloatingPoint<T>
    {
        if (scores.ForwardDone < scores.Count)
            scores.ReadForward(heads);
        if (scores.BackwardActions > 0 && scores.BackwardDone < scores.Count)
            scores.ReadBackward(heads);
        var raw = scores.Numbers(heads, scores.Count);
        var numbers = reading.Numbers;
        for (var row = 0; row < reading.Rows; row++)
        {
            var state = reading.StateOfRow[row];
            numbers[row] = reading.Taken[row] >= 0 ? Score(reading, scores, raw, row, 0) - scores.ForwardLogSums[state] : 0;
        }

        for (var row = 0; row < reading.Rows && scores.BackwardActions > 0; row++)
        {
            var state = reading.StateOfRow[row];
            numbers[reading.BackwardStart + row] = reading.Taken[reading.Rows + row] >= 0 ? Score(reading, scores, raw, row, 1) - scores.BackwardLogSums[state] : 0;
        }

        for (var row = 0; row < reading.Rows && scores.HasFlow; row++)
            numbers[reading.FlowStart + row] = double.CreateTruncating(raw[((reading.StateOfRow[row] + 1) * scores.Width) - 1]);
        if (reading.Reads != PolicyReadings.None)
            ReadMore(reading, scores, raw);
    }

    private static void ReadMore<T>(HeadReading reading, ScoredStates<T> scores, ReadOnlySpan<T> raw) where T : unmanaged, IFloatingPoint<T>
    {
        if (reading.Reading(PolicyReadings.Entropy))
        {
            HeadReading.Grow(ref reading.Entropies, scores.Count);
            for (var state = 0; state < scores.Count; state++)
                reading.Entropies[state] = Entropy(scores, raw, state);
        }

        for (var row = 0; row < reading.Rows; row++)
        {
            var state = reading.StateOfRow[row];
            if (reading.Reading(PolicyReadings.LogStop))
            {
                reading.Numbers[reading.StopStart + row] = MayStop(reading, scores, state)
                    ? double.CreateTruncating(raw[(state * scores.Width) + reading.Stop]) - scores.ForwardLogSums[state]
                    : double.NegativeInfinity;
            }

            if (reading.Reading(PolicyReadings.LogSum))
                reading.Numbers[reading.LogSumStart + row] = scores.ForwardLogSums[state];
            if (reading.Reading(PolicyReadings.Entropy))
                reading.Numbers[reading.EntropyStart + row] = reading.Entropies[state];
        }
    }

    private static Tensor Differentiate<T>(HeadReading reading, ScoredStates<T> scores, Tensor? heads, ScalarType type) where T : unmanaged, IFloatingPoint<T>
    {
        var result = torch.empty(scores.Count, scores.Width, dtype: type);
        var gradients = MemoryMarshal.Cast<byte, T>(result.bytes);
        var raw = heads is null ? [] : scores.Numbers(heads, scores.Count);
        for (var head = 0; head < (scores.BackwardActions > 0 ? 2 : 1); head++)
        {
            var (first, count) = head == 0 ? (0, scores.Actions) : (scores.Actions, scores.BackwardActions);
            SumPerState(reading, head);
            RowBlocks.Run(scores.Count, 2 * ScoredStates<T>.WorthThreads / scores.Width, (from, to) =>
            {
                var into = MemoryMarshal.Cast<byte, T>(result.bytes);
                var probabilities = scores.AllProbabilities;
                for (var state = from; state < to; state++)
                {
                    var start = (state * scores.Width) + first;
                    TensorPrimitives.Multiply(probabilities.Slice(start, count), T.CreateTruncating(reading.Coefficients[2 * state]), into.Slice(start, count));
                }
            });

            for (var row = 0; row < reading.Rows; row++)
                AddTaken(reading, scores, raw, head, row, gradients);
        }

        for (var row = 0; row < reading.Rows && reading.Reading(PolicyReadings.LogStop); row++)
        {
            var state = reading.StateOfRow[row];
            if (MayStop(reading, scores, state))
                gradients[(state * scores.Width) + reading.Stop] += T.CreateTruncating(reading.Numbers[reading.StopStart + row]);
        }

        if (reading.Reading(PolicyReadings.Entropy))
            AddEntropies(reading, scores, raw, gradients);
        for (var state = 0; state < scores.Count && scores.HasFlow; state++)
            gradients[((state + 1) * scores.Width) - 1] = T.Zero;
        for (var row = 0; row < reading.Rows && scores.HasFlow; row++)
            gradients[((reading.StateOfRow[row] + 1) * scores.Width) - 1] += T.CreateTruncating(reading.Numbers[reading.FlowStart + row]);
        return result;
    }

    /// <summary>What each state's probabilities are multiplied by: minus the gradients of what was taken there, plus those of the log-sums.</summary>
    private static void SumPerState(HeadReading reading, int head)
    {
        var (sums, given) = (reading.Coefficients, reading.Numbers);
        Array.Clear(sums, 0, 2 * reading.Scores.Count);
        for (var row = 0; row < reading.Rows; row++)
        {
            if (reading.Taken[(head * reading.Rows) + row] >= 0)
                sums[2 * reading.StateOfRow[row]] -= given[(head * reading.Rows) + row];
        }

        for (var row = 0; row < reading.Rows && head == 0 && reading.Reads != PolicyReadings.None; row++)
        {
            var state = reading.StateOfRow[row];
            if (reading.Reading(PolicyReadings.LogStop) && MayStop(reading, reading.Scores, state))
                sums[2 * state] -= given[reading.StopStart + row];
            if (reading.Reading(PolicyReadings.LogSum))
                sums[2 * state] += given[reading.LogSumStart + row];
            if (reading.Reading(PolicyReadings.Entropy))
                sums[(2 * state) + 1] += given[reading.EntropyStart + row];
        }
    }

    private static bool MayStop(HeadReading reading, ScoredStates scores, int state) => reading.Stop >= 0 && scores.Legal(state)[reading.Stop];

    /// <summary>−Σ p log p with log p = score − log-sum.</summary>
    private static double Entropy<T>(ScoredStates<T> scores, ReadOnlySpan<T> raw, int state) where T : unmanaged, IFloatingPoint<T>
    {
        var (sum, start) = (0.0, state * scores.Width);
        for (var action = 0; action < scores.Actions; action++)
        {
            var probability = scores.Probability(state, action);
            sum -= probability == 0 ? 0 : probability * (double.CreateTruncating(raw[start + action]) - scores.ForwardLogSums[state]);
        }

        return sum;
    }

    /// <summary>dH/d score = −p (log p + H).</summary>
    private static void AddEntropies<T>(HeadReading reading, ScoredStates<T> scores, ReadOnlySpan<T> raw, Span<T> gradients) where T : unmanaged, IFloatingPoint<T>
    {
        SumPerState(reading, 0);
        for (var state = 0; state < scores.Count; state++)
        {
            var start = state * scores.Width;
            for (var action = 0; action < scores.Actions; action++)
            {
                var probability = scores.Probability(state, action);
                if (probability == 0)
                    continue;
                var logProbability = double.CreateTruncating(raw[start + action]) - scores.ForwardLogSums[state];
                gradients[start + action] -= T.CreateTruncating(reading.Coefficients[(2 * state) + 1] * probability * (logProbability + reading.Entropies[state]));
            }
        }
    }

    /// <summary>The score of what a row took: one action's, or the log-sum-exp of those taken together; 0 where nothing was.</summary>
    private static double Score<T>(HeadReading reading, ScoredStates<T> scores, ReadOnlySpan<T> raw, int row, int head) where T : unmanaged, IFloatingPoint<T>
    {
        var taken = reading.Taken[(head * reading.Rows) + row];
        if (taken < 0)
            return 0;
        var start = reading.StateOfRow[row] * scores.Width;
        if (reading.Together.Length == 0)
            return double.CreateTruncating(raw[start + taken]);
        var (first, count) = head == 0 ? (0, scores.Actions) : (scores.Actions, scores.BackwardActions);
        var together = reading.Together.AsSpan((row * scores.Width) + first, count);
        var largest = double.NegativeInfinity;
        for (var i = 0; i < count; i++)
            largest = together[i] ? Math.Max(largest, double.CreateTruncating(raw[start + first + i])) : largest;
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += together[i] ? Math.Exp(double.CreateTruncating(raw[start + first + i]) - largest) : 0;
        return largest + Math.Log(sum);
    }

    /// <summary>Adds a row's gradient to what it took, in proportion to probability where several actions were taken together.</summary>
    private static void AddTaken<T>(HeadReading reading, ScoredStates<T> scores, ReadOnlySpan<T> raw, int head, int row, Span<T> gradients) where T : unmanaged, IFloatingPoint<T>
    {
        var taken = reading.Taken[(head * reading.Rows) + row];
        if (taken < 0)
            return;
        var (start, gradient) = (reading.StateOfRow[row] * scores.Width, reading.Numbers[(head * reading.Rows) + row]);
        if (reading.Together.Length == 0)
        {
            gradients[start + taken] += T.CreateTruncating(gradient);
            return;
        }

        var (first, count) = head == 0 ? (0, scores.Actions) : (scores.Actions, scores.BackwardActions);
        var probabilities = scores.AllProbabilities;
        var sum = 0.0;
        for (var column = first; column < first + count; column++)
            sum += reading.Together[(row * scores.Width) + column] ? double.CreateTruncating(probabilities[start + column]) : 0;
        // What was taken may be too improbable for its probability to be told from zero; its shares are those of the scores all the same.
        var logSum = sum > 0 ? 0 : Score(reading, scores, raw, row, head);
        for (var column = first; column < first + count; column++)
        {
            if (!reading.Together[(row * scores.Width) + column])
                continue;
            gradients[start + column] += T.CreateTruncating(
                gradient * (sum > 0 ? double.CreateTruncating(probabilities[start + column]) / sum : Math.Exp(double.CreateTruncating(raw[start + column]) - logSum)));
        }
    }
}
