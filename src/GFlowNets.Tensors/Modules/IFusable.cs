namespace GFlowNets.Tensors.Modules;

/// <summary>A module that a linear layer in front of it can apply while it stores its result.</summary>
internal interface IFusable
{
    /// <summary>The activation, or null where the module's settings have no fused form.</summary>
    Activation? Fused { get; }
}
