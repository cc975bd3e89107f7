using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Exploration.Chunking;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Replay;
using GFlowNets.Rewards;
using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Exploration;

public class ActionChunkingTests
{
    [Fact]
    public void Incremental_updates_add_one_chunk_before_every_period_but_the_first()
    {
        var run = new ChunkedRuns(ActionChunkingSettings.Increment(every: 4), iterations: 13);
        var counts = new List<int>();
        while (!run.Trainer.IsFinished)
        {
            run.Trainer.Step();
            counts.Add(run.Environment.Library.Count);
        }

        Assert.Equal([3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6], counts);
        Assert.Equal(3, run.Chunking.Updates);
        Assert.Equal(run.Chunking.Inner.RewardCalls, run.Chunking.RewardCalls);
        Assert.Equal(13 * 8, run.Chunking.RewardCalls);
    }

    [Fact]
    public void The_added_chunk_is_the_first_merge_of_the_corpus_that_is_not_there_yet()
    {
        var given = new GivenChunks([[0, 0], [1, 1], [0, 1]]);
        var run = new ChunkedRuns(new ActionChunkingSettings { Every = 1, Miner = given, CorpusSize = 50, Chunks = 1 }, iterations: 4);
        for (var i = 0; i < 4; i++)
            run.Trainer.Step();
        Assert.Equal([[0, 0], [1, 1], [0, 1]], run.Environment.Library.Chunks);
        Assert.All(given.Corpora, corpus => Assert.Equal(50, corpus.Count));
        // Written in atoms without stop, and ending where trajectories of the grid end.
        Assert.All(given.Corpora.SelectMany(corpus => corpus), word => Assert.True(word.All(atom => atom is 0 or 1) && word.Count(atom => atom == 0) < 9 && word.Count(atom => atom == 1) < 9));
        run.Trainer.Step();
        Assert.Equal(6, run.Environment.Library.Count);
    }

    [Fact]
    public void A_full_library_takes_no_more_chunks()
    {
        var run = new ChunkedRuns(new ActionChunkingSettings { Every = 1, Chunks = 15, Miner = RandomPairs.Instance }, iterations: 6);
        run.Trainer.Run();
        Assert.Equal(40, run.Environment.Library.Count);
    }

    // exploration §a.3, quirk (ii) of the released code, which drops a chunk that it finds a second time.
    [Fact]
    public void Replacing_keeps_the_best_of_the_present_corpus_and_what_stays_keeps_its_identity()
    {
        var given = new GivenChunks([[0, 0], [1, 1]], [[1, 1], [0, 1], [1, 0]], [[0, 1]]);
        var run = new ChunkedRuns(ActionChunkingSettings.Replace(every: 1, chunks: 2) with { Miner = given }, iterations: 4);
        run.Trainer.Step();
        run.Trainer.Step();
        var identity = run.Environment.Library.Identity(run.Environment.Library.Find([1, 1]));
        run.Trainer.Step();
        Assert.Equal([[1, 1], [0, 1]], run.Environment.Library.Chunks);
        Assert.Equal(identity, run.Environment.Library.Identity(3));
        run.Trainer.Step();
        Assert.Equal([[0, 1]], run.Environment.Library.Chunks);
    }

    [Fact]
    public void A_low_loss_updates_before_the_next_iteration_and_lowers_the_threshold()
    {
        var settings = ActionChunkingSettings.Increment(every: 0) with { LossThreshold = 1, Miner = new GivenChunks([[0, 0], [1, 1]]) };
        var run = new ChunkedRuns(settings, iterations: 10);
        run.Trainer.Step();
        var batch = run.Chunking.Propose(1);
        foreach (var (loss, updates) in new[] { (1.01, 0), (1, 1), (0.9, 1), (0.75, 2), (0.75, 2), (0.5, 3) })
        {
            using var scope = torch.NewDisposeScope();
            run.Chunking.Observe(batch, new ObjectiveEvaluation(torch.tensor(loss, ScalarType.Float64), new double[batch.Count], null));
            batch = run.Chunking.Propose(2);
            Assert.Equal(updates, run.Chunking.Updates);
        }
    }

    [Theory]
    [InlineData(LibraryUpdate.Increment, ReplayContent.TerminatingStates, 5)]
    [InlineData(LibraryUpdate.Replace, ReplayContent.TerminatingStates, 9)]
    [InlineData(LibraryUpdate.Replace, ReplayContent.Trajectories, 10)]
    public void A_run_stopped_and_restored_equals_one_that_was_not(LibraryUpdate update, ReplayContent content, int stop)
    {
        using var whole = Make().Trainer;
        whole.Run();
        using var first = Make().Trainer;
        while (first.Iteration < stop)
            first.Step();
        var restored = Make();
        using var second = restored.Trainer;
        second.Load(new StateReader(Values.Bytes(first)));
        second.Run();
        Assert.Equal(Values.Bytes(whole.Policy), Values.Bytes(second.Policy));
        Assert.Equal(Values.Bytes(whole.Objective), Values.Bytes(second.Objective));
        Assert.Equal(Values.Bytes(whole.Explorer), Values.Bytes(second.Explorer));
        Assert.Equal(whole.Log[^1].Metrics, second.Log[^1].Metrics);
        Assert.True(restored.Environment.Library.Count > 5);

        ChunkedRuns Make() => new(new ActionChunkingSettings { Update = update, Chunks = update == LibraryUpdate.Replace ? 6 : 1, Every = 5, LossThreshold = 20 }, content: content);
    }

    [Fact]
    public void A_checkpoint_of_other_settings_is_refused_and_changes_nothing()
    {
        using var saved = new ChunkedRuns(ActionChunkingSettings.Increment(every: 4)).Trainer;
        var other = new ChunkedRuns(ActionChunkingSettings.Increment(every: 5));
        var before = Values.Bytes(other.Chunking);
        var error = Assert.Throws<InvalidDataException>(() => other.Chunking.Load(new StateReader(Values.Bytes(saved.Explorer))));
        Assert.StartsWith("the checkpoint's chunks are made by Increment by byte pair encoding, 1 chunk, every 4", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Values.Bytes(other.Chunking));
    }

    [Fact]
    public void Stored_trajectories_are_walked_anew_with_a_replaced_library()
    {
        var given = new GivenChunks([[0, 0], [1, 1]], [[0, 1], [0, 0, 0]]);
        var run = new ChunkedRuns(ActionChunkingSettings.Replace(every: 6, chunks: 2) with { Miner = given }, iterations: 13, content: ReplayContent.Trajectories);
        while (run.Trainer.Iteration < 12)
            run.Trainer.Step();
        var rewards = Enumerable.Range(0, run.Buffer.Count).ToDictionary(i => string.Join(',', run.Buffer.State(i).ToArray()), run.Buffer.LogReward);
        run.Chunking.Propose(12);
        Assert.Equal([[0, 1], [0, 0, 0]], run.Environment.Library.Chunks);
        var batch = new TrajectoryBatch(run.Environment);
        for (var item = 0; item < run.Buffer.Count; item++)
        {
            run.Buffer.AppendTrajectory(item, batch);
            Assert.Equal(run.Buffer.State(item).ToArray(), batch.Terminating(item).ToArray());
            Assert.Equal(rewards[string.Join(',', run.Buffer.State(item).ToArray())], run.Buffer.LogReward(item));
        }

        Assert.True(batch.Count > 20);
        Walks.AssertConsistent(batch);
        Assert.Contains(3, batch.Actions.ToArray());
    }

    [Fact]
    public void A_buffer_is_cleared_where_asked_for()
    {
        var run = new ChunkedRuns(ActionChunkingSettings.Replace(every: 5, chunks: 2) with { ClearsBuffer = true }, iterations: 6);
        while (run.Trainer.Iteration < 5)
            run.Trainer.Step();
        var before = run.Buffer.Count;
        run.Trainer.Step();
        Assert.True(before > 8, $"{before} items");
        Assert.InRange(run.Buffer.Count, 1, 8);
    }

    // A corpus of paths to one corner: the doubled runs of moves that lead there are mined first, and shorten the way.
    [Fact]
    public void Chunks_of_a_repetitive_corpus_are_doubled_runs_and_shorten_its_parse()
    {
        var environment = new ChunkedEnvironment(new HyperGrid(2, 33), 20);
        var word = Enumerable.Repeat(0, 32).Concat(Enumerable.Repeat(1, 32)).ToArray();
        foreach (var chunk in PairEncoding.Instance.Chunks([word, word], environment.Library, default).Take(8).ToList())
            environment.Library.Add(chunk);
        Assert.Equal([2, 2, 4, 4, 8, 8, 16, 16], environment.Library.Chunks.Select(chunk => chunk.Length));
        Assert.All(environment.Library.Chunks, chunk => Assert.Single(chunk.Distinct()));
        var brief = new ParseBackward(environment, perAction: -50);
        // Four chunks in any of six orders.
        Assert.Equal(Math.Log(6) - (50 * 4), brief.LogWeight([32, 32]), 1e-9);
    }

    // Each objective that the paper's samplers use, from atoms on, with chunks that come while it trains.
    [Theory]
    [InlineData("TB")]
    [InlineData("DB")]
    [InlineData("SubTB")]
    [InlineData("A2C")]
    [InlineData("soft Q")]
    public void Every_objective_learns_while_its_actions_grow(string name)
    {
        Objective objective = name switch
        {
            "TB" => new TrajectoryBalance(3),
            "DB" => new DetailedBalance(),
            "SubTB" => new SubTrajectoryBalance(0.9),
            "A2C" => new AdvantageActorCritic(entropy: 0.5),
            _ => new SoftQ(temperature: 0.1),
        };
        var run = new ChunkedRuns(ActionChunkingSettings.Increment(every: 60), iterations: 400, objective: objective, flow: name is "DB" or "SubTB" or "A2C", onPolicy: name == "A2C");
        run.Trainer.Run();
        var (first, last) = (run.Trainer.Log[0].Metrics, run.Trainer.Log[^1].Metrics);
        Assert.Equal(9, run.Environment.Library.Count);
        if (name is "TB" or "DB" or "SubTB")
            Assert.True(last["l1"] < first["l1"] / 2, $"L1 {first["l1"]} to {last["l1"]}");
        else
            Assert.True(last["modeMass"] > 3 * first["modeMass"], $"mass of the mode {first["modeMass"]} to {last["modeMass"]}");
    }

    // exploration §a.5: a learned library serves another sampler, and another size of the problem.
    [Fact]
    public void A_learned_library_serves_a_fresh_sampler_of_another_kind_on_a_larger_grid()
    {
        var source = new ChunkedRuns(ActionChunkingSettings.Increment(every: 20), iterations: 161);
        source.Trainer.Run();
        var learned = source.Environment.Library;
        Assert.Equal(11, learned.Count);
        var fractal = new Fractal(new HyperGrid(2, 33));
        var (atoms, chunks) = (Trained([]), Trained(learned.Chunks));
        Assert.True(chunks["modesFound"] >= 3 && atoms["modesFound"] <= 1, $"{atoms["modesFound"]} of 7 modes found with atoms, {chunks["modesFound"]} with the learned library");

        Dictionary<string, double> Trained(IReadOnlyList<int[]> library)
        {
            var environment = new ChunkedEnvironment(fractal.Grid, new ActionLibrary(learned));
            environment.Library.Replace(library);
            using var policy = new LibraryPolicy(environment, new FreeEmbeddings(environment.Library, 16), hidden: 32, flow: true);
            using var trainer = new Trainer(
                policy, new AdvantageActorCritic(entropy: 0.5), new OnPolicy(policy, fractal, batchSize: 64), new TrainingSettings { Iterations = 100, EvaluateEvery = 0 }, new ModesFound(environment, fractal));
            trainer.Run();
            return new(trainer.Log[^1].Metrics);
        }
    }

    [Fact]
    public void Library_use_counts_lengths_and_uses()
    {
        var run = new ChunkedRuns(ActionChunkingSettings.Increment(), library: [[0, 1]]);
        var use = new LibraryUse(2000);
        var measured = use.Measure(run.Trainer).ToDictionary();
        Assert.Equal(1, measured["chunks"]);
        Assert.Equal(measured["meanLength"], use.Last.Sum(action => action.Uses), 1e-9);
        Assert.Equal([[0], [1], [2], [0, 1]], use.Last.Select(action => action.Atoms));
        // Every trajectory stops once; where a policy is uniform the chunk is as likely as each atom until the edge.
        Assert.Equal(1, use.Last[2].Uses, 1e-12);
        Assert.InRange(use.Last[3].Uses / use.Last[0].Uses, 0.85, 1);
    }

    [Fact]
    public void The_library_does_not_change_while_a_batch_is_being_made()
    {
        var run = new ChunkedRuns(ActionChunkingSettings.Increment(every: 2));
        using var kept = run.Policy.KeepActivations();
        run.Chunking.Propose(1);
        Assert.StartsWith("the library cannot change while a batch is being made", Assert.Throws<InvalidOperationException>(() => run.Chunking.Propose(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_chunked_is_refused_in_a_sentence()
    {
        var grid = new HyperGrid(2, 9);
        using var atomic = new MlpPolicy(grid, hidden: 8);
        var reward = new Fractal(grid);
        Assert.StartsWith(
            "chunks need a library to go to, but the policy plays hypergrid 9^2",
            Assert.Throws<ArgumentException>(() => new ActionChunking(new OnPolicy(atomic, reward), atomic, new())).Message, StringComparison.Ordinal);
        var environment = new ChunkedEnvironment(grid, capacity: 20);
        using var policy = new LibraryPolicy(environment, new FreeEmbeddings(environment.Library, 4), hidden: 8);
        var explorer = new OnPolicy(policy, reward);
        Assert.StartsWith(
            "a library with 28 chunks and 3 atoms does not fit a capacity of 20",
            Assert.Throws<ArgumentException>(() => new ActionChunking(explorer, policy, ActionChunkingSettings.Replace())).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "the buffer is for hypergrid 9^2 and the policy plays hypergrid 9^2 in chunks",
            Assert.Throws<ArgumentException>(() => new ActionChunking(explorer, policy, new(), new ReplayBuffer(grid))).Message, StringComparison.Ordinal);
        Assert.StartsWith("Chunks must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new ActionChunkingSettings { Chunks = 0 }.Validate()).Message, StringComparison.Ordinal);
        Assert.StartsWith("BufferShare must be from 0 to 1 (got 2)", Assert.Throws<ArgumentOutOfRangeException>(() => new ActionChunkingSettings { BufferShare = 2 }.Validate()).Message, StringComparison.Ordinal);
    }

    /// <summary>Gives lists of chunks in turn, the last one again and again, and keeps the corpora that it was shown.</summary>
    private sealed class GivenChunks(params int[][][] lists) : IChunkMiner
    {
        public List<IReadOnlyList<int[]>> Corpora { get; } = [];

        public string Name => "given";

        public IEnumerable<int[]> Chunks(IReadOnlyList<int[]> corpus, ActionLibrary library, CounterRandom random)
        {
            Corpora.Add(corpus);
            return lists[Math.Min(Corpora.Count, lists.Length) - 1];
        }
    }
}
