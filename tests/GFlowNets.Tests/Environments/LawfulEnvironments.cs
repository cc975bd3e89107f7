using GFlowNets.Environments;
using GFlowNets.Tests.Support;

namespace GFlowNets.Tests.Environments;

public class SquareGridLawTests : EnvironmentLawTests
{
    protected override int SampleSize => 1_000_000;

    protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 2, side: 5);
}

public class TouchedSquareGridLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 2, side: 8, GridTermination.TouchesBoundary);
}

public class CubicGridLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 3, side: 5);
}

public class TouchedCubicGridLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 3, side: 4, GridTermination.TouchesBoundary);
}

public class LineLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new HyperGrid(dimensions: 1, side: 2);
}

public class SmallGraphLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new ColouredGraphs(maxNodes: 1);
}

public class GraphLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new ColouredGraphs(maxNodes: 4);
}

public class AnyOrderLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new AnyOrderSequence(positions: 4, symbols: 3);
}

public class LettersLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => new Letters(length: 3, alphabet: 4);
}

public class DiamondLawTests : EnvironmentLawTests
{
    protected override DiscreteEnvironment Create() => GraphEnvironment.Diamond();
}
