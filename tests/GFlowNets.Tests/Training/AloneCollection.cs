namespace GFlowNets.Tests.Training;

/// <summary>Tests that change what all runs share, the stop signal or the number of threads, and so must not run beside others.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
