using GFlowNets.Policies;
using GFlowNets.Training;

namespace GFlowNets.Tests.Training;

public class LearningTests
{
    [Fact]
    public void Trajectory_balance_learns_the_grid_on_each_of_five_seeds()
    {
        var results = Seeds.Run(5, seed =>
        {
            using var trainer = Runs.Learning(seed).Run();
            return (Variation: trainer.Log[^1]["tv"], trainer.Objective.LogPartition);
        });
        Assert.All(results, result => Assert.InRange(result.Variation, 0, 0.02));
        Assert.All(results, result => Assert.Equal(3.1090609589, result.LogPartition, 0.05));
    }

    [Fact]
    public void A_learned_backward_policy_learns_the_grid_as_well()
    {
        using var trainer = Runs.Learning(seed: 0, backward: BackwardPolicy.Learned).Run();
        Assert.InRange(trainer.Log[^1]["tv"], 0, 0.02);
        Assert.InRange(trainer.Log[^1]["kl"], 0, 0.005);
        Assert.Equal(0.4642857143, trainer.Log[^1]["modeMass"], 0.02);
        Assert.InRange(trainer.Log[0]["tv"], 0.3, 1);
    }
}
