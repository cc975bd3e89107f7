using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GFlowNets.Tensors;

/// <summary>
/// C = A B (+ a starting row or what C holds), for float and double.
///
/// B is packed into panels as wide as two 512-bit vectors (32 floats, 16 doubles), each stored row after row; one that is
/// used once and whose rows are short and fill whole panels is read as it lies. The inner kernel keeps a tile of eight rows
/// by one panel of C in sixteen registers, and for every row of the panel broadcasts eight elements of A: sixteen
/// multiply-adds for two loads of B, so the arithmetic units never wait for memory. Where the hardware has 256-bit vectors
/// only, the tile is four rows by half a panel. A last panel of which half is empty, as of a head with few outputs, takes
/// half the work.
///
/// The depth is cut into slices, so that a slice of a panel stays in the first-level cache while the rows pass by; a tile
/// then continues from what it stored, which changes no bit. Rows are cut into blocks that fit the second level. A is
/// read where it lies if its rows are contiguous, else repacked in larger blocks, so that memory is read in its own order
/// and what is packed once serves more panels. Threads share out blocks of rows.
///
/// Every element of C is one chain of fused multiply-adds in the order of the depth, whatever the tile, the block, the
/// thread or the vector width; so results do not depend on any of these, nor on the other rows of a batch.
/// </summary>
internal static unsafe class MatrixProduct
{
    private const int TileRows = 8;
    private const int BlockRows = 64;
    private const int RepackedBlockRows = 256;
    private const int Slice = 256;

    /// <summary>Products with no more multiply-adds than this, 64 rows by 256 by 256, stay on one thread.</summary>
    private const long WorthThreads = 1 << 22;

    /// <summary>Whether to use 512-bit vectors; tests turn it off to try the other path.</summary>
    internal static bool Wide { get; set; } = Vector512.IsHardwareAccelerated;

    /// <summary>Elements in a row of a panel.</summary>
    internal static int PanelWidth<T>() where T : unmanaged => 128 / sizeof(T);

    /// <summary>Elements that <see cref="Pack"/> writes.</summary>
    internal static long PackedCount<T>(int depth, int columns) where T : unmanaged
    {
        var width = PanelWidth<T>();
        return (long)((columns + width - 1) / width) * width * depth;
    }

    /// <summary>Packs B, of given strides, into panels; columns beyond the last are zero.</summary>
    internal static void Pack<T>(T* b, nint rowStride, nint columnStride, int depth, int columns, T* packed) where T : unmanaged
    {
        if (columnStride == 1)
        {
            PackRows(b, rowStride, depth, columns, packed);
            return;
        }

        var width = PanelWidth<T>();
        for (var first = 0; first < columns; first += width, packed += (nint)width * depth)
        {
            var valid = Math.Min(width, columns - first);
            if (valid < width)
                new Span<T>(packed, width * depth).Clear();
            Transpose(b + (first * columnStride), columnStride, rowStride, valid, depth, packed, width);
        }
    }

    // Row after row of the source, each dealt out to all panels: memory is read in its own order.
    private static void PackRows<T>(T* b, nint rowStride, int depth, int columns, T* packed) where T : unmanaged
    {
        var width = PanelWidth<T>();
        var (whole, rest, panel) = (columns / width, columns % width, (nint)width * depth);
        for (nint k = 0; k < depth; k++, b += rowStride, packed += width)
        {
            for (var i = 0; i < whole; i++)
                Unsafe.CopyBlockUnaligned(packed + (i * panel), b + (i * width), (uint)(PanelWidth<T>() * sizeof(T)));
            if (rest == 0)
                continue;
            var last = new Span<T>(packed + (whole * panel), width);
            new Span<T>(b + (whole * width), rest).CopyTo(last);
            last[rest..].Clear();
        }
    }

    // target[k][i] = source[i][k]: in blocks of 8x8 by shuffles for contiguous floats, one by one for the rest.
    private static void Transpose<T>(T* source, nint rowStride, nint columnStride, int rows, int depth, T* target, nint targetStride) where T : unmanaged
    {
        var (wholeRows, wholeDepth) = (0, 0);
        if (sizeof(T) == sizeof(float) && columnStride == 1 && Avx.IsSupported)
        {
            (wholeRows, wholeDepth) = (rows & ~7, depth & ~7);
            for (nint i = 0; i < wholeRows; i += 8)
            {
                for (nint k = 0; k < wholeDepth; k += 8)
                    Transpose8((float*)source + (i * rowStride) + k, rowStride, (float*)target + (k * targetStride) + i, targetStride);
            }
        }
        for (nint i = 0; i < rows; i++)
        {
            for (nint k = i < wholeRows ? wholeDepth : 0; k < depth; k++)
                target[(k * targetStride) + i] = source[(i * rowStride) + (k * columnStride)];
        }
    }

    private static void Transpose8(float* source, nint rowStride, float* target, nint targetStride)
    {
        // Pairs of rows interleaved, then pairs of pairs, then halves exchanged.
        var (p0, p1) = Interleave(source, source + rowStride);
        var (p2, p3) = Interleave(source + (2 * rowStride), source + (3 * rowStride));
        var (p4, p5) = Interleave(source + (4 * rowStride), source + (5 * rowStride));
        var (p6, p7) = Interleave(source + (6 * rowStride), source + (7 * rowStride));
        var (q0, q1) = (Avx.Shuffle(p0, p2, 0x44), Avx.Shuffle(p0, p2, 0xEE));
        var (q2, q3) = (Avx.Shuffle(p1, p3, 0x44), Avx.Shuffle(p1, p3, 0xEE));
        var (q4, q5) = (Avx.Shuffle(p4, p6, 0x44), Avx.Shuffle(p4, p6, 0xEE));
        var (q6, q7) = (Avx.Shuffle(p5, p7, 0x44), Avx.Shuffle(p5, p7, 0xEE));
        Avx.Permute2x128(q0, q4, 0x20).Store(target);
        Avx.Permute2x128(q1, q5, 0x20).Store(target + targetStride);
        Avx.Permute2x128(q2, q6, 0x20).Store(target + (2 * targetStride));
        Avx.Permute2x128(q3, q7, 0x20).Store(target + (3 * targetStride));
        Avx.Permute2x128(q0, q4, 0x31).Store(target + (4 * targetStride));
        Avx.Permute2x128(q1, q5, 0x31).Store(target + (5 * targetStride));
        Avx.Permute2x128(q2, q6, 0x31).Store(target + (6 * targetStride));
        Avx.Permute2x128(q3, q7, 0x31).Store(target + (7 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Interleave(float* first, float* second)
    {
        var (x, y) = (Vector256.Load(first), Vector256.Load(second));
        return (Avx.UnpackLow(x, y), Avx.UnpackHigh(x, y));
    }

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

        /// <summary>From a row of a panel to the next, and from a panel's first row to that of the next panel.</summary>
        internal nint RowStrideB, PanelStride;

        /// <summary>The row that every row of C starts from, <see cref="PanelWidth"/>-padded; null to start from zero.</summary>
        internal T* Start;

        internal T* C;

        /// <summary>Whether to add to what C holds, such as the sums of an earlier part of the depth.</summary>
        internal bool Continues;

        /// <summary>Done to each block of C when it is complete; may be null.</summary>
        internal delegate*<T*, int, T, void> Finish;

        internal T FinishParameter;

        /// <summary>Multiplies with a B that <see cref="Pack"/> wrote.</summary>
        internal static Product<T> OfPacked(T* packed, int depth) => new()
        {
            B = packed,
            Depth = depth,
            RowStrideB = PanelWidth<T>(),
            PanelStride = (nint)PanelWidth<T>() * depth,
        };

        /// <summary>Multiplies with a B of contiguous rows that fill whole panels.</summary>
        internal static Product<T> AsItLies(T* b, int depth, nint rowStride) => new()
        {
            B = b,
            Depth = depth,
            RowStrideB = rowStride,
            PanelStride = PanelWidth<T>(),
        };

        public void Run(int part, int parts)
        {
            var width = PanelWidth<T>();
            // Small products go by tiles, so that every thread gets some.
            var (from, to) = Workers.Range(part, parts, Rows, TileRows);
            var repacks = DepthStride != 1;
            var scratch = stackalloc T[TileRows * width];
            var zero = stackalloc T[width];
            new Span<T>(zero, width).Clear();
            var block = repacks ? RepackedBlockRows : BlockRows;
            var packed = block / TileRows * StripStride(Slice);
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
                        var depth = Math.Min(Slice, Depth - k);
                        var a = A + (row * RowStride) + (k * DepthStride);
                        if (repacks)
                            PackStrips(a, rows, depth, strips);
                        for (var column = 0; column < Columns; column += width)
                        {
                            var panel = B + (column / width * PanelStride) + (k * RowStrideB);
                            for (var tile = 0; tile < rows; tile += TileRows)
                            {
                                var left = repacks ? strips + (tile / TileRows * StripStride(depth)) : a + (tile * RowStride);
                                var (rowStride, depthStride) = repacks ? (1, TileRows) : (RowStride, DepthStride);
                                ComputeTile(left, rowStride, depthStride, Math.Min(TileRows, rows - tile), panel, depth,
                                    row + tile, column, k == 0 && !Continues, zero, scratch);
                            }
                        }
                    }
                    if (Finish != null)
                        Finish(C + ((nint)row * Columns), rows * Columns, FinishParameter);
                }
            }
            storage?.Release();
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

        // Apart by a line more, or all strips would compete for the same few places of the first-level cache.
        private static nint StripStride(int depth) => ((nint)TileRows * depth) + (64 / sizeof(T));

        // [tile][k][8]: the eight elements that the kernel broadcasts together lie together. Missing rows are left as they are: never stored.
        private readonly void PackStrips(T* a, int rows, int depth, T* strips)
        {
            var (whole, strip) = (RowStride == 1 ? rows / TileRows * TileRows : 0, StripStride(depth));
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

        private readonly void ComputeTile(T* a, nint rowStride, nint depthStride, int rows, T* panel, int depth, int row, int column, bool first, T* zero, T* scratch)
        {
            var width = PanelWidth<T>();
            var valid = Math.Min(width, Columns - column);
            var c = C + ((nint)row * Columns) + column;
            nint stride = Columns;
            if (valid < width)
            {
                // The last panel is narrower: compute beside, copy what counts.
                for (var i = 0; i < rows && !first; i++)
                    new Span<T>(c + (i * stride), valid).CopyTo(new Span<T>(scratch + (i * width), width));
                var edge = first ? Start == null ? zero : Start + column : scratch;
                if (Wide && 2 * valid <= width)
                    Tile8Half(a, rowStride, depthStride, rows, panel, RowStrideB, depth, edge, first ? 0 : width, scratch, width);
                else
                    Kernel(a, rowStride, depthStride, rows, panel, RowStrideB, depth, edge, first ? 0 : width, scratch, width);
                for (var i = 0; i < rows; i++)
                    new Span<T>(scratch + (i * width), valid).CopyTo(new Span<T>(c + (i * stride), valid));
                return;
            }
            var start = first ? Start == null ? zero : Start + column : c;
            Kernel(a, rowStride, depthStride, rows, panel, RowStrideB, depth, start, first ? 0 : stride, c, stride);
        }
    }

    private static void Kernel<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        if (Wide)
        {
            if (rows > 4)
                Tile8(a, rowStride, depthStride, rows, b, bStride, depth, start, startStride, c, stride);
            else
                Tile4(a, rowStride, depthStride, rows, b, bStride, depth, start, startStride, c, stride);
            return;
        }
        for (var i = 0; i < rows; i += 4)
        {
            for (var half = 0; half < 2 * Vector512<T>.Count; half += Vector512<T>.Count)
            {
                Tile4Narrow(a + (i * rowStride), rowStride, depthStride, Math.Min(4, rows - i), b + half, bStride, depth,
                    start + (i * startStride) + half, startStride, c + (i * stride) + half, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        // Rows that do not exist repeat the last one, and are not stored.
        nint r5 = Math.Min(5, rows - 1), r6 = Math.Min(6, rows - 1), r7 = Math.Min(7, rows - 1);
        T* a0 = a, a1 = a + rowStride, a2 = a + (2 * rowStride), a3 = a + (3 * rowStride), a4 = a + (4 * rowStride),
            a5 = a + (r5 * rowStride), a6 = a + (r6 * rowStride), a7 = a + (r7 * rowStride);
        T* s = start;
        Vector512<T> c00 = Vector512.Load(s), c01 = Vector512.Load(s + lanes);
        s = start + startStride;
        Vector512<T> c10 = Vector512.Load(s), c11 = Vector512.Load(s + lanes);
        s = start + (2 * startStride);
        Vector512<T> c20 = Vector512.Load(s), c21 = Vector512.Load(s + lanes);
        s = start + (3 * startStride);
        Vector512<T> c30 = Vector512.Load(s), c31 = Vector512.Load(s + lanes);
        s = start + (4 * startStride);
        Vector512<T> c40 = Vector512.Load(s), c41 = Vector512.Load(s + lanes);
        s = start + (r5 * startStride);
        Vector512<T> c50 = Vector512.Load(s), c51 = Vector512.Load(s + lanes);
        s = start + (r6 * startStride);
        Vector512<T> c60 = Vector512.Load(s), c61 = Vector512.Load(s + lanes);
        s = start + (r7 * startStride);
        Vector512<T> c70 = Vector512.Load(s), c71 = Vector512.Load(s + lanes);
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            Vector512<T> b0 = Vector512.Load(b), b1 = Vector512.Load(b + lanes);
            var x = Vector512.Create(a0[at]);
            (c00, c01) = (Fma(x, b0, c00), Fma(x, b1, c01));
            x = Vector512.Create(a1[at]);
            (c10, c11) = (Fma(x, b0, c10), Fma(x, b1, c11));
            x = Vector512.Create(a2[at]);
            (c20, c21) = (Fma(x, b0, c20), Fma(x, b1, c21));
            x = Vector512.Create(a3[at]);
            (c30, c31) = (Fma(x, b0, c30), Fma(x, b1, c31));
            x = Vector512.Create(a4[at]);
            (c40, c41) = (Fma(x, b0, c40), Fma(x, b1, c41));
            x = Vector512.Create(a5[at]);
            (c50, c51) = (Fma(x, b0, c50), Fma(x, b1, c51));
            x = Vector512.Create(a6[at]);
            (c60, c61) = (Fma(x, b0, c60), Fma(x, b1, c61));
            x = Vector512.Create(a7[at]);
            (c70, c71) = (Fma(x, b0, c70), Fma(x, b1, c71));
            at += depthStride;
        }
        Store(c00, c01, c);
        Store(c10, c11, c + stride);
        Store(c20, c21, c + (2 * stride));
        Store(c30, c31, c + (3 * stride));
        Store(c40, c41, c + (4 * stride));
        if (rows > 5)
            Store(c50, c51, c + (5 * stride));
        if (rows > 6)
            Store(c60, c61, c + (6 * stride));
        if (rows > 7)
            Store(c70, c71, c + (7 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8Half<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        nint r1 = Math.Min(1, rows - 1), r2 = Math.Min(2, rows - 1), r3 = Math.Min(3, rows - 1), r4 = Math.Min(4, rows - 1),
            r5 = Math.Min(5, rows - 1), r6 = Math.Min(6, rows - 1), r7 = Math.Min(7, rows - 1);
        T* a0 = a, a1 = a + (r1 * rowStride), a2 = a + (r2 * rowStride), a3 = a + (r3 * rowStride), a4 = a + (r4 * rowStride),
            a5 = a + (r5 * rowStride), a6 = a + (r6 * rowStride), a7 = a + (r7 * rowStride);
        Vector512<T> c0 = Vector512.Load(start), c1 = Vector512.Load(start + (r1 * startStride)),
            c2 = Vector512.Load(start + (r2 * startStride)), c3 = Vector512.Load(start + (r3 * startStride)),
            c4 = Vector512.Load(start + (r4 * startStride)), c5 = Vector512.Load(start + (r5 * startStride)),
            c6 = Vector512.Load(start + (r6 * startStride)), c7 = Vector512.Load(start + (r7 * startStride));
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            var y = Vector512.Load(b);
            c0 = Fma(Vector512.Create(a0[at]), y, c0);
            c1 = Fma(Vector512.Create(a1[at]), y, c1);
            c2 = Fma(Vector512.Create(a2[at]), y, c2);
            c3 = Fma(Vector512.Create(a3[at]), y, c3);
            c4 = Fma(Vector512.Create(a4[at]), y, c4);
            c5 = Fma(Vector512.Create(a5[at]), y, c5);
            c6 = Fma(Vector512.Create(a6[at]), y, c6);
            c7 = Fma(Vector512.Create(a7[at]), y, c7);
            at += depthStride;
        }
        // Rows that do not exist repeat the last one, bit for bit, so storing them too does no harm.
        c7.Store(c + (r7 * stride));
        c6.Store(c + (r6 * stride));
        c5.Store(c + (r5 * stride));
        c4.Store(c + (r4 * stride));
        c3.Store(c + (r3 * stride));
        c2.Store(c + (r2 * stride));
        c1.Store(c + (r1 * stride));
        c0.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        nint r1 = Math.Min(1, rows - 1), r2 = Math.Min(2, rows - 1), r3 = Math.Min(3, rows - 1);
        T* a0 = a, a1 = a + (r1 * rowStride), a2 = a + (r2 * rowStride), a3 = a + (r3 * rowStride);
        T* s = start;
        Vector512<T> c00 = Vector512.Load(s), c01 = Vector512.Load(s + lanes);
        s = start + (r1 * startStride);
        Vector512<T> c10 = Vector512.Load(s), c11 = Vector512.Load(s + lanes);
        s = start + (r2 * startStride);
        Vector512<T> c20 = Vector512.Load(s), c21 = Vector512.Load(s + lanes);
        s = start + (r3 * startStride);
        Vector512<T> c30 = Vector512.Load(s), c31 = Vector512.Load(s + lanes);
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            Vector512<T> b0 = Vector512.Load(b), b1 = Vector512.Load(b + lanes);
            var x = Vector512.Create(a0[at]);
            (c00, c01) = (Fma(x, b0, c00), Fma(x, b1, c01));
            x = Vector512.Create(a1[at]);
            (c10, c11) = (Fma(x, b0, c10), Fma(x, b1, c11));
            x = Vector512.Create(a2[at]);
            (c20, c21) = (Fma(x, b0, c20), Fma(x, b1, c21));
            x = Vector512.Create(a3[at]);
            (c30, c31) = (Fma(x, b0, c30), Fma(x, b1, c31));
            at += depthStride;
        }
        Store(c00, c01, c);
        if (rows > 1)
            Store(c10, c11, c + stride);
        if (rows > 2)
            Store(c20, c21, c + (2 * stride));
        if (rows > 3)
            Store(c30, c31, c + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4Narrow<T>(T* a, nint rowStride, nint depthStride, int rows, T* b, nint bStride, int depth, T* start, nint startStride, T* c, nint stride) where T : unmanaged
    {
        nint lanes = Vector256<T>.Count;
        nint r1 = Math.Min(1, rows - 1), r2 = Math.Min(2, rows - 1), r3 = Math.Min(3, rows - 1);
        T* a0 = a, a1 = a + (r1 * rowStride), a2 = a + (r2 * rowStride), a3 = a + (r3 * rowStride);
        T* s = start;
        Vector256<T> c00 = Vector256.Load(s), c01 = Vector256.Load(s + lanes);
        s = start + (r1 * startStride);
        Vector256<T> c10 = Vector256.Load(s), c11 = Vector256.Load(s + lanes);
        s = start + (r2 * startStride);
        Vector256<T> c20 = Vector256.Load(s), c21 = Vector256.Load(s + lanes);
        s = start + (r3 * startStride);
        Vector256<T> c30 = Vector256.Load(s), c31 = Vector256.Load(s + lanes);
        nint at = 0;
        for (var end = b + (bStride * depth); b < end; b += bStride)
        {
            Vector256<T> b0 = Vector256.Load(b), b1 = Vector256.Load(b + lanes);
            var x = Vector256.Create(a0[at]);
            (c00, c01) = (Fma(x, b0, c00), Fma(x, b1, c01));
            x = Vector256.Create(a1[at]);
            (c10, c11) = (Fma(x, b0, c10), Fma(x, b1, c11));
            x = Vector256.Create(a2[at]);
            (c20, c21) = (Fma(x, b0, c20), Fma(x, b1, c21));
            x = Vector256.Create(a3[at]);
            (c30, c31) = (Fma(x, b0, c30), Fma(x, b1, c31));
            at += depthStride;
        }
        Store(c00, c01, c);
        if (rows > 1)
            Store(c10, c11, c + stride);
        if (rows > 2)
            Store(c20, c21, c + (2 * stride));
        if (rows > 3)
            Store(c30, c31, c + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector512<T> left, Vector512<T> right, T* target) where T : unmanaged
    {
        left.Store(target);
        right.Store(target + Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<T> left, Vector256<T> right, T* target) where T : unmanaged
    {
        left.Store(target);
        right.Store(target + Vector256<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fma<T>(Vector256<T> x, Vector256<T> y, Vector256<T> z) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}
