using System.Runtime.CompilerServices;

namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>
    /// An array of numbers with a shape, on the CPU. Views share their memory with the tensor they were taken from.
    /// A tensor belongs to the innermost dispose scope of the thread that made it, and is disposed with it.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private Storage? storage;
        private readonly long[] sizes;
        private readonly long[]? strides;

        /// <summary>Takes over one ownership of <paramref name="storage"/>. No strides means contiguous.</summary>
        internal Tensor(Storage storage, long[] sizes, long[]? strides, long offset, ScalarType type, bool inScope = true)
        {
            (this.storage, this.sizes, this.strides, Offset, ElementType) = (storage, sizes, strides, offset, type);
            Count = Shape.Count(sizes);
            if (inScope)
                ThreadState.Current.Scope?.Add(this);
        }

        /// <summary>A handle on the memory of another tensor, in no scope.</summary>
        private protected Tensor(Tensor source) : this(source.Storage, source.sizes, source.strides, source.Offset, source.ElementType, inScope: false) =>
            Storage.AddOwner();

        /// <summary>A copy of the sizes.</summary>
        public long[] shape => (long[])Sizes.Clone();

        /// <summary>The type of the elements.</summary>
        public ScalarType dtype => ElementType;

        /// <summary>Where the elements are: always the CPU.</summary>
        public Device device => CPU;

        /// <summary>The kind of device: always the CPU.</summary>
        public DeviceType device_type => DeviceType.CPU;

        /// <summary>Number of dimensions.</summary>
        public long ndim => Sizes.Length;

        /// <summary>Number of dimensions.</summary>
        public long Dimensions => Sizes.Length;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Count;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => Types.Size(ElementType);

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => storage is null;

        /// <summary>The sizes, not to be written.</summary>
        internal long[] Sizes => storage is null ? throw Disposed() : sizes;

        internal long Offset { get; }

        internal ScalarType ElementType { get; }

        internal long Count { get; }

        internal bool Contiguous => strides is null;

        internal Storage Storage => storage ?? throw Disposed();

        internal DisposeScope? Scope { get; private set; }

        internal int ScopeSlot { get; private set; }

        /// <summary>Number of dimensions.</summary>
        public long dim() => Sizes.Length;

        /// <summary>Number of elements.</summary>
        public long numel() => Count;

        /// <summary>Bytes of one element.</summary>
        public long element_size() => Types.Size(ElementType);

        /// <summary>A copy of the sizes.</summary>
        public long[] size() => shape;

        /// <summary>The size of one dimension; negative ones count from the back.</summary>
        public long size(int dim) => Sizes[Shape.Dimension("size", dim, Sizes.Length)];

        /// <summary>Steps between neighbours along each dimension, in elements.</summary>
        public long[] stride() => strides is null ? Shape.ContiguousStrides(Sizes) : (long[])strides.Clone();

        /// <summary>The step between neighbours along one dimension, in elements.</summary>
        public long stride(int dim) => Strides[Shape.Dimension("stride", dim, Sizes.Length)];

        /// <summary>Position of the first element within the memory shared with other views, in elements.</summary>
        public long storage_offset() => Offset;

        /// <summary>Whether the elements lie in memory in row-major order without gaps.</summary>
        public bool is_contiguous() => Contiguous;

        /// <summary>Whether the tensor is on the CPU: true.</summary>
        public bool is_cpu() => true;

        /// <summary>Whether the tensor is on a GPU: false.</summary>
        public bool is_cuda => false;

        /// <summary>Whether the elements are float32 or float64.</summary>
        public bool is_floating_point() => Types.IsReal(ElementType);

        /// <summary>Whether the elements are integers.</summary>
        public bool is_integral() => ElementType == ScalarType.Int64;

        /// <summary>Gives the memory back, unless views or a graph still need it. Later use of this tensor is an error.</summary>
        public void Dispose()
        {
            if (storage is null)
                return;
            Scope?.Remove(this);
            ReleaseGraph();
            DisposePacked();
            var released = storage;
            storage = null;
            released.Release();
            GC.SuppressFinalize(this);
        }

        /// <summary>Lets go of what a parameter keeps beside its elements.</summary>
        private protected virtual void DisposePacked()
        {
        }

        /// <summary>Hands the tensor to the scope around the one that holds it.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Hands the tensor to another scope; null lets go of it.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            Scope?.MoveToOther(other, this);
            return this;
        }

        /// <summary>Hands the tensor to the scope that holds another tensor.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Scope!);

        /// <summary>Takes the tensor out of its scope: it lives until it is disposed or collected.</summary>
        /// <returns>This tensor.</returns>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Remove(this);
            return this;
        }

        /// <summary>Whether both are the same object; elementwise comparison is <see cref="eq(Tensor)"/>.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        /// <summary>A hash of the object's identity.</summary>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        /// <summary>The strides, not to be written; computed for contiguous tensors.</summary>
        internal long[] Strides => strides ?? Shape.ContiguousStrides(Sizes);

        internal void Enter(DisposeScope scope, int slot) => (Scope, ScopeSlot) = (scope, slot);

        internal void Leave() => Scope = null;

        /// <summary>A contiguous tensor with arbitrary contents.</summary>
        internal static Tensor Create(long[] sizes, ScalarType type, bool inScope = true) =>
            new(Storage.Rent(Shape.Count(sizes) * Types.Size(type)), sizes, null, 0, type, inScope);

        /// <summary>A contiguous tensor of one value.</summary>
        internal static Tensor Filled(long[] sizes, Number value, ScalarType type, bool inScope = true)
        {
            var result = Create(sizes, type, inScope);
            Copying.Fill(result, value);
            return result;
        }

        /// <summary>A tensor on the same memory, without a graph.</summary>
        internal Tensor Share(long[] sizes, long[]? strides, long offset, bool inScope = true)
        {
            var shared = Storage;
            shared.AddOwner();
            return new Tensor(shared, sizes, strides, offset, ElementType, inScope);
        }

        /// <summary>The same tensor as a handle of its own, without a graph and outside every scope.</summary>
        internal Tensor Hold() => Share(sizes, strides, Offset, inScope: false);

        /// <summary>The elements of a contiguous tensor, for reading or, after <see cref="MarkWritten"/>, writing.</summary>
        internal Span<T> Elements<T>() where T : unmanaged => Storage.Span<T>(Offset, Count);

        /// <summary>The memory from this tensor's first element to its last, gaps included.</summary>
        internal Span<T> Reach<T>() where T : unmanaged
        {
            if (strides is null || Count == 0)
                return Elements<T>();
            long last = 0;
            for (var i = 0; i < sizes.Length; i++)
                last += (sizes[i] - 1) * strides[i];
            return Storage.Span<T>(Offset, last + 1);
        }

        internal void MarkWritten() => Storage.MarkWritten();

        private static ObjectDisposedException Disposed() => new("Tensor",
            "this tensor was disposed, by Dispose() or by the end of its dispose scope: keep a tensor beyond its scope with "
            + "MoveToOuterDisposeScope() or DetachFromDisposeScope().");
    }
}
