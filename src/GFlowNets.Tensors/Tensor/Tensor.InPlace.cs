namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Adds a tensor, broadcast, in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor add_(Tensor target) => Combine<Add>("add_", target);

        /// <summary>Adds alpha times a tensor, broadcast, in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor add_(Tensor target, Scalar alpha) => Combine<AddScaled>("add_", target, alpha.Value.Real);

        /// <summary>Adds a number in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor add_(Scalar scalar) => Combine<Add>("add_", scalar.Value);

        /// <summary>Subtracts a tensor, broadcast, in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor sub_(Tensor target) => Combine<Sub>("sub_", target);

        /// <summary>Subtracts a number in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor sub_(Scalar target) => Combine<Sub>("sub_", target.Value);

        /// <summary>Multiplies by a tensor, broadcast, in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor mul_(Tensor target) => Combine<Mul>("mul_", target);

        /// <summary>Multiplies by a number in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor mul_(Scalar target) => Combine<Mul>("mul_", target.Value);

        /// <summary>Divides by a tensor, broadcast, in place.</summary>
        /// <param name="target">The divisor.</param>
        /// <param name="rounding_mode">None for the true quotient, trunc towards zero, floor downwards.</param>
        /// <returns>This tensor.</returns>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode switch
        {
            RoundingMode.floor => Combine<FloorDivide>("div_", target),
            RoundingMode.trunc => Combine<TruncateDivide>("div_", target),
            _ => RequireQuotient().Combine<Div>("div_", target),
        };

        /// <summary>Divides by a number in place.</summary>
        /// <param name="target">The divisor.</param>
        /// <param name="rounding_mode">None for the true quotient, trunc towards zero, floor downwards.</param>
        /// <returns>This tensor.</returns>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode switch
        {
            RoundingMode.floor => Combine<FloorDivide>("div_", target.Value),
            RoundingMode.trunc => Combine<TruncateDivide>("div_", target.Value),
            _ => RequireQuotient().Combine<Div>("div_", target.Value),
        };

        /// <summary>Writes zeros in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor zero_() => fill_(0);

        /// <summary>Writes one number everywhere.</summary>
        /// <returns>This tensor.</returns>
        public Tensor fill_(Scalar value)
        {
            RequireWritable("fill_");
            Copying.Fill(this, value.Value);
            return this;
        }

        /// <summary>Writes the elements of another tensor, broadcast and converted, over this one's.</summary>
        /// <param name="source">What to write.</param>
        /// <param name="nonBlocking">Has no meaning on the CPU.</param>
        /// <returns>This tensor.</returns>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            RequireWritable("copy_", source);
            RequireBroadcasts("copy_", source);
            Copying.Copy(source, this);
            return this;
        }

        /// <summary>Limits elements in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Overwrite("clamp_", x => x.clamp(min, max));

        /// <summary>max(x, 0) in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor relu_() => Overwrite("relu_", static x => x.relu());

        /// <summary>Exponentials in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor exp_() => Overwrite("exp_", static x => x.exp());

        /// <summary>Square roots in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor sqrt_() => Overwrite("sqrt_", static x => x.sqrt());

        /// <summary>The other sign in place.</summary>
        /// <returns>This tensor.</returns>
        public Tensor neg_() => Overwrite("neg_", static x => x.neg());

        /// <summary>Draws from the uniform distribution, in place.</summary>
        /// <param name="from">The lower end, included.</param>
        /// <param name="to">The upper end, not included.</param>
        /// <param name="generator">The source of randomness; null for the default one.</param>
        /// <returns>This tensor.</returns>
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Overwrite("uniform_", x => rand(x.Sizes, x.ElementType, generator: generator).mul_(to - from).add_(from));

        /// <summary>Draws from a normal distribution, in place.</summary>
        /// <param name="mean">The mean.</param>
        /// <param name="std">The standard deviation.</param>
        /// <param name="generator">The source of randomness; null for the default one.</param>
        /// <returns>This tensor.</returns>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Overwrite("normal_", x => randn(x.Sizes, x.ElementType, generator: generator).mul_(std).add_(mean));

        private Tensor Combine<TOp>(string operation, Tensor target, double p = 0) where TOp : struct, IBinary
        {
            RequireWritable(operation, target);
            RequireBroadcasts(operation, target);
            if (Types.Promote(this, target) != ElementType)
                throw new ArgumentException($"{operation}: a {ElementType} tensor cannot hold the result with {target.ElementType}; use the form that returns a new tensor.");
            var other = target.ElementType == ElementType ? target : target.to(ElementType);
            return Overwrite(x => Elementwise.BinaryInto<TOp>(x, other, x, p));
        }

        private Tensor Combine<TOp>(string operation, Number number) where TOp : struct, IBinary
        {
            RequireWritable(operation);
            if (Types.Promote(ElementType, number) != ElementType)
                throw new ArgumentException($"{operation}: a {ElementType} tensor cannot hold the result with a {number.Type} number; use the form that returns a new tensor.");
            return Overwrite(x => Elementwise.BinaryInto<TOp>(x, number, x));
        }

        private Tensor Overwrite(string operation, Func<Tensor, Tensor> function)
        {
            RequireWritable(operation);
            using var scope = NewDisposeScope();
            Copying.Copy(function(detach()), this);
            return this;
        }

        // Works on this memory where it is contiguous, else on a copy that is written back.
        private Tensor Overwrite(Action<Tensor> change)
        {
            if (Contiguous)
            {
                change(this);
                return this;
            }
            using var copy = Copying.Packed(this);
            change(copy);
            Copying.Copy(copy, this);
            return this;
        }

        private Tensor RequireQuotient() => is_floating_point() ? this
            : throw new ArgumentException($"div_: a {ElementType} tensor cannot hold a true quotient; give a rounding mode or use div.");

        private void RequireBroadcasts(string operation, Tensor source)
        {
            if (!Shape.Same(Shape.Broadcast(operation, Sizes, source.Sizes), Sizes))
                throw new ArgumentException($"{operation}: {Shape.Text(source.Sizes)} does not broadcast to this tensor's shape {Shape.Text(Sizes)}.");
        }
    }
}
