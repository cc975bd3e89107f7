namespace GFlowNets.Tensors
{
    /// <summary>Tensors.</summary>
    public static partial class torch
    {
    }
}

namespace GFlowNets.Tensors.Modules
{
    internal static class Placeholder;
}
