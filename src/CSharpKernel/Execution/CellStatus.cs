namespace CSharpKernel.Execution;

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    Succeeded,

    /// <summary>It did not compile, or threw an exception.</summary>
    Failed,

    /// <summary>It was asked to stop, and did.</summary>
    Stopped,

    /// <summary>It was asked to stop and did not: it still runs, and the session is of no more use.</summary>
    Abandoned,
}
