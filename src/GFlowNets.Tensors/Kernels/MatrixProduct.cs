using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GFlowNets.Tensors;

/// <summary>
/// C = A B (+ a starting row or what C holds), for float and double.
///
/// B is packed into wide panels of eight 512-bit vectors (128 floats, 64 doubles) and, for the columns left, narrow ones of
/// two, each stored row after row; one that is used once and whose rows are short and fill whole panels is read as it lies.
/// The inner kernel (MatrixProduct.Tiles.cs) keeps a tile of eight rows by two vectors of C in sixteen registers, and for
/// every row of B broadcasts eight elements of A: sixteen multiply-adds for two loads of B, so the arithmetic units never wait
/// for memory. Where the hardware has 256-bit vectors only, the tile is four rows by half as much. A last panel of which half
/// is empty, as of a head with few outputs, takes half the work.
///
/// Where A is full of zeros, as behind a rectifier, wide panels are multiplied two rows at a time instead, and depths at which
/// both rows hold zeros are left out (MatrixProduct.Pairs.cs). That needs a B without infinities, which zeros would make NaN.
///
/// The depth is cut into slices, so that a slice of a panel stays in the first-level cache while the rows pass by; a tile
/// then continues from what it stored, which changes no bit. Rows are cut into blocks that fit the second level. A is
/// read where it lies if its rows are contiguous, else repacked in larger blocks, so that memory is read in its own order
/// and what is packed once serves more panels. Threads share out blocks of rows.
///
/// Every element of C is one chain of fused multiply-adds in the order of the depth, whatever the tile, the block, the
/// thread or the vector width, whether or not zeros are left out (but for the sign of a sum that is zero); so results do not
/// depend on any of these, nor on the other rows of a batch.
/// </summary>
internal static unsafe partial class MatrixProduct
{
    private const int TileRows = LeftBlock<float>.StripRows;
    private const int BlockRows = 64;
    private const int RepackedBlockRows = 256;
    private const int Slice = 256;

    /// <summary>Products with no more multiply-adds than this, 64 rows by 256 by 256, stay on one thread.</summary>
    private const long WorthThreads = 1 << 22;

    /// <summary>Whether to use 512-bit vectors; tests turn it off to try the other path.</summary>
    internal static bool Wide { get; set; } = Vector512.IsHardwareAccelerated;

    /// <summary>Multiplies.</summary>
    internal static void Multiply<T>(Product<T> product) where T : unmanaged
    {
        if (product.Rows == 0 || product.Columns == 0)
            return;
        var work = (long)product.Rows * product.Columns * product.Depth;
        var blocks = (product.Rows + TileRows - 1) / TileRows;
        Workers.Run(ref product, work <= WorthThreads ? 1 : Math.Min(Workers.Count, blocks));
    }

    /// <summary>One product, with C contiguous by rows.</summary>
    internal struct Product<T> : IJob where T : unmanaged
    {
        internal T* A;
        internal nint RowStride, DepthStride;
        internal int Rows, Depth, Columns;

        /// <summary>B, packed or as it lies.</summary>
        internal T* B;

        /// <summary>Whether B is packed, and whether every element of it is then known to be finite, so that zeros of A may be left out.</summary>
        internal bool IsPacked, Finite;

        /// <summary>From a row of B to the next where it is read as it lies.</summary>
        internal nint RowStrideB;

        /// <summary>The row that every row of C starts from, <see cref="PanelWidth"/>-padded; null to start from zero.</summary>
        internal T* Start;

        internal T* C;

        /// <summary>Whether to add to what C holds, such as the sums of an earlier part of the depth.</summary>
        internal bool Continues;

        /// <summary>Done to each block of C when it is complete; may be null.</summary>
        internal delegate*<T*, int, T, void> Finish;

        internal T FinishParameter;

        /// <summary>Multiplies with a B that <see cref="Pack"/> wrote.</summary>
        internal static Product<T> OfPacked(T* packed, int depth, bool finite) => new() { B = packed, Depth = depth, IsPacked = true, Finite = finite };

        /// <summary>Multiplies with a B of contiguous rows that fill whole panels.</summary>
        internal static Product<T> AsItLies(T* b, int depth, nint rowStride) => new() { B = b, Depth = depth, RowStrideB = rowStride };

        [SkipLocalsInit]
        public void Run(int part, int parts)
        {
            var width = PanelWidth<T>();
            // Small products go by tiles, so that every thread gets some.
            var (from, to) = Workers.Range(part, parts, Rows, TileRows);
            // Each thread looks at a B that lies loose for itself: read in order, it comes to that thread's caches in the shortest time.
            var finite = Wide && HasWidePanel<T>(Columns) && (IsPacked ? Finite : from < to && IsFinite(B, Depth, Columns, RowStrideB));
            var repacks = DepthStride != 1;
            var block = repacks ? RepackedBlockRows : BlockRows;
            var scratch = stackalloc T[TileRows * width];
            new Span<T>(scratch, TileRows * width).Clear();
            var zero = stackalloc T[WidePanel<T>()];
            new Span<T>(zero, WidePanel<T>()).Clear();
            var masks = stackalloc ulong[block / 2 * (Slice / LeftBlock<T>.WordBits)];
            var packed = block / TileRows * LeftBlock<T>.StripStride(Slice);
            var storage = repacks ? Storage.Rent(packed * sizeof(T)) : null;
            fixed (T* strips = storage is null ? default : storage.Span<T>(0, packed))
            {
                for (var row = from; row < to; row += block)
                {
                    var rows = Math.Min(block, to - row);
                    if (Depth == 0 && !Continues)
                        FillStart(row, rows);
                    for (var k = 0; k < Depth; k += Slice)
                    {
                        var (depth, first) = (Math.Min(Slice, Depth - k), k == 0 && !Continues);
                        var left = new LeftBlock<T>(A + (row * RowStride) + (k * DepthStride), RowStride, rows, depth);
                        if (repacks)
                        {
                            PackStrips(left.Elements, rows, depth, strips);
                            left = new LeftBlock<T>(strips, rows, depth);
                        }

                        var done = finite && left.MarkPairs(masks, Slice / LeftBlock<T>.WordBits) ? MultiplyPairs(left, row, k, first, masks, zero) : 0;
                        for (var column = done; column < Columns; column += width)
                        {
                            var panel = Panel(column, k, out var rowStride);
                            for (var tile = 0; tile < rows; tile += TileRows)
                                ComputeTile(left, tile, panel, rowStride, row, column, first, zero, scratch);
                        }
                    }
                    if (Finish != null)
                        Finish(C + ((nint)row * Columns), rows * Columns, FinishParameter);
                }
            }
            storage?.Release();
        }

        /// <summary>Row k of the panel that holds a column, from that column on.</summary>
        private readonly T* Panel(int column, int k, out nint rowStride)
        {
            if (!IsPacked)
            {
                rowStride = RowStrideB;
                return B + (k * RowStrideB) + column;
            }
            var wide = WideColumns<T>(Columns);
            var (before, width) = column < wide ? (0, WidePanel<T>()) : (wide, PanelWidth<T>());
            var inside = (column - before) % width;
            rowStride = width;
            return B + ((nint)(column - inside) * Depth) + ((nint)k * width) + inside;
        }

        // The columns in wide panels, two rows at a time; returns how many these are.
        private readonly int MultiplyPairs(LeftBlock<T> left, int row, int k, bool first, ulong* masks, T* zero)
        {
            var (width, columns) = (WidePanel<T>(), WideColumns<T>(Columns));
            // As many rows of a panel as stay in the first-level cache; where they lie apart, they compete for the same places there.
            var step = RowStrideB * sizeof(T) <= 512 ? LeftBlock<T>.WordBits : RowStrideB * sizeof(T) <= 1024 ? LeftBlock<T>.WordBits / 2 : LeftBlock<T>.WordBits / 4;
            for (var part = 0; part < left.Depth; part += step)
            {
                var begins = first && part == 0;
                for (var column = 0; column < columns; column += width)
                {
                    var panel = Panel(column, k + part, out var rowStride);
                    for (var i = 0; i < left.Rows; i += 2)
                    {
                        var mask = masks[(i / 2 * (Slice / LeftBlock<T>.WordBits)) + (part / LeftBlock<T>.WordBits)] >> (part % LeftBlock<T>.WordBits);
                        if (step < LeftBlock<T>.WordBits)
                            mask &= (1ul << step) - 1;
                        var c = C + ((nint)(row + i) * Columns) + column;
                        // A row without a partner is its own.
                        var single = i + 1 == left.Rows;
                        var a = left.Row(i) + (part * left.DepthStride);
                        var next = single ? 0 : (nint)Columns;
                        var start = !begins ? c : Start == null ? zero : Start + column;
                        Pair(a, single ? a : a + left.RowStride, left.DepthStride, mask, panel, rowStride, start, begins ? 0 : next, c, next);
                    }
                }
            }
            return columns;
        }

        private readonly void FillStart(int row, int rows)
        {
            for (var i = 0; i < rows; i++)
            {
                var target = new Span<T>(C + ((nint)(row + i) * Columns), Columns);
                if (Start == null)
                    target.Clear();
                else
                    new Span<T>(Start, Columns).CopyTo(target);
            }
        }

        // [tile][k][8]: the eight elements that the kernel broadcasts together lie together. Missing rows are left as they are: never stored.
        private readonly void PackStrips(T* a, int rows, int depth, T* strips)
        {
            var (whole, strip) = (RowStride == 1 ? rows / TileRows * TileRows : 0, LeftBlock<T>.StripStride(depth));
            for (nint k = 0; k < depth; k++, a += DepthStride, strips += TileRows)
            {
                // Where rows lie side by side, whole strips are copied; in any case in the order of the source's memory.
                var target = strips;
                for (var row = 0; row < whole; row += TileRows, target += strip)
                    Unsafe.CopyBlockUnaligned(target, a + row, (uint)(TileRows * sizeof(T)));
                for (var row = whole; row < rows; row++)
                    strips[(row / TileRows * strip) + (row % TileRows)] = a[row * RowStride];
            }
        }

        private readonly void ComputeTile(LeftBlock<T> left, int tile, T* panel, nint rowStrideB, int row, int column, bool first, T* zero, T* scratch)
        {
            var width = PanelWidth<T>();
            var (valid, rows) = (Math.Min(width, Columns - column), Math.Min(TileRows, left.Rows - tile));
            var (rowStride, depthStride, depth) = (left.RowStride, left.DepthStride, left.Depth);
            var a = left.Row(tile);
            var c = C + ((nint)(row + tile) * Columns) + column;
            nint stride = Columns;
            if (valid < width)
            {
                // The last panel is narrower: compute beside, copy what counts.
                for (var i = 0; i < rows && !first; i++)
                    new Span<T>(c + (i * stride), valid).CopyTo(new Span<T>(scratch + (i * width), width));
                var edge = first ? Start == null ? zero : Start + column : scratch;
                if (Wide && 2 * valid <= width)
                    Tile8Half(a, rowStride, depthStride, rows, panel, rowStrideB, depth, edge, first ? 0 : width, scratch, width);
                else
                    Kernel(a, rowStride, depthStride, rows, panel, rowStrideB, depth, edge, first ? 0 : width, scratch, width);
                for (var i = 0; i < rows; i++)
                    new Span<T>(scratch + (i * width), valid).CopyTo(new Span<T>(c + (i * stride), valid));
                return;
            }
            var start = first ? Start == null ? zero : Start + column : c;
            Kernel(a, rowStride, depthStride, rows, panel, rowStrideB, depth, start, first ? 0 : stride, c, stride);
        }
    }
}
