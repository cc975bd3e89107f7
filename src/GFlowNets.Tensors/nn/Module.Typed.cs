namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module of one input: override <see cref="forward"/>, invoke <see cref="call"/>.</summary>
        public abstract class Module<T, TResult> : Module, IModule<T, TResult>
        {
            /// <summary>A module of the given type name.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T input);

            /// <summary>The module's result for the input.</summary>
            public TResult call(T input) => forward(input);
        }

        /// <summary>A module of two inputs: override <see cref="forward"/>, invoke <see cref="call"/>.</summary>
        public abstract class Module<T1, T2, TResult> : Module, IModule<T1, T2, TResult>
        {
            /// <summary>A module of the given type name.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>The module's result for the inputs.</summary>
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        /// <summary>A module of three inputs: override <see cref="forward"/>, invoke <see cref="call"/>.</summary>
        public abstract class Module<T1, T2, T3, TResult> : Module, IModule<T1, T2, T3, TResult>
        {
            /// <summary>A module of the given type name.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>The module's result for the inputs.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }
    }
}
