using System.Numerics;
using GFlowNets.Tensors.Modules;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Operations that modules use and TorchSharp has no one name for.</summary>
internal static unsafe partial class Kernels
{
    // X: input, Y: weight, Z: result, Source: the weight as a parameter, which keeps it packed; B: weight, C: bias; P: kind of activation, Q: its parameter.
    private static readonly Rule LinearRule = new("linear", static (node, g) =>
    {
        var sums = ActivationGradient(g, node);
        var x = node.X;
        var weight = node.Source is { IsInvalid: false } kept ? kept : node.Y;
        if (node.A is not null)
            node.PassA(Product(AsRows(sums), weight, transposed: false, x.Sizes));
        if (node.B is not null)
            node.PassB(TransposedProduct(AsRows(sums), AsRows(x)));
        if (node.C is not null)
            node.PassC(Reductions.SumTo(AsRows(sums), [sums.Sizes[^1]]));
    });

    /// <summary>activation(x Wᵀ + b) over the last dimension of x, with W of shape [outputs, inputs].</summary>
    internal static Tensor Linear(Tensor x, Tensor weight, Tensor? bias, Activation activation)
    {
        CheckLinear(x, weight, bias);
        if (!activation.DerivativeFromResult && (Tensor.Tracked(x, weight) || (bias is not null && Tensor.Tracked(bias))))
        {
            var sum = Linear(x, weight, bias, Activation.None);
            return activation.Kind == ActivationKind.Silu ? sum.silu()
                : activation.Kind == ActivationKind.Gelu ? sum.gelu()
                : activation.Kind == ActivationKind.LeakyRelu ? sum.leaky_relu(activation.Parameter)
                : sum.elu(activation.Parameter);
        }
        var input = x.Contiguous ? x : x.contiguous();
        long[] sizes = [.. x.Sizes.AsSpan()[..^1], weight.Sizes[0]];
        var result = Product(AsRows(input), weight, transposed: true, sizes, bias, activation);
        if (Tensor.Tracked(x, weight) || (bias is not null && Tensor.Tracked(bias)))
        {
            var node = Node.Record(LinearRule, result, x, weight, bias).Save(input, weight, activation.Kind == ActivationKind.None ? null : result);
            (node.P, node.Q, node.Source) = ((double)activation.Kind, activation.Parameter, weight as Parameter);
        }
        return result;
    }

    /// <summary>[rows, depth] times a matrix, or times its transpose, with a bias and an activation; as a new tensor of the given sizes.</summary>
    internal static Tensor Product(Tensor rows, Tensor matrix, bool transposed, long[] sizes, Tensor? bias = null, Activation activation = default)
    {
        var result = Tensor.Create(sizes, rows.ElementType);
        if (rows.ElementType == ScalarType.Float32)
            Product<float>(rows, matrix, transposed, result, bias, activation);
        else
            Product<double>(rows, matrix, transposed, result, bias, activation);
        return result;
    }

    /// <summary>Writes [rows, depth] times a matrix over a contiguous result, or adds it to what the result holds.</summary>
    internal static void ProductInto(Tensor rows, Tensor matrix, Tensor result, bool adds)
    {
        if (rows.ElementType == ScalarType.Float32)
            Product<float>(rows, matrix, transposed: false, result, null, default, adds);
        else
            Product<double>(rows, matrix, transposed: false, result, null, default, adds);
        result.MarkWritten();
    }

    /// <summary>aᵀ b for two matrices with as many rows: the sums over rows of outer products.</summary>
    internal static Tensor TransposedProduct(Tensor a, Tensor b) =>
        Product(a.Share([a.Sizes[1], a.Sizes[0]], [a.Strides[1], a.Strides[0]], a.Offset), b, transposed: false, [a.Sizes[1], b.Sizes[1]]);

    // Rows of a deep right factor that are packed at a time, so that they are still in the second-level cache when they are used.
    private const int DeepSlice = 256;

    // Bytes to the next row up to which a right factor may be read as it lies: longer steps compete for the same few places of the caches.
    private const int LongestStep = 2048;

    private static void Product<T>(Tensor rows, Tensor matrix, bool transposed, Tensor result, Tensor? bias, Activation activation, bool adds = false)
        where T : unmanaged, INumber<T>
    {
        if (matrix is not Parameter && !transposed && bias is null && activation.Kind == ActivationKind.None)
        {
            if (LiesInPanels<T>(matrix))
            {
                ProductAsItLies<T>(rows, matrix, result, adds);
                return;
            }
            if (matrix.Sizes[0] > DeepSlice)
            {
                DeepProduct<T>(rows, matrix, result, adds);
                return;
            }
        }
        var parameter = matrix as Parameter;
        var packed = parameter?.Packed<T>(transposed) ?? PackedMatrix.Of<T>(matrix, transposed);
        // Whole panels are read where a row starts, so a last one that is not full must be filled up.
        var padded = bias is null || (bias.Contiguous && bias.Count % MatrixProduct.PanelWidth<T>() == 0) ? null : PadBias<T>(bias);
        var start = padded ?? bias;
        fixed (T* b = packed.Storage.Span<T>(0, MatrixProduct.PackedCount<T>(packed.Depth, packed.Columns)), s = start is null ? default : start.Elements<T>())
        {
            var product = MatrixProduct.Product<T>.OfPacked(b, packed.Depth, packed.Finite);
            product.Start = s;
            product.Finish = FinishOf<T>(activation);
            product.FinishParameter = T.CreateTruncating(activation.Parameter);
            Multiply(product, rows, 0, result, adds);
        }
        padded?.Dispose();
        if (parameter is null)
            packed.Release();
    }

    // Not a row that is repeated without memory of its own: products step from row to row until they have gone far enough.
    private static bool LiesInPanels<T>(Tensor matrix) where T : unmanaged =>
        matrix.Strides[1] == 1 && matrix.Strides[0] > 0 && matrix.Sizes[1] % MatrixProduct.PanelWidth<T>() == 0 && matrix.Strides[0] * sizeof(T) <= LongestStep;

    private static void ProductAsItLies<T>(Tensor rows, Tensor matrix, Tensor result, bool adds) where T : unmanaged, INumber<T>
    {
        fixed (T* b = matrix.Reach<T>())
            Multiply(MatrixProduct.Product<T>.AsItLies(b, (int)matrix.Sizes[0], (nint)matrix.Strides[0]), rows, 0, result, adds);
    }

    private static void DeepProduct<T>(Tensor rows, Tensor matrix, Tensor result, bool adds) where T : unmanaged, INumber<T>
    {
        var (depth, columns) = ((int)matrix.Sizes[0], (int)matrix.Sizes[1]);
        var count = MatrixProduct.PackedCount<T>(DeepSlice, columns);
        var storage = Storage.Rent(count * sizeof(T));
        fixed (T* source = matrix.Reach<T>(), packed = storage.Span<T>(0, count))
        {
            for (var first = 0; first < depth; first += DeepSlice)
            {
                var slice = Math.Min(DeepSlice, depth - first);
                MatrixProduct.Pack(source + (first * matrix.Strides[0]), (nint)matrix.Strides[0], (nint)matrix.Strides[1], slice, columns, packed);
                Multiply(MatrixProduct.Product<T>.OfPacked(packed, slice, MatrixProduct.IsFinite(packed, slice, columns)), rows, first, result, adds || first > 0);
            }
        }
        storage.Release();
    }

    // Multiplies the part of the rows from one column on that is as deep as the product.
    private static void Multiply<T>(MatrixProduct.Product<T> product, Tensor rows, int first, Tensor result, bool adds) where T : unmanaged
    {
        var strides = rows.Strides;
        (product.RowStride, product.DepthStride) = ((nint)strides[0], (nint)strides[1]);
        (product.Rows, product.Columns, product.Continues) = ((int)rows.Sizes[0], (int)result.Sizes[^1], adds);
        fixed (T* a = rows.Reach<T>(), c = result.Elements<T>())
        {
            product.A = a + (first * strides[1]);
            product.C = c;
            MatrixProduct.Multiply(product);
        }
    }

    private static Tensor PadBias<T>(Tensor bias) where T : unmanaged
    {
        var width = MatrixProduct.PanelWidth<T>();
        var padded = Tensor.Create([(bias.Count + width - 1) / width * width], bias.ElementType, inScope: false);
        var elements = padded.Elements<T>();
        elements.Clear();
        var source = bias.Reach<T>();
        var step = bias.Count > 1 ? (int)bias.Strides[0] : 1;
        for (var i = 0; i < bias.Count; i++)
            elements[i] = source[i * step];
        return padded;
    }

    private static delegate*<T*, int, T, void> FinishOf<T>(Activation activation) where T : unmanaged, INumber<T> => activation.Kind switch
    {
        ActivationKind.Relu => &Finish<T, Relu>,
        ActivationKind.LeakyRelu => &Finish<T, LeakyRelu>,
        ActivationKind.Sigmoid => &Finish<T, Sigmoid>,
        ActivationKind.Tanh => &Finish<T, Tanh>,
        ActivationKind.Silu => &Finish<T, Silu>,
        ActivationKind.Gelu => &Finish<T, Gelu>,
        ActivationKind.Elu => &Finish<T, Elu>,
        _ => null,
    };

    private static void Finish<T, TOp>(T* elements, int count, T parameter) where T : unmanaged, INumber<T> where TOp : struct, IUnary
    {
        var span = new Span<T>(elements, count);
        Elementwise.Loop<T, TOp>(span, span, parameter, default);
    }

    private static Tensor ActivationGradient(Tensor g, Node node)
    {
        var gradient = g.Contiguous ? g : g.contiguous();
        return (ActivationKind)(int)node.P switch
        {
            ActivationKind.Relu => Elementwise.Binary<ReluGradient>("relu", gradient, node.Z),
            ActivationKind.LeakyRelu => Elementwise.Binary<LeakyReluGradient>("leaky_relu", gradient, node.Z, node.Q),
            ActivationKind.Sigmoid => Elementwise.Binary<SigmoidGradient>("sigmoid", gradient, node.Z),
            ActivationKind.Tanh => Elementwise.Binary<TanhGradient>("tanh", gradient, node.Z),
            ActivationKind.Elu => Elementwise.Binary<EluGradient>("elu", gradient, node.Z, node.Q),
            _ => gradient,
        };
    }

    // All dimensions but the last taken as one.
    private static Tensor AsRows(Tensor x) =>
        x.Sizes.Length == 2 ? x : x.Share([x.Sizes[^1] == 0 ? Shape.Count(x.Sizes.AsSpan()[..^1]) : x.Count / x.Sizes[^1], x.Sizes[^1]], null, x.Offset);

    private static void CheckLinear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (weight.Sizes.Length != 2 || x.Sizes.Length == 0 || x.Sizes[^1] != weight.Sizes[1])
        {
            throw new ArgumentException("linear: the input's last size must be the weight's second "
                + $"(got an input of {Shape.Text(x.Sizes)} and a weight of {Shape.Text(weight.Sizes)}).");
        }
        if (bias is not null && (bias.Sizes.Length != 1 || bias.Sizes[0] != weight.Sizes[0]))
        {
            throw new ArgumentException("linear: the bias must have one element for each row of the weight "
                + $"(got a bias of {Shape.Text(bias.Sizes)} and a weight of {Shape.Text(weight.Sizes)}).");
        }
        if (!x.is_floating_point() || x.ElementType != weight.ElementType || (bias is not null && bias.ElementType != x.ElementType))
        {
            throw new ArgumentException("linear: input, weight and bias must be of one real type "
                + $"(got {x.ElementType}, {weight.ElementType}{(bias is null ? "" : $", {bias.ElementType}")}).");
        }
    }
}
