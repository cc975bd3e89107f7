using GFlowNets.Environments;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Training;

namespace GFlowNets.Tests.Support;

/// <summary>Reads and writes parameters as plain numbers.</summary>
internal static class Values
{
    /// <summary>A table of arbitrary scores.</summary>
    internal static TabularPolicy RandomTable(StateSpace space, ulong seed = 0, BackwardPolicy backward = BackwardPolicy.Uniform)
    {
        var policy = new TabularPolicy(space, backward);
        var random = new CounterRandom(seed, RandomPurpose.User);
        for (var row = 0; row < policy.Parameters.Count; row++)
        {
            var parameter = policy.Parameters[row].Value;
            Write(parameter, [.. Enumerable.Range(0, (int)parameter.numel()).Select(i => 1.5 * random.Normal(row, i))]);
        }

        return policy;
    }

    internal static double[] Read(Tensor tensor) => tensor.dtype == ScalarType.Float64
        ? tensor.data<double>().ToArray()
        : [.. tensor.data<float>().ToArray().Select(value => (double)value)];

    internal static void Write(Parameter parameter, double[] values)
    {
        using var guard = torch.no_grad();
        using var source = parameter.dtype == ScalarType.Float64
            ? torch.tensor(values, parameter.shape)
            : torch.tensor(Array.ConvertAll(values, value => (float)value), parameter.shape);
        parameter.copy_(source);
    }

    /// <summary>Everything that a part saves.</summary>
    internal static byte[] Bytes(ISaveable part)
    {
        var writer = new StateWriter();
        part.Save(writer);
        return writer.ToArray();
    }
}
