using GFlowNets.Tests.Training;

namespace GFlowNets.Tests.Policies;

[Collection(nameof(AloneCollection))]
public class LibraryPolicyThreadTests
{
    [Theory]
    [InlineData("free")]
    [InlineData("recurrent")]
    public void The_number_of_threads_does_not_change_a_bit(string kind)
    {
        var threads = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            using var one = Steps();
            torch.set_num_threads(2);
            using var two = Steps();
            Runs.AssertSameBits(one, two);
        }
        finally
        {
            torch.set_num_threads(threads);
        }

        GFlowNets.Training.Trainer Steps()
        {
            var trainer = Chunked.Growing(kind, batchSize: 150, side: 20);
            for (var i = 0; i < 12; i++)
                trainer.Step();
            return trainer;
        }
    }
}
