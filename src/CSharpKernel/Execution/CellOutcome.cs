using CSharpKernel.Output;

namespace CSharpKernel.Execution;

/// <summary>What became of a cell.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Error">What went wrong, or null if nothing did.</param>
/// <param name="Elapsed">How long it took, compilation included.</param>
public sealed record CellOutcome(CellStatus Status, CellOutput.Error? Error, TimeSpan Elapsed);
