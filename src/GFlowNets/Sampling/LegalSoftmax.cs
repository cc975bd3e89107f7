using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Sampling;

/// <summary>
/// Normalises scores over legal actions, and draws from the result. In single precision for networks on their way through training, in
/// double precision for evaluation and tables.
/// </summary>
internal static class LegalSoftmax
{
    /// <summary>From this many actions on, vectors pay in double precision.</summary>
    private const int Wide = 12;

    /// <summary>Up to this many actions, the scratch memory lies on the stack.</summary>
    private const int OnStack = 1024;

    /// <summary>Smaller exponents count as a probability of zero; the vectorised exponential would fall back to one number at a time there.</summary>
    private const double Least = -700;

    /// <summary>Just above exp(<see cref="Least"/>).</summary>
    private const double Smallest = 1e-304;

    /// <summary>The same bound in single precision: below it lie denormal numbers, which are slow.</summary>
    private const float LeastSingle = -87;

    /// <summary>Probabilities of the legal actions, zero on illegal ones; all zero where no action is legal.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="legal">Which are legal.</param>
    /// <param name="probabilities">Receives the probabilities; may be the scores' own memory.</param>
    /// <returns>log Σ exp of the legal scores; −∞ where no action is legal.</returns>
    /// <exception cref="InvalidOperationException">A legal action's score is not a number, or all are −∞.</exception>
    internal static double Masked<T>(ReadOnlySpan<T> scores, ReadOnlySpan<bool> legal, Span<T> probabilities) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Single(MemoryMarshal.Cast<T, float>(scores), MemoryMarshal.AsBytes(legal), MemoryMarshal.Cast<T, float>(probabilities));
        var doubles = MemoryMarshal.Cast<T, double>(probabilities);
        MemoryMarshal.Cast<T, double>(scores).CopyTo(doubles);
        return Masked(doubles, legal);
    }

    /// <summary>Replaces scores by probabilities, zero on illegal actions; all zero where no action is legal.</summary>
    /// <returns>log Σ exp of the legal scores; −∞ where no action is legal.</returns>
    /// <exception cref="InvalidOperationException">A legal action's score is not a number, or all are −∞.</exception>
    internal static double Masked(Span<double> scores, ReadOnlySpan<bool> legal)
    {
        // Legal scores are moved together, so that illegal ones cost no exponential; a count instead of a branch, since masks are
        // hard to predict.
        var flags = MemoryMarshal.AsBytes(legal);
        var dense = scores.Length <= OnStack ? stackalloc double[scores.Length] : new double[scores.Length];
        var count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            dense[count] = scores[i];
            count += flags[i];
        }

        dense = dense[..count];
        var logSum = dense.Length >= Wide ? Wider(dense) : Narrow(dense);
        count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = legal[i] ? dense[count] : 0;
            count += flags[i];
        }

        return logSum;
    }

    private static double Single(ReadOnlySpan<float> scores, ReadOnlySpan<byte> legal, Span<float> probabilities)
    {
        if (scores.Length >= Vector512<float>.Count)
            return Blocks(scores, legal, probabilities);
        if (scores.IsEmpty)
            return double.NegativeInfinity;
        var (numbers, flags) = Few(scores, legal);
        var x = Vector512.ConditionalSelect(flags, numbers, Vector512.Create(float.NegativeInfinity));
        var largest = Largest(x);
        if (float.IsNegativeInfinity(largest) && !legal.Contains((byte)1))
        {
            probabilities.Clear();
            return double.NegativeInfinity;
        }

        RequireFinite(largest);
        x = Exponential(x - Vector512.Create(largest));
        var sum = Vector512.Sum(x);
        if (!float.IsFinite(sum))
            RequireFinite(float.NaN);
        Span<float> padded = stackalloc float[Vector512<float>.Count];
        (x * Vector512.Create(1 / sum)).CopyTo(padded);
        padded[..scores.Length].CopyTo(probabilities);
        return largest + Math.Log(sum);
    }

    // Fewer numbers than a vector holds, illegal beyond the last. Put together from two loads that overlap: read back from a padded copy they
    // would wait until its parts have reached the cache.
    private static (Vector512<float> Scores, Vector512<float> Legal) Few(ReadOnlySpan<float> scores, ReadOnlySpan<byte> legal)
    {
        var count = scores.Length;
        ref var from = ref MemoryMarshal.GetReference(scores);
        ref var flags = ref MemoryMarshal.GetReference(legal);
        if (count >= 8)
        {
            var both = Vector512.Create(Vector256.LoadUnsafe(ref from), Vector256.LoadUnsafe(ref from, (nuint)(count - 8)));
            var order = Vector512<int>.Indices;
            order += Vector512.GreaterThan(order, Vector512.Create(7)) & Vector512.Create(16 - count);
            var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref flags, count - 8));
            var bytes = Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref flags), count == 8 ? 0 : high >> (8 * (16 - count)));
            return (Vector512.ShuffleNative(both, order), Mask(bytes.AsByte()));
        }

        if (count >= 4)
        {
            var both = Vector256.Create(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, (nuint)(count - 4)));
            var order = Vector256<int>.Indices;
            order += Vector256.GreaterThan(order, Vector256.Create(3)) & Vector256.Create(8 - count);
            var bytes = Unsafe.ReadUnaligned<uint>(ref flags) | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref flags, count - 4)) << (8 * (count - 4)));
            return (Vector512.Create(Vector256.ShuffleNative(both, order), Vector256<float>.Zero), Mask(Vector128.Create(bytes, 0).AsByte()));
        }

        var (second, third) = (Math.Min(1, count - 1), Math.Min(2, count - 1));
        var three = Vector128.Create(from, Unsafe.Add(ref from, second), Unsafe.Add(ref from, third), 0);
        var marks = (uint)(flags | (count > 1 ? legal[1] << 8 : 0) | (count > 2 ? legal[2] << 16 : 0));
        return (Vector512.Create(Vector256.Create(three, Vector128<float>.Zero), Vector256<float>.Zero), Mask(Vector128.Create(marks, 0, 0, 0).AsByte()));
    }

    // Whole vectors; the last one is laid over the end and may overlap the one before, whose numbers it does not count again.
    private static double Blocks(ReadOnlySpan<float> scores, ReadOnlySpan<byte> legal, Span<float> probabilities)
    {
        var lanes = Vector512<float>.Count;
        ref var from = ref MemoryMarshal.GetReference(scores);
        ref var flags = ref MemoryMarshal.GetReference(legal);
        ref var into = ref MemoryMarshal.GetReference(probabilities);
        var least = Vector512.Create(float.NegativeInfinity);
        var maxima = least;
        var last = scores.Length - lanes;
        // The overlapping vector comes first: it is read before anything is written over it.
        var tail = Vector512.ConditionalSelect(Mask(ref flags, last), Vector512.LoadUnsafe(ref from, (nuint)last), least);
        maxima = Vector512.Max(maxima, tail);
        var i = 0;
        for (; i < last; i += lanes)
        {
            var x = Vector512.ConditionalSelect(Mask(ref flags, i), Vector512.LoadUnsafe(ref from, (nuint)i), least);
            x.StoreUnsafe(ref into, (nuint)i);
            maxima = Vector512.Max(maxima, x);
        }

        var largest = Largest(maxima);
        if (float.IsNegativeInfinity(largest) && !legal.Contains((byte)1))
        {
            probabilities.Clear();
            return double.NegativeInfinity;
        }

        RequireFinite(largest);
        var shift = Vector512.Create(largest);
        var sums = Vector512<float>.Zero;
        var counted = i - last;
        tail = Exponential(tail - shift);
        for (i = 0; i < last; i += lanes)
        {
            var x = Exponential(Vector512.LoadUnsafe(ref into, (nuint)i) - shift);
            x.StoreUnsafe(ref into, (nuint)i);
            sums += x;
        }

        sums += Vector512.ConditionalSelect(Vector512.LessThan(Vector512.CreateSequence(0f, 1f), Vector512.Create((float)counted)), Vector512<float>.Zero, tail);
        var sum = Vector512.Sum(sums);
        if (!float.IsFinite(sum))
            RequireFinite(float.NaN);
        var scale = Vector512.Create(1 / sum);
        for (i = 0; i < last; i += lanes)
            (Vector512.LoadUnsafe(ref into, (nuint)i) * scale).StoreUnsafe(ref into, (nuint)i);
        // Written last, over what the loop scaled in its place.
        (tail * scale).StoreUnsafe(ref into, (nuint)last);
        return largest + Math.Log(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector512<float> x)
    {
        var half = Vector256.Max(x.GetLower(), x.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }

    // e^x for x ≤ 0, zero below the bound: 2^n e^r with |r| ≤ ln(2)/2, and the first terms of the exponential series to the seventh order, whose
    // remainder is below the rounding of a float. The library's own function takes the way through double precision.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exponential(Vector512<float> x)
    {
        const float logTwoHigh = 0.693359375f, logTwoLow = -2.12194440e-4f;
        var least = Vector512.Create(LeastSingle);
        var vanishes = Vector512.LessThan(x, least);
        x = Vector512.MaxNative(x, least);
        var n = Vector512.Round(x * Vector512.Create(1.44269504f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-logTwoHigh), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-logTwoLow), r);
        var p = Vector512.FusedMultiplyAdd(Vector512.Create(1f / 5040), r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        var scale = Vector512.ShiftLeft(Vector512.ConvertToInt32(n) + Vector512.Create(127), 23).AsSingle();
        return Vector512.ConditionalSelect(vanishes, Vector512<float>.Zero, p * scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(ref byte flags, int start) => Mask(Vector128.LoadUnsafe(ref flags, (nuint)start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(Vector128<byte> bytes)
    {
        var numbers = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512Int32(bytes)
            : Vector512.Create(
                Vector256.Create(Wider(bytes, 0), Wider(bytes, 4)),
                Vector256.Create(Wider(bytes, 8), Wider(bytes, 12)));
        return Vector512.GreaterThan(numbers, Vector512<int>.Zero).AsSingle();

        static Vector128<int> Wider(Vector128<byte> bytes, int start) => Vector128.Create(bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]).AsInt32();
    }

    private static double Narrow(Span<double> scores)
    {
        if (scores.IsEmpty)
            return double.NegativeInfinity;
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
            largest = Math.Max(largest, score);
        RequireFinite(largest);
        var sum = 0.0;
        foreach (ref var score in scores)
        {
            score = Math.Exp(score - largest);
            sum += score;
        }

        foreach (ref var score in scores)
            score /= sum;
        return largest + Math.Log(sum);
    }

    private static double Wider(Span<double> scores)
    {
        var largest = TensorPrimitives.Max<double>(scores);
        RequireFinite(largest);
        TensorPrimitives.Subtract(scores, largest, scores);
        TensorPrimitives.Max(scores, Least, scores);
        TensorPrimitives.Exp(scores, scores);
        foreach (ref var score in scores)
            score = score > Smallest ? score : 0;
        var sum = TensorPrimitives.Sum<double>(scores);
        TensorPrimitives.Divide(scores, sum, scores);
        return largest + Math.Log(sum);
    }

    private static void RequireFinite(double largest)
    {
        if (!double.IsFinite(largest))
            throw new InvalidOperationException($"the policy's scores are not finite (largest {largest}): training has diverged; lower the learning rate or clip the gradient");
    }

    /// <summary>Draws an index from probabilities by inversion.</summary>
    /// <param name="probabilities">Probabilities that sum to one up to rounding; −1 is drawn where all are zero.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    internal static int Draw(ReadOnlySpan<double> probabilities, double uniform)
    {
        var (cumulative, last) = (0.0, -1);
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] <= 0)
                continue;
            cumulative += probabilities[i];
            last = i;
            if (uniform < cumulative)
                return i;
        }

        return last;
    }

    /// <summary>The same in single precision: vectors that cannot hold the answer are passed over whole.</summary>
    internal static int Draw(ReadOnlySpan<float> probabilities, double uniform)
    {
        var lanes = Vector512<float>.Count;
        var (cumulative, start) = (0.0, 0);
        for (; start + lanes <= probabilities.Length; start += lanes)
        {
            var next = cumulative + Vector512.Sum(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(probabilities), (nuint)start));
            if (uniform < next)
                break;
            cumulative = next;
        }

        for (var i = start; i < probabilities.Length; i++)
        {
            cumulative += probabilities[i];
            if (uniform < cumulative && probabilities[i] > 0)
                return i;
        }

        // Rounding left a gap below one: the last action that has any probability.
        return probabilities.LastIndexOfAnyExcept(0f);
    }
}
