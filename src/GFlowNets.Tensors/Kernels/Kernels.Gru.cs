using System.Numerics;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

internal static unsafe partial class Kernels
{
    // X: what each step computed (reset, update and new gate, and the hidden part of the new gate, side by side), Y: the weight, Z: the states before each step.
    private static readonly Rule GruRule = new("gru", static (node, g) =>
    {
        using var scope = NewDisposeScope();
        var gradient = g.Contiguous ? g : g.contiguous();
        var weight = node.Source is { IsInvalid: false } kept ? kept : node.Y;
        var (steps, rows, hidden) = (gradient.Sizes[0], gradient.Sizes[1], gradient.Sizes[2]);
        var (inputs, products) = (Tensor.Create([steps, rows, 3 * hidden], g.ElementType), Tensor.Create([steps, rows, 3 * hidden], g.ElementType));
        var carried = Tensor.Filled([rows, hidden], 0.0, g.ElementType);
        for (var step = steps - 1; step >= 0; step--)
        {
            var (ofProducts, direct) = (Slice(products, step), Tensor.Create([rows, hidden], g.ElementType));
            if (g.ElementType == ScalarType.Float32)
                GateGradients<float>(Slice(gradient, step), carried, Slice(node.X, step), Slice(node.Z, step), Slice(inputs, step), ofProducts, direct);
            else
                GateGradients<double>(Slice(gradient, step), carried, Slice(node.X, step), Slice(node.Z, step), Slice(inputs, step), ofProducts, direct);
            var through = Product(ofProducts, weight, transposed: false, [rows, hidden]);
            Elementwise.BinaryInto<Add>(direct, through, direct);
            carried = direct;
        }

        var all = AsRows(products);
        if (node.More![0] is not null)
            node.PassMore(0, inputs);
        if (node.More[1] is not null)
            node.PassMore(1, carried);
        if (node.More[2] is not null)
            node.PassMore(2, TransposedProduct(all, AsRows(node.Z)));
        if (node.More[3] is not null)
            node.PassMore(3, Reductions.SumTo(all, [3 * hidden]));
    });

    /// <summary>
    /// The hidden states of a gated recurrent unit after each step: r and z are σ(x + h), n = tanh(x + r h) of the parts of x, the gates'
    /// inputs of a step, and of h, the product of the state with the weight; the next state is (1 − z) n + z times the state.
    /// </summary>
    /// <param name="gates">The gates' inputs, [steps, rows, 3 hidden], in the order r, z, n.</param>
    /// <param name="initial">The state before the first step, [rows, hidden].</param>
    /// <param name="weight">The weight of the state, [3 hidden, hidden].</param>
    /// <param name="bias">What is added to its product, [3 hidden]; or null.</param>
    /// <returns>[steps, rows, hidden].</returns>
    internal static Tensor Gru(Tensor gates, Tensor initial, Tensor weight, Tensor? bias)
    {
        var (steps, rows, hidden) = (gates.Sizes[0], gates.Sizes[1], weight.Sizes[1]);
        var type = gates.ElementType;
        if (initial.ElementType != type || weight.ElementType != type || (bias is not null && bias.ElementType != type))
            throw new ArgumentException($"gru: input, state and weights must be of one real type (got {type}, {initial.ElementType}, {weight.ElementType}).");
        using var scope = NewDisposeScope();
        var tracked = Tensor.Tracked(gates, weight) || Tensor.Tracked(initial) || (bias is not null && Tensor.Tracked(bias));
        var inputs = gates.Contiguous ? gates : gates.contiguous();
        var (result, computed) = (Tensor.Create([steps, rows, hidden], type), Tensor.Create([tracked ? steps : 1, rows, 4 * hidden], type));
        var before = initial.Contiguous ? initial : initial.contiguous();
        for (var step = 0; step < steps; step++)
        {
            var products = Product(before, weight, transposed: true, [rows, 3 * hidden], bias);
            var (next, values) = (Slice(result, step), Slice(computed, tracked ? step : 0));
            if (type == ScalarType.Float32)
                Gates<float>(Slice(inputs, step), products, before, values, next);
            else
                Gates<double>(Slice(inputs, step), products, before, values, next);
            before = next;
        }

        if (tracked)
        {
            var node = Node.Record(GruRule, result, [gates, initial, weight, bias]).Save(computed, weight, StatesBefore(initial, result));
            node.Source = weight as Modules.Parameter;
        }

        return scope.MoveToOuter(result);
    }

    private static Tensor StatesBefore(Tensor initial, Tensor result)
    {
        var states = Tensor.Create(result.Sizes, result.ElementType);
        Copying.Copy(initial, Slice(states, 0));
        if (result.Sizes[0] > 1)
        {
            long[] rest = [result.Sizes[0] - 1, .. result.Sizes.AsSpan()[1..]];
            Copying.Copy(result.Share(rest, null, result.Offset), states.Share(rest, null, states.Offset + (initial.Count)));
        }

        return states;
    }

    // One step of a contiguous tensor whose first dimension is steps.
    private static Tensor Slice(Tensor x, long step) =>
        x.Share([x.Sizes[1], x.Sizes[2]], null, x.Offset + (step * x.Sizes[1] * x.Sizes[2]));

    private static void Gates<T>(Tensor inputs, Tensor products, Tensor before, Tensor values, Tensor next) where T : unmanaged, INumber<T>
    {
        var (hidden, one) = ((int)before.Sizes[1], Vector<T>.One);
        for (var row = 0; row < before.Sizes[0]; row++)
        {
            var x = Row<T>(inputs, row);
            var p = Row<T>(products, row);
            var h = Row<T>(before, row);
            var v = Row<T>(values, row);
            var to = Row<T>(next, row);
            for (var i = 0; i < hidden; i += Vector<T>.Count)
            {
                var (xr, xz, xn) = Parts<T>(x, hidden, i);
                var (pr, pz, pn) = Parts<T>(p, hidden, i);
                var (r, z) = (Lanes.Sigmoid(xr + pr), Lanes.Sigmoid(xz + pz));
                var n = Lanes.Tanh(xn + (r * pn));
                Put(r, v[..hidden], i);
                Put(z, v.Slice(hidden, hidden), i);
                Put(n, v.Slice(2 * hidden, hidden), i);
                Put(pn, v.Slice(3 * hidden, hidden), i);
                Put(((one - z) * n) + (z * Take<T>(h, i)), to, i);
            }
        }
    }

    private static void GateGradients<T>(Tensor gradient, Tensor carried, Tensor values, Tensor before, Tensor ofInputs, Tensor ofProducts, Tensor direct) where T : unmanaged, INumber<T>
    {
        var (hidden, one) = ((int)before.Sizes[1], Vector<T>.One);
        for (var row = 0; row < before.Sizes[0]; row++)
        {
            var g = Row<T>(gradient, row);
            var c = Row<T>(carried, row);
            var v = Row<T>(values, row);
            var h = Row<T>(before, row);
            var x = Row<T>(ofInputs, row);
            var p = Row<T>(ofProducts, row);
            var d = Row<T>(direct, row);
            for (var i = 0; i < hidden; i += Vector<T>.Count)
            {
                var (r, z, n) = Parts<T>(v, hidden, i);
                var (pn, incoming) = (Take<T>(v.Slice(3 * hidden, hidden), i), Take<T>(g, i) + Take<T>(c, i));
                var dn = incoming * (one - z) * (one - (n * n));
                var dr = dn * pn * r * (one - r);
                var dz = incoming * (Take<T>(h, i) - n) * z * (one - z);
                Put(dr, x[..hidden], i);
                Put(dz, x.Slice(hidden, hidden), i);
                Put(dn, x.Slice(2 * hidden, hidden), i);
                Put(dr, p[..hidden], i);
                Put(dz, p.Slice(hidden, hidden), i);
                Put(dn * r, p.Slice(2 * hidden, hidden), i);
                Put(incoming * z, d, i);
            }
        }
    }

    private static Span<T> Row<T>(Tensor x, int row) where T : unmanaged => x.Elements<T>().Slice(row * (int)x.Sizes[1], (int)x.Sizes[1]);

    private static (Vector<T> First, Vector<T> Second, Vector<T> Third) Parts<T>(ReadOnlySpan<T> row, int length, int at) where T : unmanaged =>
        (Take(row[..length], at), Take(row.Slice(length, length), at), Take(row.Slice(2 * length, length), at));

    // A vector of a row from a place on; what lies beyond its end is zero.
    private static Vector<T> Take<T>(ReadOnlySpan<T> row, int at) where T : unmanaged
    {
        if (at + Vector<T>.Count <= row.Length)
            return new Vector<T>(row[at..]);
        Span<T> padded = stackalloc T[Vector<T>.Count];
        padded.Clear();
        row[at..].CopyTo(padded);
        return new Vector<T>(padded);
    }

    private static void Put<T>(Vector<T> vector, Span<T> row, int at) where T : unmanaged
    {
        if (at + Vector<T>.Count <= row.Length)
        {
            vector.CopyTo(row[at..]);
            return;
        }

        Span<T> padded = stackalloc T[Vector<T>.Count];
        vector.CopyTo(padded);
        padded[..(row.Length - at)].CopyTo(row[at..]);
    }
}
