using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace GFlowNets.Sampling;

/// <summary>Copies tensors of scores into doubles.</summary>
internal static class Scores
{
    /// <summary>Copies a tensor of either precision.</summary>
    /// <param name="scores">The tensor.</param>
    /// <param name="into">Receives its numbers in row order.</param>
    /// <param name="single">Memory to reuse.</param>
    internal static void Read(Tensor scores, Span<double> into, ref float[] single)
    {
        if (scores.numel() != into.Length)
            throw new InvalidOperationException($"{into.Length} scores were expected of the policy (got {scores.numel()}): its number of outputs does not fit the environment");
        using var contiguous = scores.contiguous();
        if (contiguous.dtype == ScalarType.Float64)
        {
            contiguous.data<double>().CopyTo(into);
            return;
        }

        if (single.Length < into.Length)
            single = new float[Math.Max(into.Length, 2 * single.Length)];
        contiguous.data<float>().CopyTo(single.AsSpan(0, into.Length));
        TensorPrimitives.ConvertTruncating<float, double>(single.AsSpan(0, into.Length), into);
    }
}
