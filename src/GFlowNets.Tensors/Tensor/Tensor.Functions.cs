namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Rule NegRule = new("neg", static (node, g) => node.PassA(g.neg()));

        private static readonly Rule AbsRule = new("abs", static (node, g) => node.PassA(Elementwise.Binary<AbsGradient>("abs", g, node.X)));

        private static readonly Rule SquareRule = new("square", static (node, g) => node.PassA(Elementwise.Binary<Mul>(Elementwise.Binary<Mul>("square", g, node.X), 2.0)));

        private static readonly Rule ExpRule = new("exp", static (node, g) => node.PassA(Elementwise.Binary<Mul>("exp", g, node.X)));

        private static readonly Rule Expm1Rule = new("expm1", static (node, g) => node.PassA(Elementwise.Binary<Expm1Gradient>("expm1", g, node.X)));

        private static readonly Rule LogRule = new("log", static (node, g) => node.PassA(Elementwise.Binary<Div>("log", g, node.X)));

        private static readonly Rule Log1pRule = new("log1p", static (node, g) => node.PassA(Elementwise.Binary<Log1pGradient>("log1p", g, node.X)));

        private static readonly Rule SqrtRule = new("sqrt", static (node, g) => node.PassA(Elementwise.Binary<SqrtGradient>("sqrt", g, node.X)));

        private static readonly Rule ReciprocalRule = new("reciprocal", static (node, g) => node.PassA(Elementwise.Binary<ReciprocalGradient>("reciprocal", g, node.X)));

        private static readonly Rule ReluRule = new("relu", static (node, g) => node.PassA(Elementwise.Binary<ReluGradient>("relu", g, node.X)));

        private static readonly Rule SigmoidRule = new("sigmoid", static (node, g) => node.PassA(Elementwise.Binary<SigmoidGradient>("sigmoid", g, node.X)));

        private static readonly Rule TanhRule = new("tanh", static (node, g) => node.PassA(Elementwise.Binary<TanhGradient>("tanh", g, node.X)));

        private static readonly Rule GeluRule = new("gelu", static (node, g) => node.PassA(Elementwise.Binary<GeluGradient>("gelu", g, node.X)));

        private static readonly Rule SiluRule = new("silu", static (node, g) => node.PassA(Elementwise.Binary<SiluGradient>("silu", g, node.X)));

        private static readonly Rule LeakyReluRule = new("leaky_relu", static (node, g) =>
            node.PassA(Elementwise.Binary<LeakyReluGradient>("leaky_relu", g, node.X, node.P)));

        private static readonly Rule EluRule = new("elu", static (node, g) =>
        {
            // Y is the result; where the scale is negative only the input X tells the sides apart.
            var falling = Elementwise.Binary<Mul>("elu", g, AddNumber(node.Y, node.P));
            node.PassA(Selecting.Where(node.X.gt(0.0), g, falling));
        });

        private static readonly Rule SoftplusRule = new("softplus", static (node, g) =>
            node.PassA(Selecting.Where(node.X.mul(node.P).gt(node.Q), g, Elementwise.Binary<SoftplusGradient>("softplus", g, node.X, node.P))));

        private static readonly Rule ClampRule = new("clamp", static (node, g) =>
            node.PassA(g.masked_fill(node.X.lt(node.P).logical_or(node.X.gt(node.Q)), 0.0)));

        /// <summary>Every element with the other sign.</summary>
        public Tensor neg()
        {
            var x = this;
            var result = Elementwise.Unary<Neg>(x);
            if (Tracked(x))
                Node.Record(NegRule, result, x);
            return result;
        }

        /// <summary>Absolute values.</summary>
        public Tensor abs()
        {
            var x = this;
            var result = Elementwise.Unary<Abs>(x);
            if (Tracked(x))
                Node.Record(AbsRule, result, x).Save(x);
            return result;
        }

        /// <summary>Squares.</summary>
        public Tensor square()
        {
            var x = this;
            var result = Elementwise.Unary<Square>(x);
            if (Tracked(x))
                Node.Record(SquareRule, result, x).Save(x);
            return result;
        }

        /// <summary>Exponentials.</summary>
        public Tensor exp()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Exp>(x);
            if (Tracked(x))
                Node.Record(ExpRule, result, x).Save(result);
            return result;
        }

        /// <summary>exp(x) - 1, accurate for small x.</summary>
        public Tensor expm1()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Expm1>(x);
            if (Tracked(x))
                Node.Record(Expm1Rule, result, x).Save(result);
            return result;
        }

        /// <summary>Natural logarithms.</summary>
        public Tensor log()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Log>(x);
            if (Tracked(x))
                Node.Record(LogRule, result, x).Save(x);
            return result;
        }

        /// <summary>log(1 + x), accurate for small x.</summary>
        public Tensor log1p()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Log1p>(x);
            if (Tracked(x))
                Node.Record(Log1pRule, result, x).Save(x);
            return result;
        }

        /// <summary>Square roots.</summary>
        public Tensor sqrt()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Sqrt>(x);
            if (Tracked(x))
                Node.Record(SqrtRule, result, x).Save(result);
            return result;
        }

        /// <summary>1 / x.</summary>
        public Tensor reciprocal()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Reciprocal>(x);
            if (Tracked(x))
                Node.Record(ReciprocalRule, result, x).Save(result);
            return result;
        }

        /// <summary>max(x, 0).</summary>
        public Tensor relu()
        {
            var x = this;
            var result = Elementwise.Unary<Relu>(x);
            if (Tracked(x))
                Node.Record(ReluRule, result, x).Save(result);
            return result;
        }

        /// <summary>1 / (1 + exp(-x)).</summary>
        public Tensor sigmoid()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Sigmoid>(x);
            if (Tracked(x))
                Node.Record(SigmoidRule, result, x).Save(result);
            return result;
        }

        /// <summary>Hyperbolic tangents.</summary>
        public Tensor tanh()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Tanh>(x);
            if (Tracked(x))
                Node.Record(TanhRule, result, x).Save(result);
            return result;
        }

        /// <summary>x Φ(x), with Φ the normal distribution function.</summary>
        public Tensor gelu()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Gelu>(x);
            if (Tracked(x))
                Node.Record(GeluRule, result, x).Save(x);
            return result;
        }

        /// <summary>x / (1 + exp(-x)).</summary>
        public Tensor silu()
        {
            var x = Real(this);
            var result = Elementwise.Unary<Silu>(x);
            if (Tracked(x))
                Node.Record(SiluRule, result, x).Save(x);
            return result;
        }

        /// <summary>x where not negative, else a multiple of it.</summary>
        public Tensor leaky_relu(Scalar negative_slope)
        {
            var x = Real(this);
            var result = Elementwise.Unary<LeakyRelu>(x, negative_slope.Value.Real);
            if (Tracked(x))
                Node.Record(LeakyReluRule, result, x).Save(x).P = negative_slope.Value.Real;
            return result;
        }

        /// <summary>x where not negative, else alpha (exp(x) - 1).</summary>
        public Tensor elu(double alpha = 1)
        {
            var x = Real(this);
            var result = Elementwise.Unary<Elu>(x, alpha);
            if (Tracked(x))
                Node.Record(EluRule, result, x).Save(x, result).P = alpha;
            return result;
        }

        /// <summary>log(1 + exp(beta x)) / beta, and x itself where beta x lies above the threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20)
        {
            var x = Real(this);
            var result = Elementwise.Unary<Softplus>(x, beta, threshold);
            if (Tracked(x))
            {
                var record = Node.Record(SoftplusRule, result, x).Save(x);
                (record.P, record.Q) = (beta, threshold);
            }
            return result;
        }

        /// <summary>Elements below min raised to it, elements above max lowered to it; a limit that is null does not limit.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null)
                throw new ArgumentException("clamp: give a lower limit, an upper limit, or both (got neither).");
            var x = this;
            if (min is not null)
                x = Typed(x, min.Value);
            if (max is not null)
                x = Typed(x, max.Value);
            if (x.ElementType == ScalarType.Int64)
            {
                var bounded = min is null ? x : Elementwise.Binary<Maximum>(x, min.Value);
                return max is null ? bounded : Elementwise.Binary<Minimum>(bounded, max.Value);
            }
            var (low, high) = (min?.Value.Real ?? double.NegativeInfinity, max?.Value.Real ?? double.PositiveInfinity);
            var result = Elementwise.Unary<Clamp>(x, low, high);
            if (Tracked(x))
            {
                var record = Node.Record(ClampRule, result, x).Save(x);
                (record.P, record.Q) = (low, high);
            }
            return result;
        }

        /// <summary>Elements below a limit raised to it.</summary>
        public Tensor clamp_min(Scalar min) => clamp(min: min);

        /// <summary>Elements above a limit lowered to it.</summary>
        public Tensor clamp_max(Scalar max) => clamp(max: max);

        /// <summary>-1, 0 or 1 by the sign; its gradient is zero, so none is recorded.</summary>
        public Tensor sign() => Elementwise.Unary<Sign>(this);

        /// <summary>Elements rounded down; its gradient is zero, so none is recorded.</summary>
        public Tensor floor() => Elementwise.Unary<Floor>(this);

        /// <summary>Elements rounded up; its gradient is zero, so none is recorded.</summary>
        public Tensor ceil() => Elementwise.Unary<Ceil>(this);
    }
}
