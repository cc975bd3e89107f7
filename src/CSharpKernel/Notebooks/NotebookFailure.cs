using CSharpKernel.Execution;

namespace CSharpKernel.Notebooks;

/// <summary>The cell at which a run ended early.</summary>
/// <param name="Number">The cell's execution number.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Message">What happened, in a sentence.</param>
/// <param name="Outcome">How the cell ended.</param>
public sealed record NotebookFailure(int Number, NotebookCell Cell, string Message, CellOutcome Outcome);
