namespace GFlowNets.Tensors;

/// <summary>Work that can be done in parts, in any order. It must not throw.</summary>
internal interface IJob
{
    void Run(int part, int parts);
}
