namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>Tests that change settings of the whole engine run alone.</summary>
[CollectionDefinition(nameof(EngineSettings), DisableParallelization = true)]
public class EngineSettings;
