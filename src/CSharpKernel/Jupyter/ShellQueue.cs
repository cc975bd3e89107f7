using System.Text.Json.Nodes;
using System.Threading.Channels;
using CSharpKernel.Execution;

namespace CSharpKernel.Jupyter;

// The requests of the shell channel, served one after another in the order of their arrival.
internal sealed class ShellQueue
{
    // Run All sends its cells one by one: those still on their way when a cell fails are to be aborted with those that wait.
    private static readonly TimeSpan s_onTheirWay = TimeSpan.FromMilliseconds(30);

    private readonly Channel<(WireMessage Message, long Arrival)> _queue = Channel.CreateUnbounded<(WireMessage, long)>(new() { SingleReader = true });
    private readonly KernelSockets _sockets;
    private readonly ExecuteRequests _execute;
    private readonly LanguageRequests _language;
    private readonly Action<string> _log;
    private long _arrivals;
    private long _abortUpTo;
    private volatile WireMessage? _current;

    public ShellQueue(KernelSockets sockets, CSharpSession session, Action<string> log)
    {
        (_sockets, _log) = (sockets, log);
        _execute = new ExecuteRequests(sockets, session);
        _language = new LanguageRequests(session);
    }

    /// <summary>A request on the shell channel asks the kernel to end.</summary>
    public event Action? ShutdownRequested;

    public void Add(WireMessage message) => _queue.Writer.TryWrite((message, Interlocked.Increment(ref _arrivals)));

    public async Task RunAsync()
    {
        await foreach (var (message, arrival) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                _current = message;
                Status(message, "busy");
                await ServeAsync(message, arrival).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever one request does wrong, the next is served.
                _log($"a request {message.Type} failed: {e}");
                Reply(message, new JsonObject { ["status"] = "error", ["ename"] = e.GetType().Name, ["evalue"] = WireOutputs.Whole(e.Message), ["traceback"] = new JsonArray() });
            }
            finally
            {
                _current = null;
                Status(message, "idle");
            }

            if (message.Type == "shutdown_request") ShutdownRequested?.Invoke();
        }
    }

    /// <summary>Says again that the kernel is busy, if it is.</summary>
    public void RepeatBusy()
    {
        if (_current is { } message) Status(message, "busy");
    }

    private async Task ServeAsync(WireMessage message, long arrival)
    {
        switch (message.Type)
        {
            case "execute_request" when arrival <= _abortUpTo:
                Reply(message, _execute.Aborted());
                break;
            case "execute_request":
                var (reply, abortOthers) = await _execute.RunAsync(message).ConfigureAwait(false);
                if (abortOthers)
                {
                    await Task.Delay(s_onTheirWay).ConfigureAwait(false);
                    _abortUpTo = Interlocked.Read(ref _arrivals);
                }

                Reply(message, reply);
                break;
            case "kernel_info_request":
                Reply(message, KernelInfo.Reply());
                break;
            case "complete_request":
                Reply(message, _language.Complete(message));
                break;
            case "inspect_request":
                Reply(message, _language.Inspect(message));
                break;
            case "is_complete_request":
                Reply(message, _language.IsComplete(message));
                break;
            case "history_request":
                Reply(message, _execute.History.Reply(message));
                break;
            case "comm_info_request":
                Reply(message, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                // There is no target to open: the protocol wants the comm closed at once.
                _sockets.Publish(message, "comm_close", new JsonObject { ["comm_id"] = message.Text("comm_id") ?? "", ["data"] = new JsonObject() });
                break;
            case "comm_msg" or "comm_close":
                break;
            case "shutdown_request":
                Reply(message, KernelInfo.Farewell(message));
                break;
            default:
                _log($"a message on the shell channel was dropped: this kernel knows no {message.Type}.");
                break;
        }
    }

    private void Status(WireMessage message, string state) => _sockets.Publish(message, "status", new JsonObject { ["execution_state"] = state });

    private void Reply(WireMessage message, JsonObject content) => _sockets.ReplyOnShell(message, message.Type.Replace("_request", "_reply"), content);
}
