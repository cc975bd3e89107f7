using System.Threading.Channels;

namespace CSharpKernel.Jupyter.Zmtp;

// One connection after its handshake: messages in, messages out through a queue, subscriptions if it subscribes.
internal sealed class ZmtpPeer : IDisposable
{
    /// <summary>The longest message taken. A cell is text; anything longer is a mistake or an attack.</summary>
    public const long MostBytes = 64L << 20;
    private const int MostFrames = 1024;
    private const int MostQueued = 1000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(MostQueued);
    private readonly CancellationTokenSource _ended = new();
    private readonly Stream _stream;
    private readonly List<byte[]> _subscriptions = [];

    public ZmtpPeer(Stream stream, byte[] identity)
    {
        _stream = stream;
        Identity = identity;
        Sending = Task.Run(SendAllAsync);
    }

    public byte[] Identity { get; }

    /// <summary>Ends when everything queued is sent and the peer is closed.</summary>
    public Task Sending { get; }

    /// <summary>The next message: its frames, without commands, which are dealt with here.</summary>
    /// <exception cref="EndOfStreamException">The peer hung up.</exception>
    /// <exception cref="ZmtpException">The peer broke the protocol.</exception>
    public async Task<List<byte[]>> ReceiveAsync(CancellationToken cancel)
    {
        var frames = new List<byte[]>();
        long room = MostBytes;
        while (true)
        {
            var frame = await ZmtpFrame.ReadAsync(_stream, room, cancel).ConfigureAwait(false);
            if (frame.IsCommand)
            {
                Obey(frame.Body);
                continue;
            }

            frames.Add(frame.Body);
            room -= frame.Body.Length;
            if (!frame.HasMore) return frames;
            if (frames.Count == MostFrames) throw new ZmtpException($"a message must have at most {MostFrames} frames");
        }
    }

    /// <summary>Notes a subscription (1, topic) or its end (0, topic), as SUB sockets send them; false if this is neither.</summary>
    public bool Subscribe(byte[] message)
    {
        if (message.Length == 0 || message[0] > 1) return false;
        byte[] topic = message[1..];
        lock (_subscriptions)
        {
            if (message[0] == 1) _subscriptions.Add(topic);
            else _subscriptions.RemoveAll(other => other.AsSpan().SequenceEqual(topic));
        }

        return true;
    }

    public bool Wants(ReadOnlySpan<byte> topic)
    {
        lock (_subscriptions)
        {
            foreach (byte[] subscription in _subscriptions)
            {
                if (topic.StartsWith(subscription)) return true;
            }

            return false;
        }
    }

    /// <summary>
    /// Queues a message. A peer that reads slowly slows the sender down, so that memory stays bounded; one that reads nothing
    /// for 30 seconds is cut off.
    /// </summary>
    public void Send(IReadOnlyList<byte[]> frames)
    {
        using var bytes = new MemoryStream();
        for (int i = 0; i < frames.Count; i++) new ZmtpFrame(frames[i], i < frames.Count - 1, IsCommand: false).Write(bytes);
        Queue(bytes.ToArray());
    }

    /// <summary>Sends what is queued and no more.</summary>
    public void Complete() => _outgoing.Writer.TryComplete();

    public void Dispose()
    {
        _outgoing.Writer.TryComplete();
        _ended.Cancel();
        _stream.Dispose();
    }

    private void Queue(byte[] message)
    {
        if (_outgoing.Writer.TryWrite(message)) return;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
            patience.CancelAfter(s_patience);
            _outgoing.Writer.WriteAsync(message, patience.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            Dispose();
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (byte[] message in _outgoing.Reader.ReadAllAsync(_ended.Token).ConfigureAwait(false))
                await _stream.WriteAsync(message, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // The reader of this connection sees its end too, and says so.
            _outgoing.Writer.TryComplete();
        }
    }

    // Heartbeats and, from peers of version 3.1, subscriptions. What else there may be is not for us.
    private void Obey(byte[] command)
    {
        if (command.AsSpan().StartsWith("\u0004PING"u8))
        {
            // PING carries a time to live of two bytes and a context, which PONG gives back.
            byte[] pong = [4, .. "PONG"u8, .. command.AsSpan(Math.Min(7, command.Length))];
            using var bytes = new MemoryStream();
            new ZmtpFrame(pong, HasMore: false, IsCommand: true).Write(bytes);
            Queue(bytes.ToArray());
        }
        else if (command.AsSpan().StartsWith("\u0009SUBSCRIBE"u8))
        {
            Subscribe([1, .. command.AsSpan(10)]);
        }
        else if (command.AsSpan().StartsWith("\u0006CANCEL"u8))
        {
            Subscribe([0, .. command.AsSpan(7)]);
        }
    }
}
