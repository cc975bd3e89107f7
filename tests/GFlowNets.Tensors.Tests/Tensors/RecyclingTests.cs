using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>Work that repeats must not allocate its buffers again.</summary>
public class RecyclingTests
{
    private const int Overhead = 24 * 1024;

    [Fact]
    public void ATrainingStepReusesItsBuffers()
    {
        using var scope = NewDisposeScope();
        var (x, places) = (randn(64, 128), randint(0, 10, [64, 1]));
        var (w1, b1, w2) = (new Parameter(randn(256, 128)), new Parameter(zeros(256)), new Parameter(randn(10, 256)));
        void Step()
        {
            using var inner = NewDisposeScope();
            w1.grad = b1.grad = w2.grad = null;
            var hidden = Kernels.Linear(x, w1, b1, Activation.Relu);
            Kernels.Linear(hidden, w2, null, Activation.None).log_softmax(1).gather(1, places).mean().neg().backward();
            using (no_grad())
            {
                foreach (var parameter in new[] { w1, b1, w2 })
                    parameter.sub_(parameter.grad!.mul(0.01));
            }
        }
        AssertSteady(Step);
    }

    [Fact]
    public void AForwardPassThatIsNeverDifferentiatedReturnsItsGraph()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn(64, 256), new Parameter(randn(256, 256)));
        AssertSteady(() =>
        {
            using var inner = NewDisposeScope();
            Kernels.Linear(x, w, null, Activation.Tanh).square().mul(x).exp().sum();
        });
    }

    [Fact]
    public void AFailedBackwardPassReturnsItsBuffers()
    {
        using var scope = NewDisposeScope();
        var w = ones(64, 256, requires_grad: true);
        AssertSteady(() =>
        {
            using var inner = NewDisposeScope();
            var y = w.mul(2);
            var loss = y.mul(y).sum();
            using (no_grad())
                y.detach().add_(1);
            Assert.Throws<InvalidOperationException>(loss.backward);
        }, Overhead * 4);
    }

    [Fact]
    public void DisposedMemoryIsUsedAgain()
    {
        var first = ones(1000);
        var memory = first.Storage;
        first.Dispose();
        using var second = zeros(1000);
        Assert.Same(memory, second.Storage);
    }

    [Fact]
    public void SharedMemoryIsNotUsedAgain()
    {
        var first = ones(1000);
        using var view = first.view(10, 100);
        first.Dispose();
        using var second = zeros(1000);
        Assert.NotSame(view.Storage, second.Storage);
        Assert.Equal(1000f, view.sum().item<float>());
    }

    private static void AssertSteady(Action step, int limit = Overhead)
    {
        for (var i = 0; i < 3; i++)
            step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        step();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, limit);
    }
}
