using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>x times y times a number, with its derivative written by hand.</summary>
internal sealed class ScaledProduct : autograd.SingleTensorFunction<ScaledProduct>
{
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, y, scale) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
        ctx.save_for_backward([x, y]);
        ctx.save_data("scale", scale);
        return x * y * scale;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var scaled = grad_output * (double)ctx.get_data("scale");
        return [scaled * saved[1], scaled * saved[0], null!];
    }
}
