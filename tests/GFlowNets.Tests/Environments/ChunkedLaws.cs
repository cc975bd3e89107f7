using GFlowNets.Environments;

namespace GFlowNets.Tests.Environments;

/// <summary>Environments keep every law with longer actions too, whichever way these are looked up.</summary>
public static class ChunkedLaws
{
    public class Grid : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        // Two chunks with one child and one parent, and one that is longer than the grid.
        protected override DiscreteEnvironment Create() =>
            In(new HyperGrid(2, 5), [0, 1], [1, 0], [0, 0, 1], [1, 1], [0, 0, 0, 0, 0]);
    }

    public class TouchedGrid : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() =>
            In(new HyperGrid(2, 5, GridTermination.TouchesBoundary), [0, 1], [1, 0], [0, 0, 1], [1, 1, 1], [1, 1, 1, 1]);
    }

    public class Words : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() => In(new AppendSequence("ACG", 4), [0, 1], [1, 1], [0, 1, 0, 1], [2, 2, 2, 2, 2]);
    }

    public class WordsOfVaryingLength : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() => In(new AppendSequence("01", 5, shortest: 2), [0, 1], [0, 0], [1, 0, 1]);
    }

    public class BothEnds : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        // Prepended and appended alike: the same string by two chunks of different actions.
        protected override DiscreteEnvironment Create() => In(new PrependAppendSequence("01", 4), [0, 2], [2, 0], [1, 3, 1]);
    }

    public class AnyOrder : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() => In(new AnyOrderSequence(positions: 4, symbols: 2, explicitStop: true), [0, 2], [2, 0], [1, 3, 5], [0, 1]);
    }

    public class Growing : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() => new GrowingGraphs(nodes: 4);
    }

    public class GrowingInTriangles : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() => In(new GrowingGraphs(nodes: 4), [0, 1, 2], [0, 1], [0, 0], [1, 2]);
    }

    public class GivenACondition : EnvironmentLawTests
    {
        protected override int SampleSize => 20_000;

        protected override DiscreteEnvironment Create() => ConditionalLaws.Under(In(new HyperGrid(2, 4), [0, 1], [1, 0], [0, 0])).At(1);
    }

    internal static ChunkedEnvironment In(DiscreteEnvironment inner, params int[][] chunks)
    {
        var environment = new ChunkedEnvironment(inner, capacity: inner.ActionCount + chunks.Length + 20);
        environment.Library.Replace(chunks);
        return environment;
    }
}
