using GFlowNets.Environments;
using GFlowNets.Evaluation;
using GFlowNets.Exploration;
using GFlowNets.Objectives;
using GFlowNets.Policies;
using GFlowNets.Tests.Objectives;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Policies;

public class LibraryPolicyTests
{
    public static TheoryData<string> Kinds => ["free", "recurrent"];

    // Exploration specification, a.3: logit(a|s) = e(s)·u(a)/√d.
    [Theory]
    [InlineData("free", false)]
    [InlineData("recurrent", true)]
    public void Scores_are_the_products_of_the_states_and_the_actions_vectors(string kind, bool flow)
    {
        using var scope = torch.NewDisposeScope();
        var environment = Chunked.Grid();
        using var policy = Chunked.Policy(environment, kind, flow, hidden: 3);
        var w = policy.Parameters.ToDictionary(p => p.Name, p => Values.Read(p.Value));
        var actions = Values.Read(policy.Actions.Encode()).Chunk(4).ToArray();
        var heads = Chunked.Heads(policy);
        foreach (int[] state in new int[][] { [0, 0], [1, 2] })
        {
            var row = StateSpace.Of(environment).IndexOf(state);
            double[] first = [.. Enumerable.Range(0, 3).Select(u => Math.Max(0, w["input.bias"][u] + w["input.weight"][(3 * state[0]) + u] + w["input.weight"][(3 * (3 + state[1])) + u]))];
            double[] second = [.. Enumerable.Range(0, 3).Select(u => Math.Max(0, w["layer2.linear.bias"][u] + first.Select((x, i) => x * w["layer2.linear.weight"][(3 * u) + i]).Sum()))];
            double[] e = [.. Enumerable.Range(0, flow ? 5 : 4).Select(u => w["layer3.bias"][u] + second.Select((x, i) => x * w["layer3.weight"][(3 * u) + i]).Sum())];
            Assert.Equal(environment.ActionCount + (flow ? 1 : 0), heads[row].Length);
            for (var action = 0; action < environment.ActionCount; action++)
                Assert.Equal(actions[action].Select((u, i) => u * e[i]).Sum() / 2, heads[row][action], 1e-5);
            if (flow)
                Assert.Equal(e[4], heads[row][^1], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_policy_starts_uniform_over_the_librarys_legal_actions(string kind)
    {
        var environment = Chunked.Grid();
        using var policy = new LibraryPolicy(environment, Chunked.Encoder(kind, environment.Library), hidden: 8, flow: true);
        environment.Library.Add([1, 1]);
        Assert.All(Chunked.Heads(policy), row => Assert.All(row, score => Assert.Equal(0, score)));
        // Three atoms, three chunks and log F.
        Assert.All(Chunked.Heads(policy), row => Assert.Equal(7, row.Length));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_chunk_keeps_its_scores_while_it_stays_whatever_its_number(string kind)
    {
        var environment = Chunked.Grid();
        using var policy = Chunked.Policy(environment, kind);
        var before = Chunked.Heads(policy);
        environment.Library.Replace([[1, 1, 0], [0, 0], [1, 1]]);
        var after = Chunked.Heads(policy);
        foreach (var (old, now) in before.Zip(after))
        {
            Assert.Equal((5, 6), (old.Length, now.Length));
            // The atoms stay first; AA was number 4 and stays so beside another chunk; AB is gone.
            Assert.Equal(old[..3].Append(old[4]), now[..3].Append(now[4]), (a, b) => Math.Abs(a - b) < 1e-5);
        }

        environment.Library.Replace([[1, 1], [1, 1, 0]]);
        foreach (var (old, now) in after.Zip(Chunked.Heads(policy)))
            Assert.Equal([old[5], old[3]], now[3..], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Contains(after, row => Math.Abs(row[3] - row[5]) > 1e-3);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_through_trajectory_balance_are_those_of_finite_differences(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var policy = Chunked.Policy(Chunked.Grid(), kind);
        var (batch, objective) = (Chunked.Batch(policy), new TrajectoryBalance(0.3));
        objective.Attach(policy);
        Loss().backward();
        foreach (var (name, parameter) in policy.Parameters)
        {
            var (gradients, values) = (Values.Read(parameter.grad!), Values.Read(parameter));
            for (var i = 0; i < values.Length; i += 1 + (values.Length / 7))
            {
                var slope = (Moved(i, 2e-3) - Moved(i, -2e-3)) / 4e-3;
                Assert.True(Math.Abs(slope - gradients[i]) <= 4e-3 * (1 + Math.Abs(slope)), $"{name}, entry {i}: gradient {gradients[i]}, difference quotient {slope}");
            }

            // What is added to all vectors alike adds as much to all scores, and cancels.
            Assert.Equal(name is not ("actions.norm.bias" or "actions.output.bias"), gradients.Max(Math.Abs) > 0.01);

            double Moved(int index, double change)
            {
                var moved = values.ToArray();
                moved[index] += change;
                Values.Write(parameter, moved);
                using var guard = torch.no_grad();
                var loss = Loss().item<double>();
                Values.Write(parameter, values);
                return loss;
            }
        }

        Tensor Loss() => objective.Evaluate(batch, new TrajectoryEvaluator(policy)).Loss;
    }

    [Theory]
    [InlineData("free", true)]
    [InlineData("recurrent", false)]
    public void Kept_activations_give_the_values_and_gradients_of_a_fresh_evaluation(string kind, bool flow)
    {
        using var scope = torch.NewDisposeScope();
        using var policy = Chunked.Policy(Chunked.Grid(4), kind, flow);
        var (kept, fresh) = (Gradients(keep: true), Gradients(keep: false));
        Judging.AssertClose(fresh.Values, kept.Values, 1e-6);
        Judging.AssertClose(fresh.Gradients, kept.Gradients, 2e-5);
        Assert.Contains(fresh.Gradients, gradient => Math.Abs(gradient) > 1e-2);

        (double[] Values, double[] Gradients) Gradients(bool keep)
        {
            foreach (var (_, parameter) in policy.Parameters)
                parameter.grad = null;
            using var kept = keep ? policy.KeepActivations() : null;
            var evaluation = TrajectoryEvaluation.Of(policy, Chunked.Batch(policy));
            (flow ? evaluation.LogForward * evaluation.LogFlow! : evaluation.LogForward).sum().backward();
            return (Values.Read(evaluation.LogForward), [.. policy.Parameters.SelectMany(p => Values.Read(p.Value.grad!))]);
        }
    }

    [Fact]
    public void A_library_that_changes_while_activations_are_kept_is_evaluated_anew()
    {
        using var scope = torch.NewDisposeScope();
        var environment = Chunked.Grid(4);
        using var policy = Chunked.Policy(environment, "free");
        double[] kept;
        using (policy.KeepActivations())
        {
            Chunked.Batch(policy);
            environment.Library.Replace([[1, 1], [0, 1, 1]]);
            kept = Values.Read(TrajectoryEvaluation.Of(policy, Chunked.Batch(policy)).LogForward);
        }

        Judging.AssertClose(Values.Read(TrajectoryEvaluation.Of(policy, Chunked.Batch(policy)).LogForward), kept, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_run_with_a_changing_library_stopped_and_restored_equals_an_uninterrupted_one(string kind) =>
        Judging.AssertRestores(() => Chunked.Growing(kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_copy_scores_alike_goes_on_alike_and_has_parameters_of_its_own(string kind)
    {
        var environment = Chunked.Grid();
        using var policy = Chunked.Policy(environment, kind, flow: true);
        using var copy = (LibraryPolicy)policy.Copy();
        environment.Library.Replace([[0, 0], [1, 1]]);
        Assert.Equal(Chunked.Heads(policy), Chunked.Heads(copy));
        foreach (var (_, parameter) in policy.Parameters)
            Values.Write(parameter, new double[parameter.numel()]);
        Assert.NotEqual(Chunked.Heads(policy), Chunked.Heads(copy));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_policy_learns_the_reward_while_its_library_changes(string kind)
    {
        var environment = Chunked.Grid(4);
        var reward = new ArbitraryReward();
        using var policy = new LibraryPolicy(environment, kind == "free" ? new FreeEmbeddings(environment.Library, 16) : new RecurrentEmbeddings(environment.Library, 16, 16), hidden: 32, seed: 1);
        using var trainer = new Trainer(
            policy, new TrajectoryBalance(), new OnPolicy(policy, reward, seed: 1),
            new TrainingSettings { Iterations = 1500, LearningRate = 5e-3, FinalLearningRateFactor = 0.1, EvaluateEvery = 0 });
        for (var i = 0; i < 1500; i++)
        {
            if (i == 500)
                environment.Library.Replace([[1, 1], [0, 0], [0, 1, 1]]);
            trainer.Step();
        }

        var space = StateSpace.Of(environment);
        var target = TargetDistribution.Of(space, reward);
        var l1 = Divergence.L1(target.Probabilities, ExactDistribution.Of(policy, space).Probabilities);
        Assert.InRange(l1, 0, 0.12);
        Assert.Equal(target.LogPartition, trainer.Objective.LogPartition, 0.1);
    }

    [Fact]
    public void An_encoder_of_another_library_is_refused()
    {
        var environment = Chunked.Grid();
        using var other = new FreeEmbeddings(new ActionLibrary(3, 2, 8));
        var error = Assert.Throws<InvalidOperationException>(() => new LibraryPolicy(environment, other));
        Assert.Contains("has 5 actions and the encoder's library 3", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("hidden must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new LibraryPolicy(environment, new FreeEmbeddings(environment.Library), 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("layers must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new LibraryPolicy(environment, new FreeEmbeddings(environment.Library), 8, 0)).Message, StringComparison.Ordinal);
    }
}
