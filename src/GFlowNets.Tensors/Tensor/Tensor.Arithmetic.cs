namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Rule AddRule = new("add", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(g);
            if (node.B is not null)
                node.PassB(node.P == 1 ? g : Elementwise.Binary<Mul>(g, node.P));
        });

        private static readonly Rule MulRule = new("mul", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(Elementwise.Binary<Mul>("mul", g, node.Y));
            if (node.B is not null)
                node.PassB(Elementwise.Binary<Mul>("mul", g, node.X));
        });

        private static readonly Rule DivRule = new("div", static (node, g) =>
        {
            var quotient = Elementwise.Binary<Div>("div", g, node.Y);
            if (node.A is not null)
                node.PassA(quotient);
            if (node.B is not null)
                node.PassB(Elementwise.Binary<Mul>("div", quotient, Elementwise.Binary<Div>("div", node.X, node.Y).neg()));
        });

        private static readonly Rule AddNumberRule = new("add a number", static (node, g) => node.PassA(g));

        private static readonly Rule MulNumberRule = new("mul by a number", static (node, g) => node.PassA(Elementwise.Binary<Mul>(g, node.P)));

        // Number over tensor: Y is the result.
        private static readonly Rule DivNumberRule = new("divide a number", static (node, g) =>
            node.PassA(Elementwise.Binary<Div>("div", Elementwise.Binary<Mul>("div", g, node.Y), node.X).neg()));

        private static readonly Rule PowNumberRule = new("pow", static (node, g) => node.PassA(node.P == 0
            ? g.mul(0.0)
            : g.mul(Elementwise.Binary<Mul>(Elementwise.Binary<Pow>(node.X, node.P - 1), node.P))));

        private static readonly Rule PowRule = new("pow of tensors", static (node, g) =>
        {
            var (x, exponent) = (node.X, node.Y);
            if (node.A is not null)
                node.PassA(g.mul(exponent).mul(x.pow(exponent.sub(1.0))).masked_fill(exponent.eq(0.0), 0.0));
            if (node.B is not null)
                node.PassB(g.mul(node.Z).mul(x.log()).masked_fill(x.eq(0.0), 0.0));
        });

        private static readonly Rule MaximumRule = new("maximum", static (node, g) => PassToWinner(node, g, node.X, node.Y));

        private static readonly Rule MinimumRule = new("minimum", static (node, g) => PassToWinner(node, g, node.Y, node.X));

        private static readonly Rule LogAddExpRule = new("logaddexp", static (node, g) =>
        {
            if (node.A is not null)
                node.PassA(g.mul(Elementwise.Binary<SigmoidOfDifference>("logaddexp", node.X, node.Y)));
            if (node.B is not null)
                node.PassB(g.mul(Elementwise.Binary<SigmoidOfDifference>("logaddexp", node.Y, node.X)));
        });

        /// <summary>Elementwise sum, broadcast.</summary>
        public Tensor add(Tensor target) => Sum("add", this, target, 1);

        /// <summary>this + alpha target, broadcast.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Sum("add", this, target, alpha.Value.Real);

        /// <summary>Adds a number to every element.</summary>
        public Tensor add(Scalar scalar) => AddNumber(this, scalar.Value);

        /// <summary>Adds alpha times a number to every element.</summary>
        public Tensor add(Scalar scalar, Scalar alpha) => AddNumber(this, Times(scalar, alpha));

        /// <summary>Elementwise difference, broadcast.</summary>
        public Tensor sub(Tensor target) => Sum("sub", this, target, -1);

        /// <summary>Subtracts a number from every element.</summary>
        public Tensor sub(Scalar target) => AddNumber(this, Negated(target.Value));

        /// <summary>Elementwise product, broadcast.</summary>
        public Tensor mul(Tensor target)
        {
            var (a, b) = Meet(this, target);
            var result = Elementwise.Binary<Mul>("mul", a, b);
            if (Tracked(a, b))
            {
                var record = Node.Record(MulRule, result, a, b);
                record.Save(record.B is null ? null : a, record.A is null ? null : b);
            }
            return result;
        }

        /// <summary>Multiplies every element by a number.</summary>
        public Tensor mul(Scalar target) => MulNumber(this, target.Value);

        /// <summary>Elementwise quotient, broadcast; integers divide to reals unless a rounding is asked for.</summary>
        /// <param name="target">The divisor.</param>
        /// <param name="rounding_mode">None for the true quotient, trunc towards zero, floor downwards; rounded quotients have no gradient.</param>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            var (a, b) = Meet(this, target);
            if (rounding_mode != RoundingMode.None)
            {
                return rounding_mode == RoundingMode.floor
                    ? Elementwise.Binary<FloorDivide>("div", a, b)
                    : Elementwise.Binary<TruncateDivide>("div", a, b);
            }
            (a, b) = (Real(a), Real(b));
            var result = Elementwise.Binary<Div>("div", a, b);
            if (Tracked(a, b))
            {
                var record = Node.Record(DivRule, result, a, b);
                record.Save(record.B is null ? null : a, b);
            }
            return result;
        }

        /// <summary>Divides every element by a number.</summary>
        /// <param name="target">The divisor.</param>
        /// <param name="rounding_mode">None for the true quotient, trunc towards zero, floor downwards; rounded quotients have no gradient.</param>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode == RoundingMode.None)
                return DivNumber(this, target.Value);
            var x = Typed(this, target.Value);
            return rounding_mode == RoundingMode.floor
                ? Elementwise.Binary<FloorDivide>(x, target.Value)
                : Elementwise.Binary<TruncateDivide>(x, target.Value);
        }

        /// <summary>The remainder of a division rounded down, of the divisor's sign; no gradient.</summary>
        public Tensor remainder(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Elementwise.Binary<Remainder>("remainder", a, b);
        }

        /// <summary>The remainder of a division rounded down, of the divisor's sign; no gradient.</summary>
        public Tensor remainder(Scalar scalar) => Elementwise.Binary<Remainder>(Typed(this, scalar.Value), scalar.Value);

        /// <summary>Every element to a power.</summary>
        public Tensor pow(Scalar exponent)
        {
            var x = Typed(this, exponent.Value);
            if (exponent.Value.Real == 2)
                return x.square();
            var result = Elementwise.Binary<Pow>(x, exponent.Value);
            if (Tracked(x))
                Node.Record(PowNumberRule, result, x).Save(x).P = exponent.Value.Real;
            return result;
        }

        /// <summary>Elements to the power of elements, broadcast.</summary>
        public Tensor pow(Tensor exponent)
        {
            var (a, b) = Meet(this, exponent);
            var result = Elementwise.Binary<Pow>("pow", a, b);
            if (Tracked(a, b))
                Node.Record(PowRule, result, a, b).Save(a, b, result);
            return result;
        }

        /// <summary>The larger of two elements, broadcast; where equal, each gets half of the gradient.</summary>
        public Tensor maximum(Tensor other)
        {
            var (a, b) = Meet(this, other);
            var result = Elementwise.Binary<Maximum>("maximum", a, b);
            if (Tracked(a, b))
                Node.Record(MaximumRule, result, a, b).Save(a, b);
            return result;
        }

        /// <summary>The smaller of two elements, broadcast; where equal, each gets half of the gradient.</summary>
        public Tensor minimum(Tensor other)
        {
            var (a, b) = Meet(this, other);
            var result = Elementwise.Binary<Minimum>("minimum", a, b);
            if (Tracked(a, b))
                Node.Record(MinimumRule, result, a, b).Save(a, b);
            return result;
        }

        /// <summary>log(exp x + exp y) without overflow, broadcast.</summary>
        public Tensor logaddexp(Tensor other)
        {
            var (a, b) = Meet(this, other);
            (a, b) = (Real(a), Real(b));
            var result = Elementwise.Binary<LogAddExp>("logaddexp", a, b);
            if (Tracked(a, b))
                Node.Record(LogAddExpRule, result, a, b).Save(a, b);
            return result;
        }

        internal static Tensor AddNumber(Tensor a, Number number)
        {
            var x = Typed(a, number);
            var result = Elementwise.Binary<Add>(x, number);
            return Tracked(x) ? Track(result, AddNumberRule, x) : result;
        }

        internal static Tensor SubtractFrom(Number number, Tensor a)
        {
            var x = Typed(a, number);
            var result = Elementwise.Binary<Sub>(x, number, numberFirst: true);
            if (Tracked(x))
                Node.Record(MulNumberRule, result, x).P = -1;
            return result;
        }

        internal static Tensor MulNumber(Tensor a, Number number)
        {
            var x = Typed(a, number);
            var result = Elementwise.Binary<Mul>(x, number);
            if (Tracked(x))
                Node.Record(MulNumberRule, result, x).P = number.Real;
            return result;
        }

        internal static Tensor DivNumber(Tensor a, Number number)
        {
            var x = Real(a);
            var result = Elementwise.Binary<Div>(x, number);
            if (Tracked(x))
                Node.Record(MulNumberRule, result, x).P = 1 / number.Real;
            return result;
        }

        internal static Tensor DivideNumber(Number number, Tensor a)
        {
            var x = Real(a);
            var result = Elementwise.Binary<Div>(x, number, numberFirst: true);
            if (Tracked(x))
                Node.Record(DivNumberRule, result, x).Save(x, result);
            return result;
        }

        /// <summary>Both operands in the type of their result.</summary>
        internal static (Tensor A, Tensor B) Meet(Tensor a, Tensor b)
        {
            if (a.ElementType == b.ElementType)
                return (a, b);
            var type = Types.Promote(a, b);
            return (a.ElementType == type ? a : a.to(type), b.ElementType == type ? b : b.to(type));
        }

        /// <summary>The tensor in the type that its result with a number has.</summary>
        internal static Tensor Typed(Tensor a, Number number)
        {
            var type = Types.Promote(a.ElementType, number);
            return a.ElementType == type ? a : a.to(type);
        }

        /// <summary>The tensor as reals: itself, or converted to the default type.</summary>
        internal static Tensor Real(Tensor a) => a.is_floating_point() ? a : a.to(get_default_dtype());

        internal static Number Negated(Number number) => number.IsReal ? number with { Real = -number.Real } : (Number)(-number.Whole);

        private static Number Times(Scalar a, Scalar b) => a.Value.IsReal || b.Value.IsReal ? (Number)(a.Value.Real * b.Value.Real) : (Number)(a.Value.Whole * b.Value.Whole);

        private static Tensor Sum(string name, Tensor left, Tensor right, double alpha)
        {
            var (a, b) = Meet(left, right);
            var result = alpha == 1 ? Elementwise.Binary<Add>(name, a, b)
                : alpha == -1 ? Elementwise.Binary<Sub>(name, a, b)
                : Elementwise.Binary<AddScaled>(name, a, b, alpha);
            if (Tracked(a, b))
                Node.Record(AddRule, result, a, b).P = alpha;
            return result;
        }

        // X wins where one side is larger; a tie is shared.
        private static void PassToWinner(Node node, Tensor g, Tensor larger, Tensor smaller)
        {
            var loses = larger.le(smaller);
            var toX = g.masked_fill(loses, 0.0).add(g.mul(0.5).masked_fill(larger.ne(smaller), 0.0));
            if (node.A is not null)
                node.PassA(toX);
            if (node.B is not null)
                node.PassB(g.sub(toX));
        }
    }
}
