namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        // X: index; P: dimension.
        private static readonly Rule IndexSelectRule = new("index_select", static (node, g) =>
        {
            var result = Filled(node.ShapeA, 0.0, g.ElementType);
            Indexing.AddSlices("index_select", result, (int)node.P, node.X, g, 1);
            node.PassA(result);
        });

        private static readonly Rule GatherRule = new("gather", static (node, g) =>
        {
            var result = Filled(node.ShapeA, 0.0, g.ElementType);
            Indexing.Scatter("gather", result, (int)node.P, node.X, g, add: true);
            node.PassA(result);
        });

        private static readonly Rule ScatterAddRule = new("scatter_add", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(g);
            if (node.B is not null)
                node.PassB(Within(Indexing.Gather(g, (int)node.P, node.X), node.ShapeB));
        });

        // What was overwritten has no gradient; where two sources met, which one stayed is not tracked, as in torch.
        private static readonly Rule ScatterRule = new("scatter", static (node, g) =>
        {
            if (node.A is not null)
            {
                var kept = g.clone();
                Indexing.Scatter("scatter", kept, (int)node.P, node.X, Filled(node.X.Sizes, 0.0, g.ElementType), add: false);
                node.PassA(kept);
            }
            if (node.B is not null)
                node.PassB(Within(Indexing.Gather(g, (int)node.P, node.X), node.ShapeB));
        });

        // Q: alpha.
        private static readonly Rule IndexAddRule = new("index_add", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(g);
            if (node.B is not null)
                node.PassB(MulNumber(Indexing.Select("index_add", g, (int)node.P, node.X), node.Q));
        });

        private static readonly Rule MaskedFillRule = new("masked_fill", static (node, g) => node.PassA(g.masked_fill(node.X, 0.0)));

        private static readonly Rule WhereRule = new("where", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(g.masked_fill(node.X.logical_not(), 0.0));
            if (node.B is not null)
                node.PassB(g.masked_fill(node.X, 0.0));
        });

        /// <summary>Part of the tensor, or what replaces it: numbers, ranges, an ellipsis, new dimensions, one mask, or tensors of int64 places.</summary>
        /// <param name="indices">One for each dimension; missing ones mean all. Numbers and ranges give a view, tensors a copy.</param>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>One slice across the first dimension.</summary>
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => select(0, i1).copy_(value);
        }

        /// <summary>One slice across the first two dimensions.</summary>
        public Tensor this[long i1, long i2]
        {
            get => select(0, i1).select(0, i2);
            set => this[i1, i2].copy_(value);
        }

        /// <summary>One slice across the first three dimensions.</summary>
        public Tensor this[long i1, long i2, long i3]
        {
            get => this[i1, i2].select(0, i3);
            set => this[i1, i2, i3].copy_(value);
        }

        /// <summary>What a mask or tensors of int64 places choose, one for each of the first dimensions; a copy.</summary>
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <inheritdoc cref="this[TensorIndex[]]"/>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors, first) = Basic(indices);
            return tensors.Count == 0 ? view : view.Chosen(tensors, first);
        }

        /// <inheritdoc cref="this[Tensor[]]"/>
        public Tensor index(params Tensor[] indices) => Chosen(indices, 0);

        /// <summary>Overwrites what the indices choose, in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            RequireWritable("index_put_", value);
            using (no_grad())
            {
                var (view, tensors, first) = Basic(indices);
                view.Put(value, tensors, first, accumulate: false);
            }
            return this;
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        /// <summary>Overwrites, or adds to, what tensors of places choose, in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
        {
            RequireWritable("index_put_", value);
            using (no_grad())
                Put(value, indices, 0, accumulate);
            return this;
        }

        /// <summary>Whole slices along a dimension, in the order of an index of one dimension; a copy.</summary>
        public Tensor index_select(long dim, Tensor index)
        {
            var at = Shape.Dimension("index_select", dim, Sizes.Length);
            var result = Indexing.Select("index_select", this, at, index);
            if (Tracked(this))
                Node.Record(IndexSelectRule, result, this).Save(index).P = at;
            return result;
        }

        /// <summary>result[i][j][k] = this[i][index[i][j][k]][k] for dim 1, and alike for other dimensions.</summary>
        public Tensor gather(long dim, Tensor index)
        {
            var at = Shape.Dimension("gather", dim, Sizes.Length);
            var result = Indexing.Gather(this, at, index);
            if (Tracked(this))
                Node.Record(GatherRule, result, this).Save(index).P = at;
            return result;
        }

        /// <summary>A copy with result[i][index[i][j][k]][k] += src[i][j][k] for dim 1, and alike for other dimensions; in the order of the index.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Scattered("scatter_add", dim, index, src, add: true, ScatterAddRule);

        /// <summary>A copy with result[i][index[i][j][k]][k] = src[i][j][k] for dim 1, and alike for other dimensions.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Scattered("scatter", dim, index, src, add: false, ScatterRule);

        /// <summary>Adds src in place where the index says.</summary>
        /// <returns>This tensor.</returns>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            RequireWritable("scatter_add_", src);
            Indexing.Scatter("scatter_add_", this, Shape.Dimension("scatter_add_", dim, Sizes.Length), index, src, add: true);
            return this;
        }

        /// <summary>Writes src in place where the index says.</summary>
        /// <returns>This tensor.</returns>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            RequireWritable("scatter_", src);
            Indexing.Scatter("scatter_", this, Shape.Dimension("scatter_", dim, Sizes.Length), index, src, add: false);
            return this;
        }

        /// <summary>A copy with alpha times each slice of the source added to the slice that its index names, in the order of the index.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            var at = Shape.Dimension("index_add", dim, Sizes.Length);
            var result = Create(Sizes, ElementType);
            Copying.Copy(this, result);
            Indexing.AddSlices("index_add", result, at, index, source, alpha.Value.Real);
            if (Tracked(this, source))
            {
                var record = Node.Record(IndexAddRule, result, this, source).Save(index);
                (record.P, record.Q) = (at, alpha.Value.Real);
            }
            return result;
        }

        /// <summary>Adds alpha times each slice of the source, in place, to the slice that its index names.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            RequireWritable("index_add_", source);
            var at = Shape.Dimension("index_add_", dim, Sizes.Length);
            return Overwrite(target => Indexing.AddSlices("index_add_", target, at, index, source, alpha.Value.Real));
        }

        /// <summary>A copy with a value wherever the mask holds, broadcast.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            Selecting.RequireMask("masked_fill", mask);
            using var number = Filled(Shape.Scalar, value.Value, ElementType, inScope: false);
            var result = Selecting.Where(mask, number, this);
            if (Tracked(this))
                Node.Record(MaskedFillRule, result, this).Save(mask);
            return result;
        }

        /// <summary>Writes a value in place wherever the mask holds.</summary>
        /// <returns>This tensor.</returns>
        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            RequireWritable("masked_fill_");
            using var filled = detach().masked_fill(mask, value);
            Shape.RequireSame("masked_fill_", this, filled);
            Copying.Copy(filled, this);
            return this;
        }

        /// <summary>The elements where the mask holds, in one dimension.</summary>
        public Tensor masked_select(Tensor mask)
        {
            Selecting.RequireMask("masked_select", mask);
            var sizes = Shape.Broadcast("masked_select", Sizes, mask.Sizes);
            return Expanded(sizes).index([mask.Expanded(sizes)]);
        }

        /// <summary>This where the condition holds, else y, broadcast.</summary>
        public Tensor where(Tensor condition, Tensor y)
        {
            var (a, b) = Meet(this, y);
            var result = Selecting.Where(condition, a, b);
            if (Tracked(a, b))
                Node.Record(WhereRule, result, a, b).Save(condition);
            return result;
        }

        /// <summary>The places of elements that are not zero, one a row: [count, dimensions].</summary>
        public Tensor nonzero() => Selecting.Nonzero(this);

        private Tensor Scattered(string operation, long dim, Tensor index, Tensor src, bool add, Rule rule)
        {
            var at = Shape.Dimension(operation, dim, Sizes.Length);
            var result = Create(Sizes, ElementType);
            Copying.Copy(this, result);
            Indexing.Scatter(operation, result, at, index, src, add);
            if (Tracked(this, src))
                Node.Record(rule, result, this, src).Save(index).P = at;
            return result;
        }

        // A source may be larger than its index: the rest gets zeros.
        private static Tensor Within(Tensor part, long[] sizes)
        {
            if (Shape.Same(part.Sizes, sizes))
                return part;
            var whole = Filled(sizes, 0.0, part.ElementType);
            Copying.Copy(part, whole.Share(part.Sizes, whole.Strides, whole.Offset));
            return whole;
        }

        // Applies numbers, ranges and new dimensions as views; what tensors are left address dimensions from First on.
        private (Tensor View, IReadOnlyList<Tensor> Tensors, int First) Basic(TensorIndex[] indices)
        {
            var taken = indices.Sum(index => index.Kind switch
            {
                TensorIndexKind.Ellipsis or TensorIndexKind.New => 0,
                TensorIndexKind.Tensor when index.Chosen!.ElementType == ScalarType.Bool => index.Chosen.Sizes.Length,
                _ => 1,
            });
            if (taken > Sizes.Length)
                throw new ArgumentException($"index: too many indices for a tensor of shape {Shape.Text(Sizes)} (got {taken}).");
            var (view, dim) = (this, 0);
            var tensors = new List<Tensor>();
            var first = 0;
            foreach (var index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndexKind.Ellipsis:
                        dim += Sizes.Length - taken;
                        break;
                    case TensorIndexKind.New:
                        view = view.unsqueeze(dim++);
                        break;
                    case TensorIndexKind.Single:
                        view = view.select(dim, index.Start!.Value);
                        break;
                    case TensorIndexKind.Slice:
                        view = view.slice(dim, index.Start ?? 0, index.Stop ?? view.Sizes[dim], index.Step ?? 1);
                        dim++;
                        break;
                    default:
                        if (tensors.Count == 0)
                            first = dim;
                        else if (dim != first + tensors.Sum(Taken))
                            throw new NotSupportedException("index: tensors of places must stand next to each other; index twice instead.");
                        tensors.Add(index.Chosen!);
                        dim += Taken(index.Chosen!);
                        break;
                }
            }
            return (ReferenceEquals(view, this) ? alias() : view, tensors, first);
        }

        private static int Taken(Tensor chosen) => chosen.ElementType == ScalarType.Bool ? chosen.Sizes.Length : 1;

        private Tensor Chosen(IReadOnlyList<Tensor> tensors, int first)
        {
            var (rows, sizes, count) = Flat(tensors, first);
            using var merged = rows;
            var flat = reshape([.. Sizes.AsSpan()[..first], Shape.Count(Sizes, first, first + count), .. Sizes.AsSpan()[(first + count)..]]);
            return flat.index_select(first, merged).reshape([.. Sizes.AsSpan()[..first], .. sizes, .. Sizes.AsSpan()[(first + count)..]]);
        }

        private void Put(Tensor value, IReadOnlyList<Tensor> tensors, int first, bool accumulate)
        {
            using var scope = NewDisposeScope();
            if (tensors.Count == 0)
            {
                copy_(value);
                return;
            }
            var (rows, sizes, count) = Flat(tensors, first);
            var flat = reshape([.. Sizes.AsSpan()[..first], Shape.Count(Sizes, first, first + count), .. Sizes.AsSpan()[(first + count)..]]);
            var source = (value.ElementType == ElementType ? value : value.to(ElementType))
                .Expanded([.. Sizes.AsSpan()[..first], .. sizes, .. Sizes.AsSpan()[(first + count)..]])
                .reshape([.. Sizes.AsSpan()[..first], rows.Count, .. Sizes.AsSpan()[(first + count)..]]);
            if (accumulate)
            {
                Indexing.AddSlices("index_put_", flat, first, rows, source, 1);
            }
            else
            {
                var places = rows.reshape([.. Enumerable.Repeat(1L, first), rows.Count, .. Enumerable.Repeat(1L, Sizes.Length - first - count)]).Expanded(source.Sizes);
                Indexing.Scatter("index_put_", flat, first, places, source, add: false);
            }
            if (!ReferenceEquals(flat.Storage, Storage))
                Copying.Copy(flat.reshape(Sizes), this);
        }

        // The tensors' places as rows of the dimensions they address taken as one; the shape they have; how many dimensions that is.
        private (Tensor Rows, long[] Sizes, int Count) Flat(IReadOnlyList<Tensor> tensors, int first)
        {
            var columns = new List<Tensor>();
            foreach (var tensor in tensors)
            {
                if (tensor.ElementType == ScalarType.Bool)
                {
                    var dim = first + columns.Count;
                    if (dim + tensor.Sizes.Length > Sizes.Length || !tensor.Sizes.AsSpan().SequenceEqual(Sizes.AsSpan(dim, tensor.Sizes.Length)))
                        throw new ArgumentException($"index: a mask must have the shape of the dimensions it chooses from (got {Shape.Text(tensor.Sizes)} for dimension {dim} of {Shape.Text(Sizes)}).");
                    var places = tensor.nonzero();
                    for (var i = 0; i < tensor.Sizes.Length; i++)
                        columns.Add(places.select(1, i));
                }
                else
                {
                    Indexing.RequireIndices("index", tensor);
                    columns.Add(tensor);
                }
            }
            if (first + columns.Count > Sizes.Length)
                throw new ArgumentException($"index: too many indices for a tensor of shape {Shape.Text(Sizes)} (got {first + columns.Count}).");
            var sizes = columns.Aggregate(Shape.Scalar, (shape, column) => Shape.Broadcast("index", shape, column.Sizes));
            var rows = Filled(sizes, 0L, ScalarType.Int64);
            for (var i = 0; i < columns.Count; i++)
            {
                var size = Sizes[first + i];
                var wrapped = columns[i].add(columns[i].lt(0L).to(ScalarType.Int64).mul(size));
                Indexing.CheckRange("index", Packed(wrapped).Elements<long>(), size);
                rows = rows.mul(size).add(wrapped);
            }
            return (rows.reshape(rows.Count), sizes, columns.Count);
        }
    }
}
