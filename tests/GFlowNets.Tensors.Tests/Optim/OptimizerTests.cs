using GFlowNets.Tensors.Modules;
using GFlowNets.Tensors.Tests.Tensors;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Optim;

[Collection(nameof(EngineSettings))]
public class OptimizerTests
{
    private static readonly double[] start = [0.5, -1.25, 2.0, 0.0, 3.5];

    // Gradients that differ by step and element, without any tensor arithmetic.
    private static double Gradient(int step, int element) => Math.Sin(1 + 3 * step + element) * (element + 1);

    private static Parameter Fresh() => new(tensor(start));

    private static void SetGradient(Parameter parameter, int step) =>
        parameter.grad = tensor(Enumerable.Range(0, start.Length).Select(i => Gradient(step, i)).ToArray());

    private static double[] Train(Func<Parameter, OptimizerHelper> make, int steps)
    {
        var parameter = Fresh();
        using var optimizer = make(parameter);
        for (var step = 0; step < steps; step++)
        {
            SetGradient(parameter, step);
            optimizer.step();
        }
        return parameter.data<double>().ToArray();
    }

    public static TheoryData<string, double, bool, bool, bool> AdamCases => new()
    {
        { "Adam", 0, false, false, false },
        { "Adam", 0.1, false, false, false },
        { "Adam", 0, true, false, false },
        { "Adam", 0.1, true, true, false },
        { "AdamW", 0.1, false, false, true },
        { "AdamW", 0.1, true, false, true },
    };

    [Theory]
    [MemberData(nameof(AdamCases))]
    public void AdamFollowsItsFormula(string name, double decay, bool amsgrad, bool maximize, bool decoupled)
    {
        const double rate = 0.05, beta1 = 0.8, beta2 = 0.95, eps = 1e-6;
        var actual = Train(p => name == "Adam"
            ? optim.Adam([p], rate, beta1, beta2, eps, decay, amsgrad, maximize)
            : optim.AdamW([p], rate, beta1, beta2, eps, decay, amsgrad, maximize), 3);
        for (var i = 0; i < start.Length; i++)
        {
            double x = start[i], m = 0, v = 0, greatest = 0;
            for (var t = 1; t <= 3; t++)
            {
                var g = maximize ? -Gradient(t - 1, i) : Gradient(t - 1, i);
                if (decoupled)
                    x *= 1 - rate * decay;
                else
                    g += decay * x;
                m = beta1 * m + (1 - beta1) * g;
                v = beta2 * v + (1 - beta2) * g * g;
                greatest = Math.Max(greatest, v);
                var divisor = Math.Sqrt(amsgrad ? greatest : v) / Math.Sqrt(1 - Math.Pow(beta2, t)) + eps;
                x -= rate / (1 - Math.Pow(beta1, t)) * m / divisor;
            }
            Assert.Equal(x, actual[i], 1e-12);
        }
    }

    [Fact]
    public void AdamsFirstStepIsTheRateAlongTheSign()
    {
        var parameter = new Parameter(tensor(new[] { 1f, 2f, -3f }));
        using var optimizer = optim.Adam([parameter], lr: 0.1, eps: 0);
        parameter.grad = tensor(new[] { 5f, -0.01f, 200f });
        optimizer.step();
        var moved = parameter.data<float>().ToArray();
        Assert.Equal(0.9f, moved[0], 1e-6f);
        Assert.Equal(2.1f, moved[1], 1e-6f);
        Assert.Equal(-3.1f, moved[2], 1e-6f);
    }

    [Theory]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(0, 0, 0.1, false, true)]
    [InlineData(0.9, 0, 0, false, false)]
    [InlineData(0.9, 0.3, 0.1, false, false)]
    [InlineData(0.9, 0, 0.1, true, false)]
    public void SgdFollowsItsFormula(double momentum, double dampening, double decay, bool nesterov, bool maximize)
    {
        const double rate = 0.05;
        var actual = Train(p => optim.SGD([p], rate, momentum, dampening, decay, nesterov, maximize), 3);
        for (var i = 0; i < start.Length; i++)
        {
            double x = start[i], moved = 0;
            for (var t = 0; t < 3; t++)
            {
                var g = (maximize ? -Gradient(t, i) : Gradient(t, i)) + decay * x;
                moved = t == 0 ? g : momentum * moved + (1 - dampening) * g;
                x -= rate * (momentum == 0 ? g : nesterov ? g + momentum * moved : moved);
            }
            Assert.Equal(x, actual[i], 1e-12);
        }
    }

    public static TheoryData<string> Optimizers => ["Adam", "Adam amsgrad", "AdamW", "SGD", "SGD momentum"];

    private static OptimizerHelper Make(string name, params Parameter[] parameters) => name switch
    {
        "Adam" => optim.Adam(parameters, 0.05),
        "Adam amsgrad" => optim.Adam(parameters, 0.05, amsgrad: true, weight_decay: 0.01),
        "AdamW" => optim.AdamW(parameters, 0.05, weight_decay: 0.01),
        "SGD" => optim.SGD(parameters, 0.05),
        _ => optim.SGD(parameters, 0.05, momentum: 0.9),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void ARestoredRunHasTheBitsOfAnUninterruptedOne(string name)
    {
        foreach (var throughStream in new[] { true, false })
        {
            var whole = Train(p => Make(name, p), 7);
            var first = Fresh();
            using var before = Make(name, first);
            for (var step = 0; step < 3; step++)
            {
                SetGradient(first, step);
                before.step();
            }
            var second = new Parameter(tensor(first.data<double>().ToArray()));
            using var after = Make(name, second);
            if (throughStream)
            {
                using var stream = new MemoryStream();
                before.save_state_dict(new BinaryWriter(stream));
                stream.Position = 0;
                after.load_state_dict(new BinaryReader(stream));
                Assert.Equal(stream.Length, stream.Position);
            }
            else
                after.load_state_dict(before.state_dict());
            for (var step = 3; step < 7; step++)
            {
                SetGradient(second, step);
                after.step();
            }
            Assert.Equal(whole, second.data<double>().ToArray());
        }
    }

    [Fact]
    public void GroupsHaveTheirOwnRatesAndTheRestFromTheOptimizer()
    {
        Parameter fast = Fresh(), slow = Fresh();
        using var optimizer = optim.Adam(
            [new Adam.ParamGroup([fast], new Adam.Options { LearningRate = 0.1 }), new Adam.ParamGroup([slow], new Adam.Options())], lr: 0.01, beta1: 0.5);
        Assert.Equal([0.1, 0.01], optimizer.ParamGroups.Select(group => group.LearningRate));
        var mixed = new[] { fast, slow };
        foreach (var parameter in mixed)
            SetGradient(parameter, 0);
        optimizer.step();
        Assert.Equal(Train(p => optim.Adam([p], 0.1, beta1: 0.5), 1), fast.data<double>().ToArray());
        Assert.Equal(Train(p => optim.Adam([p], 0.01, beta1: 0.5), 1), slow.data<double>().ToArray());
    }

    [Fact]
    public void AParameterWithoutAGradientStays()
    {
        var parameter = Fresh();
        using var optimizer = optim.Adam([parameter], weight_decay: 0.5);
        optimizer.step();
        Assert.Equal(start, parameter.data<double>().ToArray());
    }

    [Fact]
    public void VectorsAndRemaindersHaveTheSameBits()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 67).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        var gradients = Enumerable.Range(0, 67).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        var together = new Parameter(tensor(values));
        var alone = values.Select(x => new Parameter(tensor(new[] { x }))).ToArray();
        using var one = optim.Adam([together], 0.01);
        using var many = optim.Adam(alone, 0.01);
        for (var step = 0; step < 3; step++)
        {
            together.grad = tensor(gradients);
            for (var i = 0; i < alone.Length; i++)
                alone[i].grad = tensor(new[] { gradients[i] });
            one.step();
            many.step();
        }
        Assert.Equal(together.data<float>().ToArray(), alone.Select(p => p.data<float>().ToArray()[0]));
    }

    [Fact]
    public void ZeroGradLeavesZeros()
    {
        var parameter = Fresh();
        using var optimizer = optim.SGD([parameter], 0.1);
        SetGradient(parameter, 0);
        optimizer.zero_grad();
        Assert.Equal(new double[start.Length], parameter.grad!.data<double>().ToArray());
    }

    [Fact]
    public void AClosureIsEvaluatedWithGradients()
    {
        var parameter = Fresh();
        using var optimizer = optim.SGD([parameter], 0.1);
        using var off = no_grad();
        using var loss = optimizer.step(() =>
        {
            var sum = parameter.square().sum();
            sum.backward();
            return sum;
        });
        Assert.Equal(start.Sum(x => x * x), loss!.item<double>(), 1e-12);
        Assert.Equal(start.Select(x => x - 0.2 * x).ToArray(), parameter.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void WhatCannotBeIsRefusedInASentence()
    {
        var parameter = Fresh();
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => optim.Adam([parameter, parameter])).Message, StringComparison.Ordinal);
        Assert.Contains("betas", Assert.Throws<ArgumentException>(() => optim.Adam([parameter], beta1: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Nesterov", Assert.Throws<ArgumentException>(() => optim.SGD([parameter], 0.1, nesterov: true)).Message, StringComparison.Ordinal);
        using var adam = optim.Adam([parameter]);
        using var sgd = optim.SGD([parameter], 0.1);
        using var stream = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        Assert.Contains("same optimizer", Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(stream))).Message, StringComparison.Ordinal);
        using var decoupled = optim.AdamW([Fresh()]);
        Assert.Contains("AdamW's", Assert.Throws<ArgumentException>(() => decoupled.load_state_dict(adam.state_dict())).Message, StringComparison.Ordinal);
        using var two = optim.Adam([Fresh(), Fresh()]);
        stream.Position = 0;
        Assert.Contains("as many groups and parameters", Assert.Throws<ArgumentException>(() => two.load_state_dict(new BinaryReader(stream))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeParameterSteppedByTwoThreadsGetsTheBitsOfOne()
    {
        float[] Step(int threads)
        {
            set_num_threads(threads);
            using var scope = NewDisposeScope();
            var parameter = new Parameter(linspace(-1, 1, 1_100_003, float32));
            using var optimizer = optim.Adam([parameter], lr: 0.1, amsgrad: true);
            for (var step = 0; step < 3; step++)
            {
                parameter.grad = parameter.detach().square();
                optimizer.step();
            }
            return parameter.data<float>().ToArray();
        }
        var before = get_num_threads();
        try
        {
            Assert.Equal(Step(1), Step(2));
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
