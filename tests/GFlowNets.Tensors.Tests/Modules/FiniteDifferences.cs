using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Modules;

/// <summary>Compares gradients with central differences of a float64 function.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;

    /// <summary>Checks d(weighted sum of the result)/d(each element of each tensor), the weights being fixed numbers that differ.</summary>
    public static void Check(Func<Tensor> function, params IEnumerable<Tensor> tensors)
    {
        var targets = tensors.ToList();
        foreach (var target in targets)
            target.grad = null;
        using (var scope = NewDisposeScope())
            Weighted(function()).backward();
        foreach (var target in targets)
        {
            Assert.Equal(ScalarType.Float64, target.dtype);
            var values = target.data<double>().ToArray();
            var gradients = target.grad!.data<double>().ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                var slope = (At(i, Step) - At(i, -Step)) / (2 * Step);
                Assert.True(Math.Abs(slope - gradients[i]) <= 1e-6 * (1 + Math.Abs(slope)), $"element {i}: gradient {gradients[i]}, difference quotient {slope}");
            }
            double At(int index, double change)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                var moved = (double[])values.Clone();
                moved[index] += change;
                target.copy_(tensor(moved, target.shape));
                var value = Weighted(function()).item<double>();
                target.copy_(tensor(values, target.shape));
                return value;
            }
        }
    }

    private static Tensor Weighted(Tensor result)
    {
        var weights = Enumerable.Range(0, (int)result.numel()).Select(i => Math.Cos(1 + i)).ToArray();
        return (result * tensor(weights, result.shape)).sum();
    }
}
