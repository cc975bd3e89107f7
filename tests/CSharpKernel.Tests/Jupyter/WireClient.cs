using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using CSharpKernel.Jupyter;

namespace CSharpKernel.Tests.Jupyter;

internal sealed record Received(string Topic, JsonObject Header, JsonObject Parent, JsonObject Content)
{
    public string Type => (string)Header["msg_type"]!;

    public string? Text(string field) => (string?)Content[field];
}

internal sealed record Answer(Received Reply, List<Received> Published)
{
    public string Status => Reply.Text("status")!;

    public string Stream(string name = "stdout") =>
        string.Concat(Published.Where(m => m.Type == "stream" && m.Text("name") == name).Select(m => m.Text("text")));

    public Received One(string type) => Assert.Single(Published, m => m.Type == type);
}

// A Jupyter client: five connections, signed messages, replies and outputs sorted by the request that they belong to.
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, Channel<Received>> _replies = new();
    private readonly ConcurrentDictionary<string, Channel<Received>> _published = new();
    private readonly Channel<Received> _others = Channel.CreateUnbounded<Received>();
    private readonly Channel<Received> _asked = Channel.CreateUnbounded<Received>();
    private readonly CancellationTokenSource _ended = new();
    private readonly byte[] _key;
    private readonly ZmtpClient[] _sockets;

    private WireClient(byte[] key, ZmtpClient[] sockets) => (_key, _sockets) = (key, sockets);

    public ZmtpClient Shell => _sockets[0];

    public ZmtpClient Control => _sockets[1];

    public ZmtpClient Stdin => _sockets[2];

    public ZmtpClient Heartbeat => _sockets[4];

    public Received Welcome { get; private set; } = null!;

    public ChannelReader<Received> Asked => _asked.Reader;

    public static async Task<WireClient> ConnectAsync(KernelConnection connection, string identity = "client", CancellationToken cancel = default)
    {
        (int Port, string Type)[] channels =
        [
            (connection.Shell, "DEALER"), (connection.Control, "DEALER"), (connection.Stdin, "DEALER"), (connection.IOPub, "SUB"), (connection.Heartbeat, "REQ"),
        ];
        var sockets = await Task.WhenAll(channels.Select(c => ZmtpClient.ConnectAsync(connection.EndPoint(c.Port), c.Type, identity, cancel)));
        var client = new WireClient(connection.Key, sockets);
        await sockets[3].SendAsync([[1]], cancel);
        client.Pump(sockets[0], message => client.Of(client._replies, message));
        client.Pump(sockets[1], message => client.Of(client._replies, message));
        client.Pump(sockets[2], _ => client._asked);
        client.Pump(sockets[3], message => message.Parent.Count == 0 ? client._others : client.Of(client._published, message));
        while (client.Welcome?.Type != "iopub_welcome") client.Welcome = await client._others.Reader.ReadAsync(cancel);
        return client;
    }

    // Sends a request, and waits for its reply and for the kernel's word that it is done.
    public async Task<Answer> RequestAsync(string type, JsonObject? content = null, ZmtpClient? socket = null) =>
        await AnswerAsync(await SendAsync(type, content, socket));

    public Task<Answer> ExecuteAsync(string code, JsonObject? more = null) => RequestAsync("execute_request", Execute(code, more));

    public Task<string> StartAsync(string code, JsonObject? more = null) => SendAsync("execute_request", Execute(code, more));

    public async Task<string> SendAsync(string type, JsonObject? content = null, ZmtpClient? socket = null)
    {
        var (id, frames) = Message(type, content ?? []);
        await (socket ?? Shell).SendAsync(frames, TestContext.Current.CancellationToken);
        return id;
    }

    public async Task<Answer> AnswerAsync(string id)
    {
        using var patience = Patience();
        var reply = await Named(_replies, id).Reader.ReadAsync(patience.Token);
        var published = new List<Received>();
        while (true)
        {
            var message = await Named(_published, id).Reader.ReadAsync(patience.Token);
            if (message.Type == "status" && message.Text("execution_state") == "idle") return new Answer(reply, published);
            if (message.Type != "status") published.Add(message);
        }
    }

    // The next output of a request that runs.
    public async Task<Received> OutputAsync(string id, string type)
    {
        using var patience = Patience();
        while (true)
        {
            var message = await Named(_published, id).Reader.ReadAsync(patience.Token);
            if (message.Type == type) return message;
        }
    }

    public (string Id, List<byte[]> Frames) Message(string type, JsonObject content, byte[]? key = null)
    {
        string id = Guid.NewGuid().ToString("N");
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = "s",
            ["username"] = "u",
            ["date"] = "2026-01-01T00:00:00Z",
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        return (id, Sign(key ?? _key, header.ToJsonString(), "{}", "{}", content.ToJsonString()));
    }

    public static List<byte[]> Sign(byte[] key, params string[] parts)
    {
        byte[] signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Concat(parts)));
        return ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signature)), .. parts.Select(Encoding.UTF8.GetBytes)];
    }

    public void Dispose()
    {
        _ended.Cancel();
        foreach (var socket in _sockets) socket.Dispose();
    }

    private static CancellationTokenSource Patience()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(s_patience);
        return source;
    }

    private static JsonObject Execute(string code, JsonObject? more)
    {
        var content = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["user_expressions"] = new JsonObject(), ["allow_stdin"] = true, ["stop_on_error"] = true };
        foreach (var (name, value) in more ?? []) content[name] = value?.DeepClone();
        return content;
    }

    private static Channel<Received> Named(ConcurrentDictionary<string, Channel<Received>> channels, string id) =>
        channels.GetOrAdd(id, _ => Channel.CreateUnbounded<Received>());

    private Channel<Received> Of(ConcurrentDictionary<string, Channel<Received>> channels, Received message) =>
        Named(channels, (string)message.Parent["msg_id"]!);

    private void Pump(ZmtpClient socket, Func<Received, Channel<Received>> target) => Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                var message = Read(await socket.ReceiveAsync(_ended.Token));
                target(message).Writer.TryWrite(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The kernel hung up, or the test is done.
        }
    });

    private Received Read(List<byte[]> frames)
    {
        int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        string[] parts = [.. frames.Skip(at + 2).Select(Encoding.UTF8.GetString)];
        if (!Sign(_key, parts)[1].SequenceEqual(frames[at + 1])) throw new InvalidOperationException("the kernel's signature is wrong");
        return new Received(at > 0 ? Encoding.UTF8.GetString(frames[0]) : "", JsonNode.Parse(parts[0])!.AsObject(), JsonNode.Parse(parts[1])!.AsObject(), JsonNode.Parse(parts[3])!.AsObject());
    }
}
