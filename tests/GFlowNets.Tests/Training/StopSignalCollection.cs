namespace GFlowNets.Tests.Training;

/// <summary>Tests that raise the stop signal, which every run obeys, must not run beside others.</summary>
[CollectionDefinition(nameof(StopSignalCollection), DisableParallelization = true)]
public sealed class StopSignalCollection;
