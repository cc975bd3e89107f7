namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Where elements are equal, broadcast.</summary>
        public Tensor eq(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Selecting.Compare<Equal>("eq", a, b);
        }

        /// <summary>Where elements equal a number.</summary>
        public Tensor eq(Scalar target) => CompareNumber<Equal>("eq", target.Value);

        /// <summary>Where elements differ, broadcast.</summary>
        public Tensor ne(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Selecting.Compare<NotEqual>("ne", a, b);
        }

        /// <summary>Where elements differ from a number.</summary>
        public Tensor ne(Scalar target) => CompareNumber<NotEqual>("ne", target.Value);

        /// <summary>Where elements are less than those of the other, broadcast.</summary>
        public Tensor lt(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Selecting.Compare<Less>("lt", a, b);
        }

        /// <summary>Where elements are less than a number.</summary>
        public Tensor lt(Scalar target) => CompareNumber<Less>("lt", target.Value);

        /// <summary>Where elements are not more than those of the other, broadcast.</summary>
        public Tensor le(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Selecting.Compare<LessOrEqual>("le", a, b);
        }

        /// <summary>Where elements are not more than a number.</summary>
        public Tensor le(Scalar target) => CompareNumber<LessOrEqual>("le", target.Value);

        /// <summary>Where elements are more than those of the other, broadcast.</summary>
        public Tensor gt(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Selecting.Compare<Greater>("gt", a, b);
        }

        /// <summary>Where elements are more than a number.</summary>
        public Tensor gt(Scalar target) => CompareNumber<Greater>("gt", target.Value);

        /// <summary>Where elements are not less than those of the other, broadcast.</summary>
        public Tensor ge(Tensor target)
        {
            var (a, b) = Meet(this, target);
            return Selecting.Compare<GreaterOrEqual>("ge", a, b);
        }

        /// <summary>Where elements are not less than a number.</summary>
        public Tensor ge(Scalar target) => CompareNumber<GreaterOrEqual>("ge", target.Value);

        /// <summary>Where both are not zero, broadcast.</summary>
        public Tensor logical_and(Tensor other)
        {
            var (a, b) = Meet(this, other);
            return Selecting.Compare<And>("logical_and", a, b);
        }

        /// <summary>Where either is not zero, broadcast.</summary>
        public Tensor logical_or(Tensor other)
        {
            var (a, b) = Meet(this, other);
            return Selecting.Compare<Or>("logical_or", a, b);
        }

        /// <summary>Where exactly one is not zero, broadcast.</summary>
        public Tensor logical_xor(Tensor other)
        {
            var (a, b) = Meet(this, other);
            return Selecting.Compare<Xor>("logical_xor", a, b);
        }

        /// <summary>Where elements are zero.</summary>
        public Tensor logical_not() => CompareNumber<Equal>("logical_not", 0L);

        /// <summary>Where elements are not-a-numbers.</summary>
        public Tensor isnan() => Selecting.Compare<NaN>("isnan", this, this);

        /// <summary>Where elements are plus or minus infinity.</summary>
        public Tensor isinf() => Selecting.Compare<Infinite>("isinf", this, this);

        /// <summary>Where elements are finite.</summary>
        public Tensor isfinite() => Selecting.Compare<Finite>("isfinite", this, this);

        private Tensor CompareNumber<TOp>(string name, Number number) where TOp : struct, IComparison
        {
            var x = Typed(this, number);
            using var other = Filled(Shape.Scalar, number, x.ElementType, inScope: false);
            return Selecting.Compare<TOp>(name, x, other);
        }
    }
}
