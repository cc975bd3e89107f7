using System.Text.Json.Nodes;

namespace CSharpKernel.Jupyter;

// Lets a cell read what its user types: a request goes out, and the cell's thread waits for the answer.
internal sealed class StdinChannel
{
    private readonly KernelSockets _sockets;
    private readonly Lock _gate = new();
    private TaskCompletionSource<string>? _answer;

    public StdinChannel(KernelSockets sockets)
    {
        _sockets = sockets;
        _sockets.Stdin += Receive;
    }

    /// <summary>A line from the user who sent the request, without its end. Interrupting the thread ends the wait.</summary>
    public string ReadLine(WireMessage request)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _answer = answer;
        _sockets.AskOnStdin(request, new JsonObject { ["prompt"] = "", ["password"] = false });
        try
        {
            return answer.Task.GetAwaiter().GetResult();
        }
        finally
        {
            lock (_gate) _answer = null;
        }
    }

    // An answer that nobody waits for came too late: the cell was interrupted.
    private void Receive(WireMessage message)
    {
        if (message.Type != "input_reply" || message.Text("value") is not { } value) return;
        lock (_gate) _answer?.TrySetResult(value);
    }
}
