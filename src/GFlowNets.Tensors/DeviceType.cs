namespace GFlowNets.Tensors;

/// <summary>The kinds of device that code may name. The embedded engine computes on the CPU only.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU; asking for one gives an error here.</summary>
    CUDA = 1,
}
