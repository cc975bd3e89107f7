using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

public class DisposeScopeTests
{
    [Fact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        Tensor a, b;
        using (var scope = NewDisposeScope())
        {
            (a, b) = (ones(3), ones(3) + 1);
            Assert.Equal(3, scope.DisposablesCount);
            Assert.True(scope.Contains(a));
            Assert.Same(scope, CurrentDisposeScope);
        }
        Assert.True(a.IsInvalid);
        Assert.True(b.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void UseAfterTheScopeIsRefusedInASentence()
    {
        Tensor a;
        using (NewDisposeScope())
            a = ones(3);
        foreach (var use in new Action[] { () => a.add(1), () => _ = a.shape, () => a.sum(), () => a.data<float>().ToArray(), () => a.add_(1), () => a.view(3), () => ones(3).add(a) })
            Assert.Contains("MoveToOuterDisposeScope", Assert.Throws<ObjectDisposedException>(use).Message);
    }

    [Fact]
    public void TensorsMoveOutwards()
    {
        using var outer = NewDisposeScope();
        Tensor a, b, c;
        using (var inner = NewDisposeScope())
        {
            a = ones(1).MoveToOuterDisposeScope();
            (b, c) = inner.MoveToOuter(ones(1), ones(1));
            Assert.Equal(0, inner.DisposablesCount);
        }
        Assert.Equal(3, outer.DisposablesCount);
        Assert.False(a.IsInvalid || b.IsInvalid || c.IsInvalid);
        outer.DisposeEverythingBut(b);
        Assert.True(a.IsInvalid && c.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.Equal(1, outer.DisposablesCount);
    }

    [Fact]
    public void WithoutAnOuterScopeMovingMeansKeeping()
    {
        Tensor moved, detached;
        using (var scope = NewDisposeScope())
        {
            moved = scope.MoveToOuter(ones(1));
            detached = ones(1).DetachFromDisposeScope();
        }
        Assert.False(moved.IsInvalid || detached.IsInvalid);
        moved.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void AttachTakesFromAnotherScope()
    {
        using var outer = NewDisposeScope();
        Tensor a;
        using (var inner = NewDisposeScope())
        {
            a = ones(1);
            outer.Attach(a);
            Assert.False(inner.Contains(a));
        }
        Assert.False(a.IsInvalid);
        Assert.True(outer.Contains(a));
    }

    [Fact]
    public void OtherDisposablesAreDisposedToo()
    {
        var stream = new MemoryStream();
        using (var scope = NewDisposeScope())
            scope.Attach(stream);
        Assert.False(stream.CanRead);
    }

    [Fact]
    public void DisposedTensorsLeaveTheirScope()
    {
        using var scope = NewDisposeScope();
        var a = ones(1);
        var b = ones(1);
        a.Dispose();
        a.Dispose();
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Same(b, Assert.Single(scope.DisposablesView));
    }

    [Fact]
    public void ScopesMayEndOutOfOrder()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var a = ones(1);
        Assert.True(inner.Contains(a));
        inner.Dispose();
        Assert.True(a.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public async Task ScopesBelongToTheirThread()
    {
        using var scope = NewDisposeScope();
        var elsewhere = await Task.Factory.StartNew(() => CurrentDisposeScope, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(true);
        Assert.Null(elsewhere);
    }

    [Fact]
    public void ViewsKeepTheMemoryOfADisposedTensor()
    {
        using var scope = NewDisposeScope();
        var a = arange(6, float32);
        var view = a.view(2, 3)[1];
        a.Dispose();
        _ = full(6, 9.0f);
        Assert.Equal([3f, 4f, 5f], view.data<float>().ToArray());
    }

    [Fact]
    public void AGraphKeepsWhatItSavedThoughTheUserDisposesIt()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f], requires_grad: true);
        var y = x.exp();
        var loss = y.mul(y).sum();
        y.Dispose();
        _ = full(3, 9.0f);
        loss.backward();
        Assert.True(x.grad!.allclose(x.detach().mul(2).exp().mul(2), 1e-5));
    }

    [Fact]
    public void GradientsSurviveTheScopeOfTheBackwardPass()
    {
        using var x = ones(2, requires_grad: true);
        using (NewDisposeScope())
            x.mul(3).sum().backward();
        using var gradient = x.grad!;
        Assert.Equal([3f, 3f], gradient.data<float>().ToArray());
    }

    [Fact]
    public void WrappedScopesKeepTheirResultOnly()
    {
        using var scope = NewDisposeScope();
        var kept = WrappedTensorDisposeScope(() => ones(2).add(1).mul(2));
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal([4f, 4f], kept.data<float>().ToArray());
    }

    [Fact]
    public void AParameterTakesOverItsData()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(scope.Contains(parameter));
        Assert.True(parameter.requires_grad);
        Assert.Equal([1f, 1f], parameter.data<float>().ToArray());
    }
}
