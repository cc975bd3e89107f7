namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>One index of <c>tensor[...]</c>: a number, a range, an ellipsis, a new dimension, a mask or tensor of places.</summary>
    public readonly struct TensorIndex
    {
        /// <summary>All of the dimensions that the other indices leave.</summary>
        public static readonly TensorIndex Ellipsis = new(TensorIndexKind.Ellipsis, null, null, null, null);

        /// <summary>A new dimension of size one.</summary>
        public static readonly TensorIndex Null = new(TensorIndexKind.New, null, null, null, null);

        /// <summary>A new dimension of size one.</summary>
        public static readonly TensorIndex None = Null;

        /// <summary>All of one dimension.</summary>
        public static readonly TensorIndex Colon = new(TensorIndexKind.Slice, null, null, null, null);

        private TensorIndex(TensorIndexKind kind, long? start, long? stop, long? step, Tensor? chosen) =>
            (Kind, Start, Stop, Step, this.Chosen) = (kind, start, stop, step, chosen);

        internal TensorIndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Chosen { get; }

        /// <summary>One slice, counted from the back where negative; null for a new dimension.</summary>
        public static TensorIndex Single(long? index) => index is null ? Null : new(TensorIndexKind.Single, index, null, null, null);

        /// <summary>Every step-th slice from start up to stop, which is not taken; null for the ends.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(TensorIndexKind.Slice, start, stop, step, null);

        /// <summary>The slices of a range.</summary>
        public static TensorIndex Slice(Range range) => new(TensorIndexKind.Slice, From(range.Start), To(range.End), null, null);

        /// <summary>What a mask or a tensor of int64 places chooses.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new(TensorIndexKind.Tensor, null, null, null, tensor);

        /// <summary>One slice.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>One slice, which may be counted from the end.</summary>
        public static implicit operator TensorIndex(Index index) => Single(From(index));

        /// <summary>The slices of a range.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(range);

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        private static long? To(Index index) => index is { IsFromEnd: true, Value: 0 } ? null : From(index);
    }

    internal enum TensorIndexKind
    {
        Single,
        Slice,
        Ellipsis,
        New,
        Tensor,
    }
}
