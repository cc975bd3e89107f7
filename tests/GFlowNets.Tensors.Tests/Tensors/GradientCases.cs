using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors.Tests.Tensors;

/// <summary>Every differentiable operation, as a function of tensors whose shapes depend on two sizes.</summary>
internal static class GradientCases
{
    /// <param name="Name">What the test shows.</param>
    /// <param name="Shapes">The shapes of the inputs for sizes n and m.</param>
    /// <param name="Function">The operation.</param>
    /// <param name="Positive">Whether the inputs must be positive.</param>
    internal sealed record Case(string Name, Func<long, long, long[][]> Shapes, Func<Tensor[], Tensor> Function, bool Positive = false)
    {
        /// <summary>Whether the operation takes tensors without elements; extremes do not.</summary>
        internal bool TakesEmpty { get; init; } = true;
    }

    internal static readonly IReadOnlyList<Case> All =
    [
        One("clone", x => x.clone()),
        One("contiguous", x => x.contiguous()),
        One("to", x => x.to(float32).to(float64).mul(0.0).add(x.to(float64, copy: true))),
        One("neg", x => x.neg()),
        One("abs", x => x.abs()),
        One("square", x => x.square()),
        One("exp", x => x.exp()),
        One("expm1", x => x.expm1()),
        One("log", x => x.log(), positive: true),
        One("log1p", x => x.log1p(), positive: true),
        One("sqrt", x => x.sqrt(), positive: true),
        One("reciprocal", x => x.reciprocal()),
        One("relu", x => x.relu()),
        One("leaky_relu", x => x.leaky_relu(0.1)),
        One("sigmoid", x => x.sigmoid()),
        One("tanh", x => x.tanh()),
        One("gelu", x => x.gelu()),
        One("gelu in the tails", x => (x * 4).gelu()),
        One("silu", x => x.silu()),
        One("elu", x => x.elu(1.3)),
        One("softplus", x => x.softplus(1.7, 2.0)),
        One("clamp", x => x.clamp(-0.5, 0.7)),
        One("clamp_min", x => x.clamp_min(0.1)),
        One("clamp_max", x => x.clamp_max(0.1)),
        One("pow 3", x => x.pow(3)),
        One("pow -0.5", x => x.pow(-0.5), positive: true),
        One("pow 0", x => x.pow(0)),
        One("number - x", x => 2.0 - x),
        One("number / x", x => 2.0 / x),
        One("x / number", x => x / 3.0),
        One("x * number", x => x * 3.0f),
        One("x + number", x => x + 3L),
        Two("add", (x, y) => x + y),
        Two("add scaled", (x, y) => x.add(y, 0.3)),
        Two("sub", (x, y) => x - y),
        Two("mul", (x, y) => x * y),
        Two("div", (x, y) => x / y),
        Two("maximum", (x, y) => x.maximum(y)),
        Two("minimum", (x, y) => x.minimum(y)),
        Two("logaddexp", (x, y) => x.logaddexp(y)),
        Two("pow of tensors", (x, y) => x.pow(y), positive: true),
        Two("a function of one's own", (x, y) => ScaledProduct.apply(x, y, 1.5)),
        new("mul of a row", (n, m) => [[n, m], [m]], x => x[0] * x[1]),
        new("div by a column", (n, m) => [[n, m], [n, 1]], x => x[0] / x[1]),
        new("add outer", (n, m) => [[n, 1], [m]], x => x[0] + x[1]),
        new("sub of a scalar", (n, m) => [[n, m], []], x => x[0] - x[1]),
        new("x times itself", (n, m) => [[n, m]], x => x[0] * x[0] + x[0]),
        new("mm", (n, m) => [[n, m], [m, 3]], x => x[0].mm(x[1])),
        new("addmm", (n, m) => [[3], [n, m], [m, 3]], x => x[0].addmm(x[1], x[2])),
        new("addmm with factors", (n, m) => [[n, 3], [n, m], [m, 3]], x => x[0].addmm(x[1], x[2], beta: 0.5f, alpha: -2)),
        new("mm of a transpose", (n, m) => [[n, m], [3, m]], x => x[0].mm(x[1].t())),
        new("matmul with a vector", (n, m) => [[n, m], [m]], x => x[0].matmul(x[1])),
        new("matmul of a vector", (n, m) => [[n], [n, m]], x => x[0].matmul(x[1])),
        new("dot", (n, _) => [[n], [n]], x => x[0].matmul(x[1])),
        new("outer", (n, m) => [[n], [m]], x => x[0].outer(x[1])),
        new("bmm", (n, m) => [[2, n, m], [2, m, 3]], x => x[0].bmm(x[1])),
        new("matmul of stacks", (n, m) => [[2, 1, n, m], [3, m, 2]], x => x[0].matmul(x[1])),
        new("matmul of a stack", (n, m) => [[2, n, m], [m, 3]], x => x[0].matmul(x[1])),
        new("linear", (n, m) => [[n, m], [5, m], [5]], x => Kernels.Linear(x[0], x[1], x[2], Activation.None)),
        new("linear without bias", (n, m) => [[2, n, m], [5, m]], x => Kernels.Linear(x[0], x[1], null, Activation.None)),
        .. new[] { Activation.Relu, Activation.LeakyRelu(0.2), Activation.LeakyRelu(-0.2), Activation.Sigmoid, Activation.Tanh, Activation.Silu, Activation.Gelu, Activation.Elu(0.8), Activation.Elu(-0.8) }
            .Select(activation => new Case($"linear and {activation.Kind} {activation.Parameter}", (n, m) => [[n, m], [5, m], [5]], x => Kernels.Linear(x[0], x[1], x[2], activation))),
        new("embedding_bag", (_, m) => [[6, m], [5]], x => Kernels.EmbeddingBag(x[0], Places(2, 0, 2, 5, 1), Places(0, 2, 2), x[1])),
        new("embedding_bag without factors", (_, m) => [[6, m]], x => Kernels.EmbeddingBag(x[0], Places(2, 0, 2, 5, 1), Places(0, 3), null)),
        new("gru", (n, m) => [[3, n, 3 * m], [n, m], [3 * m, m], [3 * m]], x => Kernels.Gru(x[0], x[1], x[2], x[3])),
        new("gru without bias, of one step", (n, m) => [[1, n, 3 * m], [n, m], [3 * m, m]], x => Kernels.Gru(x[0], x[1], x[2], null)),
        One("sum", x => x.sum()),
        One("sum of columns", x => x.sum(0L)),
        One("sum of rows", x => x.sum(-1, keepdim: true)),
        new("sum of outer dimensions", (n, m) => [[n, 2, m]], x => x[0].sum(0, 2)),
        One("mean of rows", x => x.mean([1])) with { TakesEmpty = false },
        One("var", x => x.var(false)) with { TakesEmpty = false },
        One("std of columns", x => cat([x, (2 * x) + 1], 0).std(0), positive: true),
        One("norm", x => x.norm()) with { TakesEmpty = false },
        One("norm of rows", x => x.norm(1)) with { TakesEmpty = false },
        One("1-norm", x => x.norm(1f)),
        One("3-norm", x => x.norm(3f)) with { TakesEmpty = false },
        One("max", x => x.max()) with { TakesEmpty = false },
        One("min", x => x.min()) with { TakesEmpty = false },
        One("amax of columns", x => x.amax(0)) with { TakesEmpty = false },
        One("max of rows", x => x.max(1).values) with { TakesEmpty = false },
        One("min of columns", x => x.min(0, keepdim: true).values) with { TakesEmpty = false },
        One("cumsum of rows", x => x.cumsum(1)),
        One("cumsum of columns", x => x.cumsum(0)),
        One("softmax", x => x.softmax(-1)),
        One("softmax of columns", x => x.softmax(0)),
        One("log_softmax", x => x.log_softmax(1)),
        One("log_softmax of columns", x => x.log_softmax(0)),
        One("log_softmax of masked rows", x => Visible(x.masked_fill(Checkered(x), double.NegativeInfinity).log_softmax(-1))),
        One("logsumexp", x => x.logsumexp(-1)) with { TakesEmpty = false },
        One("logsumexp of columns", x => x.logsumexp(0, keepdim: true)) with { TakesEmpty = false },
        new("logsumexp of a middle dimension", (n, m) => [[n, 2, m]], x => x[0].logsumexp(1)),
        One("reshape", x => x.reshape(-1).mul(2)),
        One("view of a transpose", x => x.t().reshape(-1)),
        One("permute", x => x.permute(1, 0)),
        new("permute of three", (n, m) => [[n, 2, m]], x => x[0].permute(2, 0, 1)),
        One("unsqueeze and squeeze", x => x.unsqueeze(1).mul(2).squeeze(1)),
        One("flatten", x => x.flatten()),
        One("unflatten", x => x.flatten().unflatten(0, x.shape)),
        new("expand", (n, m) => [[n, 1]], x => x[0].expand(2, x[0].size(0), 4)),
        One("repeat", x => x.repeat(2, 3)),
        One("repeat_interleave", x => x.repeat_interleave(2, 0)),
        One("narrow", x => x.narrow(0, 1, x.size(0) - 1)) with { TakesEmpty = false },
        One("slice", x => x.slice(1, 0, x.size(1), 2)),
        One("select", x => x.select(0, -1)) with { TakesEmpty = false },
        One("flip", x => x.flip(0, 1)),
        One("split", x => cat(x.split(2), 0)),
        One("unbind", x => stack(x.unbind(1), 0)) with { TakesEmpty = false },
        Two("cat", (x, y) => cat([x, y, x], 1)),
        Two("stack", (x, y) => stack([x, y], 1)),
        Two("where", (x, y) => where(Checkered(x), x, y)),
        new("where of a row and a number", (n, m) => [[m], []], x => where(Checkered(x[0]), x[0], x[1])),
        One("masked_fill", x => x.masked_fill(Checkered(x), 3)),
        One("masked_select", x => x.masked_select(Checkered(x))),
        One("index by places", x => x[TensorIndex.Colon, TensorIndex.Tensor(Within(x.size(1), 2, 0, 2))]) with { TakesEmpty = false },
        One("index by two tensors", x => x[Within(x.size(0), 1, 0, 1), Within(x.size(1), 0, 2, 0)]) with { TakesEmpty = false },
        One("index by numbers and ranges", x => x[TensorIndex.Ellipsis, TensorIndex.None, TensorIndex.Slice(0, -1)]),
        One("index_select", x => x.index_select(0, Within(x.size(0), 2, 0, 2))) with { TakesEmpty = false },
        One("gather", x => x.gather(1, Within(x.size(1), 3, 0, 3, 1).expand(x.size(0), 4))) with { TakesEmpty = false },
        One("gather of a part", x => x.gather(0, Within(x.size(0), 1, 0).reshape(2, 1))) with { TakesEmpty = false },
        new("scatter_add", (n, m) => [[n, m], [n, 3]], x => x[0].scatter_add(1, Within(x[0].size(1), 1, 0, 1).expand(x[1].size(0), 3), x[1])) { TakesEmpty = false },
        new("scatter_add of a part", (n, m) => [[n, m], [n, 3]], x => x[0].scatter_add(1, Within(x[0].size(1), 1, 0).expand(x[1].size(0), 2), x[1])) { TakesEmpty = false },
        new("scatter", (n, m) => [[n, m], [n, 1]], x => x[0].scatter(1, Within(x[0].size(1), 2).expand(x[1].size(0), 1), x[1])) { TakesEmpty = false },
        new("index_add", (n, m) => [[n, m], [3, m]], x => x[0].index_add(0, Within(x[0].size(0), 2, 0, 2), x[1], 0.7)) { TakesEmpty = false },
        new("index_add of columns", (n, m) => [[n, m], [n, 3]], x => x[0].index_add(1, Within(x[0].size(1), 2, 0, 2), x[1], 1)) { TakesEmpty = false },
    ];

    private static Case One(string name, Func<Tensor, Tensor> function, bool positive = false) =>
        new(name, (n, m) => [[n, m]], x => function(x[0]), positive);

    private static Case Two(string name, Func<Tensor, Tensor, Tensor> function, bool positive = false) =>
        new(name, (n, m) => [[n, m], [n, m]], x => function(x[0], x[1]), positive);

    private static Tensor Places(params long[] places) => tensor(places);

    // Places made to fit a size.
    private static Tensor Within(long size, params long[] places) => tensor(places.Select(place => place % size).ToArray());

    // Every second element, but never the first, so that no row is masked altogether unless it has one element.
    private static Tensor Checkered(Tensor x) => arange(x.numel(), int64).remainder(2).eq(1).reshape(x.shape);

    // What is minus infinity is no number to take differences of.
    private static Tensor Visible(Tensor x) => x.masked_fill(x.isinf().logical_or(x.isnan()), 0.0);
}
