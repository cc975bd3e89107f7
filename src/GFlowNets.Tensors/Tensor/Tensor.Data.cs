using System.Globalization;
using System.Text;
using GFlowNets.Tensors.Utils;

namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        // P: the type of the input.
        private static readonly Rule ToRule = new("to", static (node, g) => node.PassA(g.to((ScalarType)(int)node.P)));

        /// <summary>The elements as bytes, for a contiguous tensor; writing them changes the tensor.</summary>
        public Span<byte> bytes
        {
            get
            {
                RequireContiguous("bytes");
                MarkWritten();
                return Storage.Span<byte>(Offset * Types.Size(ElementType), Count * Types.Size(ElementType));
            }

            set
            {
                if (value.Length != Count * Types.Size(ElementType))
                    throw new ArgumentException($"bytes: this tensor has {Count * Types.Size(ElementType)} bytes (got {value.Length}).");
                value.CopyTo(bytes);
            }
        }

        /// <summary>The only element, in exactly this tensor's type.</summary>
        /// <exception cref="InvalidOperationException">There is not exactly one element, or it has another type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (Count != 1)
                throw new InvalidOperationException($"item: needs a single element (got a tensor of shape {Shape.Text(Sizes)}).");
            RequireType<T>("item");
            return Storage.Span<T>(Offset, 1)[0];
        }

        /// <summary>Access to the elements in row-major order, in exactly this tensor's type.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireType<T>("data");
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element as a number of its own.</summary>
        public Scalar ToScalar() => ElementType switch
        {
            ScalarType.Float32 => item<float>(),
            ScalarType.Float64 => item<double>(),
            ScalarType.Int64 => item<long>(),
            _ => item<bool>(),
        };

        /// <summary>The elements in another type.</summary>
        /// <param name="type">The type.</param>
        /// <param name="copy">Copy even if the type is the same already.</param>
        /// <param name="disposeAfter">Dispose this tensor afterwards.</param>
        /// <param name="non_blocking">Has no meaning on the CPU.</param>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Tensor result;
            if (type == ElementType)
            {
                result = copy ? clone() : alias();
            }
            else
            {
                result = Create(Sizes, type);
                Copying.Copy(this, result);
                if (Types.IsReal(type) && Tracked(this))
                    Node.Record(ToRule, result, this).P = (int)ElementType;
            }
            if (disposeAfter)
                Dispose();
            return result;
        }

        /// <inheritdoc cref="to(ScalarType, bool, bool, bool)"/>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(type, copy, disposeAfter, non_blocking);

        /// <summary>The tensor on a device, which must be the CPU.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Device.RequireCpu(device);
            return to(ElementType, copy, disposeAfter);
        }

        /// <summary>The tensor in a type and on a device, which must be the CPU.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Device.RequireCpu(device);
            return to(type, copy, disposeAfter);
        }

        /// <summary>The tensor in the type and on the device of another one.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.ElementType);

        /// <summary>The tensor in the type of another one.</summary>
        public Tensor type_as(Tensor tensor) => to(tensor.ElementType);

        /// <summary>The tensor on the CPU, where it is.</summary>
        public Tensor cpu() => alias();

        /// <summary>Refuses: the embedded engine has only the CPU.</summary>
        /// <exception cref="NotSupportedException">Always.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? new Device(DeviceType.CUDA));

        /// <summary>The elements as float32.</summary>
        public Tensor @float() => to(ScalarType.Float32);

        /// <summary>The elements as float64.</summary>
        public Tensor @double() => to(ScalarType.Float64);

        /// <summary>The elements as int64; fractions are cut off.</summary>
        public Tensor @long() => to(ScalarType.Int64);

        /// <summary>Where elements are not zero.</summary>
        public Tensor @bool() => to(ScalarType.Bool);

        /// <summary>Whether all elements are close to those of another tensor: within atol + rtol times their size.</summary>
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false)
        {
            using var scope = NewDisposeScope();
            var (a, b) = Meet(detach(), target.detach());
            (a, b) = (Real(a), Real(b));
            var close = a.sub(b).abs().le(b.abs().mul(rtol).add(atol)).logical_or(a.eq(b));
            if (equal_nan)
                close = close.logical_or(a.isnan().logical_and(b.isnan()));
            return close.all().item<bool>();
        }

        /// <summary>Shape and type, and the elements of a small tensor; of a larger one the first and last along each dimension.</summary>
        public override string ToString()
        {
            if (storage is null)
                return "disposed tensor";
            var text = new StringBuilder($"[{string.Join("x", sizes)}], type = {ElementType}, device = cpu");
            if (Count == 0)
                return text.ToString();
            text.Append(sizes.Length > 1 ? "\n" : " ");
            using var values = Copying.Packed(this);
            Print(text, values, 0, 0);
            return text.ToString();
        }

        internal void RequireContiguous(string operation)
        {
            if (!Contiguous)
                throw new InvalidOperationException($"{operation}: needs a contiguous tensor; take contiguous() first.");
        }

        private void RequireType<T>(string operation) where T : unmanaged
        {
            if (Types.Of<T>() != ElementType)
                throw new InvalidOperationException($"{operation}: this tensor holds {ElementType}, not {Types.Of<T>()}; ask for its own type or convert with to().");
        }

        private static void Print(StringBuilder text, Tensor values, int dim, long at)
        {
            const int Edge = 3;
            if (dim == values.sizes.Length)
            {
                text.Append(Element(values, at));
                return;
            }
            var (size, step) = (values.sizes[dim], Shape.Count(values.sizes, dim + 1, values.sizes.Length));
            var last = dim == values.sizes.Length - 1;
            text.Append('[');
            for (long i = 0; i < size; i++)
            {
                if (i > 0)
                    text.Append(last ? " " : "\n" + new string(' ', dim + 1));
                if (values.Count > 1000 && i == Edge && size > 2 * Edge)
                {
                    text.Append("...");
                    i = size - Edge - 1;
                    continue;
                }
                Print(text, values, dim + 1, at + (i * step));
            }
            text.Append(']');
        }

        private static string Element(Tensor values, long at) => values.ElementType switch
        {
            ScalarType.Float32 => values.Elements<float>()[(int)at].ToString("G5", CultureInfo.InvariantCulture),
            ScalarType.Float64 => values.Elements<double>()[(int)at].ToString("G5", CultureInfo.InvariantCulture),
            ScalarType.Int64 => values.Elements<long>()[(int)at].ToString(CultureInfo.InvariantCulture),
            _ => values.Elements<bool>()[(int)at] ? "true" : "false",
        };
    }
}
