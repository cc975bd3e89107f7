namespace CSharpKernel.Jupyter;

// A message that is not to be acted on: it breaks the wire format, or is not signed as it should be.
internal sealed class WireException(string message) : Exception(message);
