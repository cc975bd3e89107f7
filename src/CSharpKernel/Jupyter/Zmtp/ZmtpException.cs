namespace CSharpKernel.Jupyter.Zmtp;

// The peer does not speak ZMTP 3, or sends more than a kernel takes; the connection ends, the socket lives on.
internal sealed class ZmtpException(string message) : Exception(message);
