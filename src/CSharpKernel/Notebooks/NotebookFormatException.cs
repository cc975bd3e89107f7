namespace CSharpKernel.Notebooks;

/// <summary>A file is no notebook that can be read.</summary>
/// <param name="message">What is wrong with it, and what to do.</param>
/// <param name="cause">What the parser said, if it did.</param>
public sealed class NotebookFormatException(string message, Exception? cause = null) : Exception(message, cause);
