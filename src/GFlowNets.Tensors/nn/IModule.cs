namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Anything that maps one input to a result, as a module's <c>call</c> does.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>The result for the input.</summary>
            TResult call(T input1);
        }

        /// <summary>Anything that maps two inputs to a result, as a module's <c>call</c> does.</summary>
        public interface IModule<T1, T2, TResult>
        {
            /// <summary>The result for the inputs.</summary>
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>Anything that maps three inputs to a result, as a module's <c>call</c> does.</summary>
        public interface IModule<T1, T2, T3, TResult>
        {
            /// <summary>The result for the inputs.</summary>
            TResult call(T1 input1, T2 input2, T3 input3);
        }
    }
}
