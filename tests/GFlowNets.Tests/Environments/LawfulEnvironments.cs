using GFlowNets.Environments;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Environments;

/// <summary>Every environment keeps every law, in several sizes and conventions.</summary>
public static class LawfulEnvironments
{
    public class SquareGrid : EnvironmentLawTests
    {
        protected override int SampleSize => 1_000_000;

        protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 2, side: 5);
    }

    public class TouchedSquareGrid : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 2, side: 8, GridTermination.TouchesBoundary);
    }

    public class CubicGrid : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 3, side: 5);
    }

    public class TouchedCubicGrid : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 3, side: 4, GridTermination.TouchesBoundary);
    }

    public class SmallestGrid : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 1, side: 2);
    }

    public class SingleNodes : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new ColouredGraphs(maxNodes: 1);
    }

    public class Graphs : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new ColouredGraphs(maxNodes: 4);
    }

    public class AnyOrder : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new AnyOrderSequence(positions: 4, symbols: 3);
    }

    public class AnyOrderWithStop : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new AnyOrderSequence(positions: 5, symbols: 2, explicitStop: true);
    }

    public class Words : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => new Letters(length: 3, alphabet: 4);
    }

    public class DiamondGraph : EnvironmentLawTests
    {
        protected override DiscreteEnvironment Create() => GraphEnvironment.Diamond();
    }
}
