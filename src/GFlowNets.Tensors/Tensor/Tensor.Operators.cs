namespace GFlowNets.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum of elements, broadcast.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <summary>Sum of every element and a number.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => AddNumber(left, right.Value);

        /// <summary>Sum of a number and every element.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => AddNumber(right, left.Value);

        /// <summary>Sum of every element and a number.</summary>
        public static Tensor operator +(Tensor left, double right) => AddNumber(left, right);

        /// <summary>Sum of a number and every element.</summary>
        public static Tensor operator +(double left, Tensor right) => AddNumber(right, left);

        /// <summary>Sum of every element and a number.</summary>
        public static Tensor operator +(Tensor left, float right) => AddNumber(left, right);

        /// <summary>Sum of a number and every element.</summary>
        public static Tensor operator +(float left, Tensor right) => AddNumber(right, left);

        /// <summary>Sum of every element and a number.</summary>
        public static Tensor operator +(Tensor left, long right) => AddNumber(left, right);

        /// <summary>Sum of a number and every element.</summary>
        public static Tensor operator +(long left, Tensor right) => AddNumber(right, left);

        /// <summary>Sum of every element and a number.</summary>
        public static Tensor operator +(Tensor left, int right) => AddNumber(left, (long)right);

        /// <summary>Sum of a number and every element.</summary>
        public static Tensor operator +(int left, Tensor right) => AddNumber(right, (long)left);

        /// <summary>Difference of elements, broadcast.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <summary>Difference of every element and a number.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => AddNumber(left, Negated(right.Value));

        /// <summary>Difference of a number and every element.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => SubtractFrom(left.Value, right);

        /// <summary>Difference of every element and a number.</summary>
        public static Tensor operator -(Tensor left, double right) => AddNumber(left, Negated(right));

        /// <summary>Difference of a number and every element.</summary>
        public static Tensor operator -(double left, Tensor right) => SubtractFrom(left, right);

        /// <summary>Difference of every element and a number.</summary>
        public static Tensor operator -(Tensor left, float right) => AddNumber(left, Negated(right));

        /// <summary>Difference of a number and every element.</summary>
        public static Tensor operator -(float left, Tensor right) => SubtractFrom(left, right);

        /// <summary>Difference of every element and a number.</summary>
        public static Tensor operator -(Tensor left, long right) => AddNumber(left, Negated(right));

        /// <summary>Difference of a number and every element.</summary>
        public static Tensor operator -(long left, Tensor right) => SubtractFrom(left, right);

        /// <summary>Difference of every element and a number.</summary>
        public static Tensor operator -(Tensor left, int right) => AddNumber(left, Negated((long)right));

        /// <summary>Difference of a number and every element.</summary>
        public static Tensor operator -(int left, Tensor right) => SubtractFrom((long)left, right);

        /// <summary>Product of elements, broadcast.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <summary>Product of every element and a number.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => MulNumber(left, right.Value);

        /// <summary>Product of a number and every element.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => MulNumber(right, left.Value);

        /// <summary>Product of every element and a number.</summary>
        public static Tensor operator *(Tensor left, double right) => MulNumber(left, right);

        /// <summary>Product of a number and every element.</summary>
        public static Tensor operator *(double left, Tensor right) => MulNumber(right, left);

        /// <summary>Product of every element and a number.</summary>
        public static Tensor operator *(Tensor left, float right) => MulNumber(left, right);

        /// <summary>Product of a number and every element.</summary>
        public static Tensor operator *(float left, Tensor right) => MulNumber(right, left);

        /// <summary>Product of every element and a number.</summary>
        public static Tensor operator *(Tensor left, long right) => MulNumber(left, right);

        /// <summary>Product of a number and every element.</summary>
        public static Tensor operator *(long left, Tensor right) => MulNumber(right, left);

        /// <summary>Product of every element and a number.</summary>
        public static Tensor operator *(Tensor left, int right) => MulNumber(left, (long)right);

        /// <summary>Product of a number and every element.</summary>
        public static Tensor operator *(int left, Tensor right) => MulNumber(right, (long)left);

        /// <summary>Quotient of elements, broadcast.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        /// <summary>Quotient of every element and a number.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => DivNumber(left, right.Value);

        /// <summary>Quotient of a number and every element.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => DivideNumber(left.Value, right);

        /// <summary>Quotient of every element and a number.</summary>
        public static Tensor operator /(Tensor left, double right) => DivNumber(left, right);

        /// <summary>Quotient of a number and every element.</summary>
        public static Tensor operator /(double left, Tensor right) => DivideNumber(left, right);

        /// <summary>Quotient of every element and a number.</summary>
        public static Tensor operator /(Tensor left, float right) => DivNumber(left, right);

        /// <summary>Quotient of a number and every element.</summary>
        public static Tensor operator /(float left, Tensor right) => DivideNumber(left, right);

        /// <summary>Quotient of every element and a number.</summary>
        public static Tensor operator /(Tensor left, long right) => DivNumber(left, right);

        /// <summary>Quotient of a number and every element.</summary>
        public static Tensor operator /(long left, Tensor right) => DivideNumber(left, right);

        /// <summary>Quotient of every element and a number.</summary>
        public static Tensor operator /(Tensor left, int right) => DivNumber(left, (long)right);

        /// <summary>Quotient of a number and every element.</summary>
        public static Tensor operator /(int left, Tensor right) => DivideNumber((long)left, right);

        /// <summary>Remainder of a division rounded down.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        /// <summary>Remainder of every element divided by a number, rounded down.</summary>
        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        /// <summary>Remainder of every element divided by a number, rounded down.</summary>
        public static Tensor operator %(Tensor left, double right) => left.remainder(right);

        /// <summary>Remainder of every element divided by a number, rounded down.</summary>
        public static Tensor operator %(Tensor left, float right) => left.remainder(right);

        /// <summary>Remainder of every element divided by a number, rounded down.</summary>
        public static Tensor operator %(Tensor left, long right) => left.remainder(right);

        /// <summary>Remainder of every element divided by a number, rounded down.</summary>
        public static Tensor operator %(Tensor left, int right) => left.remainder(right);

        /// <summary>Every element with the other sign.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>Where elements equal, broadcast.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        /// <summary>Where elements and a number are equal.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        /// <summary>Compares a number with every element.</summary>
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        /// <summary>Where elements differ, broadcast.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        /// <summary>Where elements and a number differ.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        /// <summary>Compares a number with every element.</summary>
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        /// <summary>Where elements are less, broadcast.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        /// <summary>Where elements are less than a number.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        /// <summary>Compares a number with every element.</summary>
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        /// <summary>Where elements are not more, broadcast.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        /// <summary>Where elements are not more than a number.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        /// <summary>Compares a number with every element.</summary>
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        /// <summary>Where elements are more, broadcast.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        /// <summary>Where elements are more than a number.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        /// <summary>Compares a number with every element.</summary>
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        /// <summary>Where elements are not less, broadcast.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        /// <summary>Where elements are not less than a number.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        /// <summary>Compares a number with every element.</summary>
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        /// <summary>Where both hold, for truth values, broadcast.</summary>
        public static Tensor operator &(Tensor left, Tensor right) => left.logical_and(right);

        /// <summary>Where either holds, for truth values, broadcast.</summary>
        public static Tensor operator |(Tensor left, Tensor right) => left.logical_or(right);

        /// <summary>Where exactly one holds, for truth values, broadcast.</summary>
        public static Tensor operator ^(Tensor left, Tensor right) => left.logical_xor(right);

        /// <summary>Where it does not hold, for truth values.</summary>
        public static Tensor operator ~(Tensor left) => left.logical_not();
    }
}
