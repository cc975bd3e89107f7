using GFlowNets.Sampling;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Training;

[Collection(nameof(AloneCollection))]
public class ReproducibilityTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        using var first = Runs.Short(seed: 3).Run();
        using var second = Runs.Short(seed: 3).Run();
        using var other = Runs.Short(seed: 4).Run();
        Runs.AssertSameBits(first, second);
        Assert.NotEqual(Runs.Bits(first).Policy, Runs.Bits(other).Policy);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var threads = torch.get_num_threads();
        try
        {
            // Enough rows for the products to be shared out among threads at all.
            torch.set_num_threads(1);
            using var one = Runs.Learning(seed: 2, iterations: 40, batchSize: 200, merge: false).Run();
            torch.set_num_threads(2);
            using var two = Runs.Learning(seed: 2, iterations: 40, batchSize: 200, merge: false).Run();
            Runs.AssertSameBits(one, two);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    [Fact]
    public void Seeds_side_by_side_give_the_bits_of_seeds_one_by_one()
    {
        var together = Seeds.Run(3, Run, threads: 3);
        var alone = Seeds.Run(3, Run, threads: 1);
        Assert.Equal(alone.Select(bits => bits.Log), together.Select(bits => bits.Log));
        Assert.Equal(alone.Select(bits => bits.Policy), together.Select(bits => bits.Policy));

        static (byte[] Policy, byte[] Objective, string Log) Run(ulong seed)
        {
            using var trainer = Runs.Short(seed).Run();
            return Runs.Bits(trainer);
        }
    }

    [Fact]
    public void A_run_stopped_between_evaluations_and_restored_equals_an_uninterrupted_one()
    {
        using var whole = Runs.Short().Run();
        using var first = Runs.Short();
        Assert.Throws<OperationCanceledException>(() => first.Run(_ => throw new OperationCanceledException()));
        // The mean loss of the next record includes these steps.
        for (var i = 0; i < 7; i++)
            first.Step();
        using var second = Runs.Short();
        second.Load(new StateReader(Values.Bytes(first)));
        second.Run();
        Runs.AssertSameBits(whole, second);
    }

    [Fact]
    public void A_run_stopped_at_any_step_and_restored_equals_an_uninterrupted_one()
    {
        using var whole = Runs.Short(evaluateEvery: 1).Run();
        var random = new CounterRandom(1, RandomPurpose.User);
        foreach (var stop in new[] { 0, random.Integer(40, 0, 0), random.Integer(40, 0, 1), 39 })
        {
            using var first = Runs.Short(evaluateEvery: 1);
            Assert.Throws<OperationCanceledException>(() => first.Run(record =>
            {
                if (record.Iteration == stop)
                    throw new OperationCanceledException();
            }));
            using var second = Runs.Short(evaluateEvery: 1);
            second.Load(new StateReader(Values.Bytes(first)));
            Assert.Equal(stop, second.Iteration);
            second.Run();
            Runs.AssertSameBits(whole, second);
        }
    }
}
