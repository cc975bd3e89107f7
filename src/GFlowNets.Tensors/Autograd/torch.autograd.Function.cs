namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with a derivative of one's own. It keeps no state: what the backward pass needs goes into the context.</summary>
        /// <typeparam name="T">The operation itself.</typeparam>
        public abstract class Function<T> where T : Function<T>, new()
        {
            /// <summary>For derived operations.</summary>
            protected Function()
            {
            }

            /// <summary>The name of the operation.</summary>
            public string Name => typeof(T).Name;
        }
    }
}
