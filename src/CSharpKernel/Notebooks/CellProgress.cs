using CSharpKernel.Execution;

namespace CSharpKernel.Notebooks;

/// <summary>A notebook's cell that has just started, or has just ended.</summary>
/// <param name="Number">The cell's execution number: code cells count from 1.</param>
/// <param name="Total">How many code cells there are to run.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Outcome">How it ended; null when it has just started.</param>
public sealed record CellProgress(int Number, int Total, NotebookCell Cell, CellOutcome? Outcome);
