using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Moves and conversions of modules, which keep the module's own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts real parameters and buffers to float32 or float64. They become other objects: make the optimizer afterwards.</summary>
    /// <returns>The module itself.</returns>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module
    {
        module.Convert(type);
        return module;
    }

    /// <summary>Moves the module to a device, which in this engine is the CPU that it is on.</summary>
    /// <exception cref="NotSupportedException">The device is not the CPU.</exception>
    /// <returns>The module itself.</returns>
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module
    {
        Device.RequireCpu(device);
        return module;
    }

    /// <summary>Moves the module to the CPU, where it is.</summary>
    /// <returns>The module itself.</returns>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => module;
}
