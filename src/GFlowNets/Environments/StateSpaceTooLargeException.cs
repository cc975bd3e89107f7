namespace GFlowNets.Environments;

/// <summary>A state space was not enumerated because it exceeds the limit; the message says so in a sentence.</summary>
/// <param name="message">The sentence.</param>
public sealed class StateSpaceTooLargeException(string message) : InvalidOperationException(message);
