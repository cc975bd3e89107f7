using GFlowNets.Environments;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Policies;

/// <summary>Small grids with a library of chunks, and policies on them.</summary>
internal static class Chunked
{
    /// <summary>A grid of two dimensions whose library begins with AB and AA, by default.</summary>
    internal static ChunkedEnvironment Grid(int side = 3, params int[][] chunks)
    {
        var environment = new ChunkedEnvironment(new HyperGrid(2, side), capacity: 8);
        foreach (var chunk in chunks.Length > 0 ? chunks : [[0, 1], [0, 0]])
            environment.Library.Add(chunk);
        return environment;
    }

    internal static ActionEncoder Encoder(string kind, ActionLibrary library, ulong seed = 5) => kind == "free"
        ? new FreeEmbeddings(library, size: 4, seed)
        : new RecurrentEmbeddings(library, size: 4, units: 5, layers: 2, seed);

    /// <summary>A network none of whose layers is zero, and whose weights are all of one size so that differences show.</summary>
    internal static LibraryPolicy Policy(ChunkedEnvironment environment, string kind, bool flow = false, int hidden = 6)
    {
        var policy = new LibraryPolicy(environment, Encoder(kind, environment.Library), hidden, layers: 2, flow, seed: 3);
        policy.Actions.Encode().Dispose();
        var random = new CounterRandom(1, RandomPurpose.User);
        foreach (var (row, (name, parameter)) in policy.Parameters.Index())
        {
            if (!name.StartsWith("actions.table", StringComparison.Ordinal))
                Values.Write(parameter, [.. Enumerable.Range(0, (int)parameter.numel()).Select(i => 0.6 * random.Normal(row, i))]);
        }

        return policy;
    }

    /// <summary>The scores of all states of a grid, without gradients.</summary>
    internal static double[][] Heads(LibraryPolicy policy)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var states = States(policy.Environment);
        var output = policy.Evaluate(states);
        return [.. Values.Read(output.Heads).Chunk(output.Width)];
    }

    internal static StateBatch States(DiscreteEnvironment environment)
    {
        var (states, space) = (new StateBatch(environment.StateLength), StateSpace.Of(environment));
        for (var state = 0; state < space.Count; state++)
            states.Add(space.StateAt(state));
        return states;
    }

    internal static TrajectoryBatch Batch(Policy policy, int size = 12) => new OnPolicy(policy, new ArbitraryReward(), size, seed: 5).Propose(0);

    /// <summary>A run whose library changes after some iterations.</summary>
    internal static Trainer Growing(string kind, int batchSize = 6, int side = 4)
    {
        var environment = Grid(side);
        var policy = new LibraryPolicy(environment, Encoder(kind, environment.Library), hidden: 16, seed: 3);
        var explorer = new LibraryChanges(new OnPolicy(policy, new ArbitraryReward(), batchSize, seed: 3), environment.Library);
        return new Trainer(policy, new TrajectoryBalance(), explorer, new TrainingSettings { Iterations = 100, EvaluateEvery = 0 });
    }

    /// <summary>Another explorer, with a library that is changed after its third, sixth and ninth batch.</summary>
    private sealed class LibraryChanges(IExplorer inner, ActionLibrary library) : IExplorer
    {
        private int _batches;

        public string Name => inner.Name;

        public long RewardCalls => inner.RewardCalls;

        public TrajectoryBatch Propose(long iteration) => inner.Propose(iteration);

        public void Observe(TrajectoryBatch batch, ObjectiveEvaluation evaluation)
        {
            inner.Observe(batch, evaluation);
            switch (++_batches)
            {
                case 3: library.Add([1, 1]); break;
                case 6: library.Replace([[1, 1], [0, 0, 1]]); break;
                case 9: library.Replace([[0, 0], [1, 0], [0, 0, 1], [1, 1, 0], [0, 1]]); break;
            }
        }

        public void Save(StateWriter writer)
        {
            writer.Write("batches", _batches);
            writer.Write("library", library);
            writer.Write("inner", inner);
        }

        public void Load(StateReader reader)
        {
            _batches = (int)reader.ReadLong("batches");
            reader.Read("library", library);
            reader.Read("inner", inner);
        }
    }
}
