namespace GFlowNets.Training;

/// <summary>Something measured while a policy trains.</summary>
public interface IMetric
{
    /// <summary>Measures, without changing anything.</summary>
    /// <param name="trainer">The training run.</param>
    /// <returns>Names and values, in a fixed order.</returns>
    IEnumerable<(string Name, double Value)> Measure(Trainer trainer);
}
