namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Rule MatrixRule = new("mm", static (node, g) =>
        {
            var gradient = Packed(g);
            if (node.A is not null)
                node.PassA(Kernels.Product(gradient, node.Y, transposed: true, node.ShapeA));
            if (node.B is not null)
                node.PassB(Kernels.TransposedProduct(node.X, gradient));
        });

        private static readonly Rule BatchedRule = new("bmm", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(Batched(g, node.Y.mT));
            if (node.B is not null)
                node.PassB(Batched(node.X.mT, g));
        });

        /// <summary>The product of two matrices.</summary>
        public Tensor mm(Tensor target)
        {
            if (Sizes.Length != 2 || target.Sizes.Length != 2 || Sizes[1] != target.Sizes[0])
                throw new ArgumentException($"mm: needs [n, k] and [k, m] (got {Shape.Text(Sizes)} and {Shape.Text(target.Sizes)}).");
            RequireFactors("mm", target);
            var result = Kernels.Product(this, target, transposed: false, [Sizes[0], target.Sizes[1]]);
            if (Tracked(this, target))
            {
                var record = Node.Record(MatrixRule, result, this, target);
                record.Save(record.B is null ? null : this, record.A is null ? null : target);
            }
            return result;
        }

        /// <summary>beta times this tensor, broadcast, plus alpha times the product of two matrices.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            var product = mat1.mm(mat2);
            if (!Shape.Same(Shape.Broadcast("addmm", Sizes, product.Sizes), product.Sizes))
                throw new ArgumentException($"addmm: {Shape.Text(Sizes)} does not broadcast to the product's shape {Shape.Text(product.Sizes)}.");
            var scaled = alpha == 1 ? product : product.mul(alpha);
            // A factor of zero leaves this tensor out, whatever it holds.
            return beta == 0 ? scaled : scaled.add(beta == 1 ? this : mul(beta));
        }

        /// <summary>Becomes beta times itself plus alpha times the product of two matrices; with a beta of zero, what it held does not matter.</summary>
        /// <returns>This tensor.</returns>
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            RequireWritable("addmm_", mat1);
            RequireWritable("addmm_", mat2);
            if (mat1.Sizes.Length != 2 || mat2.Sizes.Length != 2 || mat1.Sizes[1] != mat2.Sizes[0] || !Shape.Same(Sizes, [mat1.Sizes[0], mat2.Sizes[1]]))
            {
                throw new ArgumentException($"addmm_: a tensor of [n, m] needs [n, k] and [k, m] "
                    + $"(got {Shape.Text(mat1.Sizes)} and {Shape.Text(mat2.Sizes)} for {Shape.Text(Sizes)}).");
            }
            mat1.RequireFactors("addmm_", mat2);
            if (ElementType != mat1.ElementType)
                throw new ArgumentException($"addmm_: the result must have the type of the factors (got {ElementType} and {mat1.ElementType}).");
            if (Contiguous && alpha == 1 && beta is 0 or 1 && Storage != mat1.Storage && Storage != mat2.Storage)
                Kernels.ProductInto(mat1, mat2, this, adds: beta == 1);
            else
                Overwrite("addmm_", x => x.addmm(mat1, mat2, beta, alpha));
            return this;
        }

        /// <summary>The products of matrices one by one: [b, n, k] and [b, k, m].</summary>
        public Tensor bmm(Tensor batch2)
        {
            if (Sizes.Length != 3 || batch2.Sizes.Length != 3 || Sizes[0] != batch2.Sizes[0] || Sizes[2] != batch2.Sizes[1])
                throw new ArgumentException($"bmm: needs [b, n, k] and [b, k, m] (got {Shape.Text(Sizes)} and {Shape.Text(batch2.Sizes)}).");
            RequireFactors("bmm", batch2);
            var result = Batched(this, batch2);
            if (Tracked(this, batch2))
                Node.Record(BatchedRule, result, this, batch2).Save(this, batch2);
            return result;
        }

        /// <summary>The scalar product of two vectors.</summary>
        public Tensor dot(Tensor target) => Sizes.Length == 1 && Shape.Same(Sizes, target.Sizes)
            ? mul(target).sum()
            : throw new ArgumentException($"dot: needs two vectors of one length (got {Shape.Text(Sizes)} and {Shape.Text(target.Sizes)}).");

        /// <summary>The product of a matrix and a vector.</summary>
        public Tensor mv(Tensor target) => target.Sizes.Length == 1
            ? mm(target.unsqueeze(1)).squeeze(1)
            : throw new ArgumentException($"mv: needs [n, k] and [k] (got {Shape.Text(Sizes)} and {Shape.Text(target.Sizes)}).");

        /// <summary>All products of an element of one vector with one of another.</summary>
        public Tensor outer(Tensor vec2) => Sizes.Length == 1 && vec2.Sizes.Length == 1
            ? unsqueeze(1).mul(vec2.unsqueeze(0))
            : throw new ArgumentException($"outer: needs two vectors (got {Shape.Text(Sizes)} and {Shape.Text(vec2.Sizes)}).");

        /// <summary>The product of vectors, matrices, or stacks of matrices whose leading dimensions broadcast.</summary>
        public Tensor matmul(Tensor target)
        {
            var (left, right) = (Sizes.Length, target.Sizes.Length);
            if (left == 0 || right == 0)
                throw new ArgumentException($"matmul: needs at least one dimension on both sides (got {Shape.Text(Sizes)} and {Shape.Text(target.Sizes)}).");
            if (Sizes[^1] != target.Sizes[right == 1 ? 0 : right - 2])
                throw new ArgumentException($"matmul: the last size of the first must be the second last of the second (got {Shape.Text(Sizes)} and {Shape.Text(target.Sizes)}).");
            if (right == 1)
                return left == 1 ? dot(target) : matmul(target.unsqueeze(1)).squeeze(-1);
            if (left == 1)
                return unsqueeze(0).matmul(target).squeeze(-2);
            if (right == 2)
            {
                return left == 2 ? mm(target)
                    : reshape(Shape.Count(Sizes.AsSpan()[..^1]), Sizes[^1]).mm(target).reshape([.. Sizes.AsSpan()[..^1], target.Sizes[1]]);
            }
            var stack = Shape.Broadcast("matmul", Sizes[..^2], target.Sizes[..^2]);
            var count = Shape.Count(stack);
            return Expanded([.. stack, .. Sizes.AsSpan()[^2..]]).reshape(count, Sizes[^2], Sizes[^1])
                .bmm(target.Expanded([.. stack, .. target.Sizes.AsSpan()[^2..]]).reshape(count, target.Sizes[^2], target.Sizes[^1]))
                .reshape([.. stack, Sizes[^2], target.Sizes[^1]]);
        }

        private static Tensor Batched(Tensor a, Tensor b)
        {
            long[] sizes = [a.Sizes[0], a.Sizes[1], b.Sizes[2]];
            var result = Create(sizes, a.ElementType);
            for (var i = 0L; i < sizes[0]; i++)
            {
                using var left = Matrix(a, i);
                using var right = Matrix(b, i);
                using var product = Kernels.Product(left, right, transposed: false, [sizes[1], sizes[2]]);
                using var target = Matrix(result, i);
                Copying.Copy(product, target);
            }
            return result;
        }

        private static Tensor Matrix(Tensor stack, long i)
        {
            var strides = stack.Strides;
            return stack.Share([stack.Sizes[1], stack.Sizes[2]], Shape.IsContiguous(stack.Sizes.AsSpan(1), strides.AsSpan(1)) ? null : [strides[1], strides[2]],
                stack.Offset + (i * strides[0]), inScope: false);
        }

        private void RequireFactors(string operation, Tensor target)
        {
            if (!is_floating_point() || ElementType != target.ElementType)
                throw new ArgumentException($"{operation}: both factors must be of one real type (got {ElementType} and {target.ElementType}).");
        }
    }
}
