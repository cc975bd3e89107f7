namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What the forward pass of an operation of one's own keeps for its backward pass.</summary>
        public sealed class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private List<(Tensor Held, int Version)> saved = [];

            internal AutogradContext()
            {
            }

            /// <summary>Keeps tensors for the backward pass, whatever happens to the handles given.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                Dispose();
                saved = tensors.ConvertAll(tensor => (tensor.Hold(), tensor.Storage.Version));
            }

            /// <summary>The tensors kept, in their order.</summary>
            /// <exception cref="InvalidOperationException">One of them was overwritten in place since.</exception>
            public List<Tensor> get_saved_variables() => saved.ConvertAll(entry => entry.Held.Storage.Version == entry.Version
                ? entry.Held.detach()
                : throw new InvalidOperationException("get_saved_variables: a saved tensor was overwritten in place since; write to a clone() instead."));

            /// <summary>Keeps something that is no tensor.</summary>
            public void save_data(string key, object value) => data[key] = value;

            /// <summary>What was kept under a name.</summary>
            public object get_data(string key) => data.TryGetValue(key, out var value) ? value
                : throw new KeyNotFoundException($"get_data: nothing was saved under \"{key}\".");

            /// <summary>Lets go of the tensors kept.</summary>
            public void Dispose()
            {
                foreach (var (held, _) in saved)
                    held.Dispose();
                saved = [];
            }
        }
    }
}
