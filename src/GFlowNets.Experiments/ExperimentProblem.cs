using GFlowNets.Training;

namespace GFlowNets.Experiments;

/// <summary>A problem of an experiment with the methods that are tried on it.</summary>
/// <param name="Name">Its name in tables and charts.</param>
/// <param name="Methods">The methods, with different names.</param>
public sealed record ExperimentProblem(string Name, IReadOnlyList<Method> Methods)
{
    /// <summary>Seeds of each method where the problem is too long for as many as the experiment has; null for the experiment's number.</summary>
    public int? Seeds { get; init; }
}
