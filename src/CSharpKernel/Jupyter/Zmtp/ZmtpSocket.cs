using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CSharpKernel.Jupyter.Zmtp;

/// <summary>A message has come.</summary>
internal delegate void MessageReceived(ZmtpPeer peer, List<byte[]> frames);

// A bound socket of one ZeroMQ type (ROUTER, REP or XPUB) over TCP or a Unix socket. Whatever a peer does wrong ends its own connection only.
internal sealed class ZmtpSocket : IDisposable
{
    private const int Backlog = 128;
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<ZmtpPeer, bool> _peers = new();
    private readonly Socket _listener;
    private readonly EndPoint _address;
    private readonly string _type;
    private readonly MessageReceived _received;
    private readonly Action<string> _log;
    private int _accepted;

    /// <summary>Binds.</summary>
    /// <param name="address">Where to listen; an old Unix socket at that path is replaced.</param>
    /// <param name="type">ROUTER, REP or XPUB.</param>
    /// <param name="received">Called for every message, one at a time for each peer; an XPUB hears of each new subscription.</param>
    /// <param name="log">Told what peers do wrong.</param>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public ZmtpSocket(EndPoint address, string type, MessageReceived received, Action<string> log)
    {
        (_address, _type, _received, _log) = (address, type, received, log);
        bool local = address is UnixDomainSocketEndPoint;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, local ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (local) File.Delete(address.ToString()!);
            _listener.Bind(address);
            _listener.Listen(Backlog);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <summary>Begins to take connections.</summary>
    public void Start() => Task.Run(AcceptAsync);

    /// <summary>Sends to the peer that goes by this identity, if it is still there.</summary>
    public void SendTo(byte[] identity, IReadOnlyList<byte[]> frames)
    {
        var peer = _peers.Keys.FirstOrDefault(peer => peer.Identity.AsSpan().SequenceEqual(identity));
        peer?.Send(frames);
    }

    /// <summary>Sends to every peer that subscribed to the topic, which is the first frame.</summary>
    public void Publish(IReadOnlyList<byte[]> frames)
    {
        foreach (var peer in _peers.Keys.Where(peer => peer.Wants(frames[0]))) peer.Send(frames);
    }

    /// <summary>Takes no more connections, and waits until what was queued is sent, but not for long.</summary>
    public async Task FlushAsync(TimeSpan patience)
    {
        _listener.Dispose();
        foreach (var peer in _peers.Keys) peer.Complete();
        await Task.WhenAny(Task.WhenAll(_peers.Keys.Select(peer => peer.Sending)), Task.Delay(patience)).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
        foreach (var peer in _peers.Keys) peer.Dispose();
        if (_address is UnixDomainSocketEndPoint) File.Delete(_address.ToString()!);
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var connection = await _listener.AcceptAsync(_ended.Token).ConfigureAwait(false);
                _ = Task.Run(() => ServeAsync(connection));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // A connection that broke before it was taken, or no file handle left: neither is the end of the kernel.
                if (e.SocketErrorCode == SocketError.OperationAborted) return;
                _log($"{_type}: a connection could not be taken: {e.Message}");
                await Task.Delay(50).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        ZmtpPeer? peer = null;
        try
        {
            if (connection.ProtocolType == ProtocolType.Tcp) connection.NoDelay = true;
            var stream = new NetworkStream(connection, ownsSocket: true);
            await using var buffered = new ReadBufferedStream(stream);
            byte[] identity;
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token))
            {
                patience.CancelAfter(s_handshake);
                identity = await ZmtpHandshake.RunAsync(buffered, _type, patience.Token).ConfigureAwait(false);
            }

            // A peer without a name gets one, beginning with a zero byte as ZeroMQ has it.
            if (identity.Length == 0) identity = [0, .. BitConverter.GetBytes(Interlocked.Increment(ref _accepted))];
            peer = new ZmtpPeer(buffered, identity);
            _peers[peer] = true;
            while (true)
            {
                var frames = await peer.ReceiveAsync(_ended.Token).ConfigureAwait(false);
                if (_type == "XPUB" && !peer.Subscribe(frames[0])) continue;
                _received(peer, frames);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It hung up, or we do.
        }
        catch (ZmtpException e)
        {
            _log($"{_type}: a connection was closed: {e.Message}.");
        }
        finally
        {
            if (peer is not null) _peers.TryRemove(peer, out _);
            peer?.Dispose();
            connection.Dispose();
        }
    }
}
