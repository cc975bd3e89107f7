using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CSharpKernel.Jupyter.Zmtp;

namespace CSharpKernel.Jupyter;

// The five sockets of a kernel, and messages in and out of them. What is not signed as it should be goes no further than here.
internal sealed class KernelSockets : IDisposable
{
    private readonly WireFormat _wire;
    private readonly Action<string> _log;
    private readonly Lock _publishing = new();
    private readonly ZmtpSocket _shell;
    private readonly ZmtpSocket _control;
    private readonly ZmtpSocket _stdin;
    private readonly ZmtpSocket _iopub;
    private readonly ZmtpSocket _heartbeat;

    /// <summary>Binds all five.</summary>
    /// <exception cref="IOException">An address cannot be had.</exception>
    public KernelSockets(KernelConnection connection, Action<string> log)
    {
        _wire = new WireFormat(connection.Key);
        _log = log;
        var bound = new List<ZmtpSocket>();
        _shell = Bind(connection.Shell, "ROUTER", (peer, frames) => Receive("shell", peer, frames, m => Shell?.Invoke(m)));
        _control = Bind(connection.Control, "ROUTER", (peer, frames) => Receive("control", peer, frames, m => Control?.Invoke(m)));
        _stdin = Bind(connection.Stdin, "ROUTER", (peer, frames) => Receive("stdin", peer, frames, m => Stdin?.Invoke(m)));
        _iopub = Bind(connection.IOPub, "XPUB", (peer, frames) => Welcome(peer, frames[0]));
        _heartbeat = Bind(connection.Heartbeat, "REP", (peer, frames) => peer.Send(frames));

        ZmtpSocket Bind(int port, string type, MessageReceived received)
        {
            var address = connection.EndPoint(port);
            try
            {
                bound.Add(new ZmtpSocket(address, type, received, log));
                return bound[^1];
            }
            catch (SocketException e)
            {
                foreach (var socket in bound) socket.Dispose();
                throw new IOException($"the kernel cannot listen at {connection.Transport}://{address}: {e.Message}", e);
            }
        }
    }

    /// <summary>A message came on the shell channel.</summary>
    public event Action<WireMessage>? Shell;

    /// <summary>A message came on the control channel.</summary>
    public event Action<WireMessage>? Control;

    /// <summary>A message came on the stdin channel.</summary>
    public event Action<WireMessage>? Stdin;

    private IEnumerable<ZmtpSocket> All => [_shell, _control, _stdin, _iopub, _heartbeat];

    /// <summary>Begins to take messages, which is when the handlers have to be there.</summary>
    public void Start()
    {
        foreach (var socket in All) socket.Start();
    }

    public void ReplyOnShell(WireMessage request, string type, JsonObject content) => Send(_shell, request, type, content);

    public void ReplyOnControl(WireMessage request, string type, JsonObject content) => Send(_control, request, type, content);

    /// <summary>Asks for input: the answer comes to <see cref="Stdin"/>. Jupyter's clients go by one identity on both channels.</summary>
    public void AskOnStdin(WireMessage request, JsonObject content) => Send(_stdin, request, "input_request", content);

    /// <summary>Tells all subscribers, in the order of the calls.</summary>
    public void Publish(WireMessage? request, string type, JsonObject content)
    {
        lock (_publishing) _iopub.Publish(_wire.Write([Encoding.UTF8.GetBytes($"kernel.{type}")], type, Copy(request), content));
    }

    /// <summary>Sends what is queued, but does not wait for it for long.</summary>
    public Task FlushAsync(TimeSpan patience) => Task.WhenAll(All.Select(socket => socket.FlushAsync(patience)));

    public void Dispose()
    {
        foreach (var socket in All) socket.Dispose();
    }

    private void Send(ZmtpSocket socket, WireMessage request, string type, JsonObject content)
    {
        if (request.Identities is [var identity, ..]) socket.SendTo(identity, _wire.Write(request.Identities, type, Copy(request), content)[1..]);
    }

    // A JSON node has one parent only.
    private static JsonObject? Copy(WireMessage? request) => request?.Header.DeepClone().AsObject();

    private void Receive(string channel, ZmtpPeer peer, List<byte[]> frames, Action<WireMessage> handle)
    {
        try
        {
            // As a ROUTER does, the sender goes first; it is who gets the reply.
            handle(_wire.Read([peer.Identity, .. frames]));
        }
        catch (Exception e) when (e is WireException or InvalidOperationException or ArgumentException)
        {
            _log($"a message on the {channel} channel was dropped: {e.Message.TrimEnd('.')}.");
        }
    }

    // A client that subscribes learns from this that nothing published from now on escapes it.
    private void Welcome(ZmtpPeer peer, byte[] subscription)
    {
        if (subscription[0] != 1) return;
        byte[] topic = subscription[1..];
        peer.Send(_wire.Write([topic], "iopub_welcome", null, new JsonObject { ["subscription"] = WireOutputs.Whole(Encoding.UTF8.GetString(topic)) }));
    }
}
