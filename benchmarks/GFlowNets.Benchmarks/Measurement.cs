namespace GFlowNets.Benchmarks;

/// <summary>One cell of the table.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Batch">Trajectories an iteration.</param>
/// <param name="Threads">Threads of the tensor engine.</param>
/// <param name="MergeEqualStates">Whether equal states were evaluated once.</param>
/// <param name="MsPerIteration">Milliseconds an iteration, best of the repeats.</param>
/// <param name="MedianMs">Milliseconds an iteration, median of the repeats.</param>
/// <param name="LimitMs">Milliseconds of the multiply-adds of three passes over every visited state at the measured peak, nothing merged.</param>
/// <param name="TorchgfnMs">torchgfn's figure.</param>
/// <param name="RolloutMs">Milliseconds of sampling, in the median repeat.</param>
/// <param name="LossMs">Milliseconds of evaluating the batch and its loss.</param>
/// <param name="BackwardMs">Milliseconds of differentiating.</param>
/// <param name="OptimiserMs">Milliseconds of the update.</param>
/// <param name="States">Visited states an iteration.</param>
/// <param name="DistinctStates">Distinct visited states an iteration.</param>
/// <param name="GFlops">Multiply-adds of the limit's definition, twice, over the best time.</param>
/// <param name="PeakGFlops">Peak measured in the same run, on the threads used.</param>
/// <param name="AllocatedBytes">Managed bytes allocated an iteration.</param>
internal sealed record Measurement(
    string Scenario,
    int Batch,
    int Threads,
    bool MergeEqualStates,
    double MsPerIteration,
    double MedianMs,
    double LimitMs,
    double TorchgfnMs,
    double RolloutMs,
    double LossMs,
    double BackwardMs,
    double OptimiserMs,
    double States,
    double DistinctStates,
    double GFlops,
    double PeakGFlops,
    double AllocatedBytes);
