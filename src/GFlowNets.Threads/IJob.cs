namespace GFlowNets.Threads;

/// <summary>Work that can be done in parts, in any order.</summary>
public interface IJob
{
    /// <summary>Does one part. It must not throw, and must not depend on the thread that runs it.</summary>
    /// <param name="part">Its number, from 0 on.</param>
    /// <param name="parts">The number of parts.</param>
    void Run(int part, int parts);
}
