using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

public class AutogradTests
{
    [Fact]
    public void GradientsAddUpOverPasses()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f], requires_grad: true);
        x.square().sum().backward();
        x.mul(3).sum().backward();
        Assert.Equal([5f, 7f], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void AResultUsedTwiceGetsBothGradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2.0], requires_grad: true);
        var y = x.mul(3);
        (y + y + y.square()).sum().backward();
        Assert.Equal([42.0], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void ADiamondIsWalkedOnceANode()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0], requires_grad: true);
        var y = x.alias();
        for (var i = 0; i < 60; i++)
            y = (y + y) * 0.5;
        y.sum().backward();
        Assert.Equal([1.0], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void DeepGraphsNeedNoDeepStack()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0], requires_grad: true);
        var (y, z) = (x.alias(), x.alias());
        for (var i = 0; i < 100_000; i++)
            (y, z) = (y.add(1), z.add(1));
        y.sum().backward();
        Assert.Equal([1.0], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void ASecondPassNeedsARetainedGraph()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f], requires_grad: true);
        var loss = x.exp().sum();
        loss.backward(retain_graph: true);
        loss.backward();
        Assert.Contains("retain_graph", Assert.Throws<InvalidOperationException>(loss.backward).Message);
        Assert.Equal(2 * MathF.E, x.grad!.item<float>(), 1e-5f);
    }

    [Fact]
    public void OnlyAScalarStartsByItself()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        Assert.Contains("[3]", Assert.Throws<InvalidOperationException>(x.mul(2).backward).Message);
        x.mul(2).backward([tensor([1f, 2f, 3f])]);
        Assert.Equal([2f, 4f, 6f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void WithoutAGraphThereIsNoPass()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("does not depend", Assert.Throws<InvalidOperationException>(ones(1).sum().backward).Message);
        var x = ones(1, requires_grad: true);
        using (no_grad())
            Assert.Throws<InvalidOperationException>(x.mul(2).backward);
        Assert.Throws<NotSupportedException>(() => x.mul(2).backward(create_graph: true));
    }

    [Fact]
    public void ModesNestAndReturn()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.False(x.mul(2).requires_grad);
            using (enable_grad())
                Assert.True(x.mul(2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        Assert.True(is_grad_enabled());
        using (set_grad_enabled(false))
            Assert.False(x.mul(2).requires_grad);
        Assert.False(x.detach().mul(2).requires_grad);
    }

    [Fact]
    public void InPlaceChangesOfWhatNeedsGradientsAreRefused()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 2, requires_grad: true);
        foreach (var change in new Action[] { () => x.add_(1), () => x.mul(2).mul_(2), () => x[0].zero_(), () => x.view(4).fill_(1), () => x.copy_(zeros(2, 2)), () => x.uniform_(0, 1), () => x[0] = ones(2), () => x.index_add_(0, tensor([0L]), ones(1, 2), 1) })
            Assert.Contains("requires gradients cannot be changed in place", Assert.Throws<InvalidOperationException>(change).Message);
        Assert.Contains("source requires gradients", Assert.Throws<InvalidOperationException>(() => zeros(2, 2).add_(x)).Message);
        using (no_grad())
            x.add_(1);
        Assert.Equal(8f, x.sum().item<float>());
    }

    [Fact]
    public void OverwritingWhatWasSavedIsNoticed()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var factor = full(2, 3f);
        var loss = x.mul(factor).sum();
        factor.add_(1);
        Assert.Contains("overwritten in place", Assert.Throws<InvalidOperationException>(loss.backward).Message);
    }

    [Fact]
    public void OnlyLeavesAndRetainedResultsKeepGradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor([3f], requires_grad: true);
        var (y, z) = (x.mul(2), x.mul(5));
        y.retain_grad();
        (y * z).sum().backward();
        Assert.Equal(15f, y.grad!.item<float>());
        Assert.Null(z.grad);
        Assert.Equal(60f, x.grad!.item<float>());
        Assert.True(x.is_leaf);
        Assert.False(y.is_leaf);
    }

    [Fact]
    public void GradGivesDerivativesWithoutTouchingLeaves()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor([2.0], requires_grad: true), tensor([3.0], requires_grad: true));
        var found = autograd.grad([(x.square() * y).sum()], [x, y]);
        Assert.Equal(12.0, found[0].item<double>());
        Assert.Equal(4.0, found[1].item<double>());
        Assert.Null(x.grad);
        Assert.Throws<InvalidOperationException>(() => autograd.grad([x.sum()], [y]));
        Assert.Null(autograd.grad([x.sum()], [y], allow_unused: true)[0]);
    }

    [Fact]
    public void IntegersHaveNoGradients()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("Int64", Assert.Throws<InvalidOperationException>(() => tensor([1L]).requires_grad_()).Message);
        var x = tensor([1.5f], requires_grad: true);
        Assert.False(x.to(int64).requires_grad);
        Assert.False(x.gt(1).requires_grad);
    }

    [Fact]
    public void AFunctionOfOnesOwnMustGiveAllGradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f], requires_grad: true);
        Assert.Contains("for each of the 1 arguments", Assert.Throws<InvalidOperationException>(Forgetful.apply(x).sum().backward).Message);
        Assert.False(ScaledProduct.apply(x.detach(), x.detach(), 2.0).requires_grad);
    }

    [Fact]
    public void MaskedRowsTrainWithoutNaN()
    {
        using var scope = NewDisposeScope();
        var scores = tensor([1f, 2f, 3f, 4f, 5f, 6f], [2, 3], requires_grad: true);
        var mask = tensor([false, true, false, true, true, false], [2, 3]);
        var probabilities = scores.masked_fill(mask, double.NegativeInfinity).log_softmax(1);
        probabilities.gather(1, tensor([0L, 2L], [2, 1])).sum().backward();
        var share = 1 / (1 + MathF.Exp(2));
        Assert.Equal([1 - share, 0f, share - 1, 0f, 0f, 0f], scores.grad!.data<float>().ToArray(), Close);

        var bare = full([1, 3], double.NegativeInfinity, float32).requires_grad_();
        var total = bare.logsumexp(1);
        Assert.Equal(float.NegativeInfinity, total.item<float>());
        total.sum().backward();
        Assert.Equal([0f, 0f, 0f], bare.grad!.data<float>().ToArray());
    }

    private static bool Close(float x, float y) => Math.Abs(x - y) < 1e-6;

    private sealed class Forgetful : autograd.SingleTensorFunction<Forgetful>
    {
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [];
    }
}
