using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;
using static GFlowNets.Tensors.torch.optim.lr_scheduler;

namespace GFlowNets.Tensors.Tests.Optim;

public class SchedulerTests
{
    private const double Initial = 0.4;

    private static SGD Optimizer() => optim.SGD([new Parameter(zeros(1))], Initial);

    public static TheoryData<string, double[]> Schedules => new()
    {
        { "step", [0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.1] },
        { "milestones", [0.4, 0.4, 0.2, 0.2, 0.2, 0.05, 0.05] },
        { "exponential", [0.4, 0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625] },
        { "cosine", [0.4, 0.1 + 0.3 * (1 + Math.Sqrt(0.5)) / 2, 0.25, 0.1 + 0.3 * (1 - Math.Sqrt(0.5)) / 2, 0.1, 0.1 + 0.3 * (1 - Math.Sqrt(0.5)) / 2, 0.25] },
        { "linear", [0.1, 0.175, 0.25, 0.325, 0.4, 0.4, 0.4] },
        { "lambda", [0.4, 0.2, 0.4 / 3, 0.1, 0.08, 0.4 / 6, 0.4 / 7] },
    };

    private static LRScheduler Make(string name, optim.Optimizer optimizer, int lastEpoch = -1) => name switch
    {
        "step" => StepLR(optimizer, 3, 0.5, lastEpoch),
        "milestones" => MultiStepLR(optimizer, [2, 5, 5], 0.5, lastEpoch),
        "exponential" => ExponentialLR(optimizer, 0.5, lastEpoch),
        "cosine" => CosineAnnealingLR(optimizer, 4, 0.1, lastEpoch),
        "linear" => LinearLR(optimizer, 0.25, 1, 4, lastEpoch),
        _ => LambdaLR(optimizer, epoch => 1.0 / (epoch + 1), lastEpoch),
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void RatesFollowTheFormula(string name, double[] expected)
    {
        using var optimizer = Optimizer();
        var scheduler = Make(name, optimizer);
        foreach (var rate in expected)
        {
            Assert.Equal(rate, optimizer.ParamGroups.Single().LearningRate, 1e-15);
            Assert.Equal(optimizer.ParamGroups.Single().LearningRate, scheduler.get_last_lr().Single());
            scheduler.step();
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void ARestartedScheduleHasTheSameBits(string name, double[] expected)
    {
        using var optimizer = Optimizer();
        var scheduler = Make(name, optimizer);
        for (var epoch = 0; epoch < expected.Length; epoch++)
        {
            using var restored = Optimizer();
            restored.load_state_dict(optimizer.state_dict());
            Make(name, restored, lastEpoch: epoch - 1 < 0 ? 0 : epoch - 1).step(epoch);
            Assert.Equal(optimizer.ParamGroups.Single().LearningRate, restored.ParamGroups.Single().LearningRate);
            scheduler.step();
        }
    }

    [Fact]
    public void WhatCannotBeIsRefusedInASentence()
    {
        using var optimizer = Optimizer();
        Assert.Contains("step_size above 0 (got 0)", Assert.Throws<ArgumentException>(() => StepLR(optimizer, 0)).Message, StringComparison.Ordinal);
    }
}
