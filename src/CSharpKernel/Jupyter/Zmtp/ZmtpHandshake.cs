using System.Buffers.Binary;
using System.Text;

namespace CSharpKernel.Jupyter.Zmtp;

// The opening of a connection: greetings of 64 bytes and, in the mechanism NULL, a command READY from either side.
internal static class ZmtpHandshake
{
    private const int GreetingBytes = 64;
    private const int SignatureBytes = 10;
    private const int MostReadyBytes = 4096;

    private static readonly Dictionary<string, string[]> s_partners = new()
    {
        ["ROUTER"] = ["DEALER", "REQ", "ROUTER"],
        ["REP"] = ["REQ", "DEALER"],
        ["XPUB"] = ["SUB", "XSUB"],
    };

    /// <summary>Exchanges greetings and READY.</summary>
    /// <returns>The identity that the peer asks to be known by; empty if it has none.</returns>
    public static async Task<byte[]> RunAsync(Stream stream, string socketType, CancellationToken cancel)
    {
        await stream.WriteAsync(Greeting(), cancel).ConfigureAwait(false);
        byte[] greeting = new byte[GreetingBytes];
        await stream.ReadExactlyAsync(greeting.AsMemory(0, SignatureBytes), cancel).ConfigureAwait(false);
        if (greeting[0] != 0xff || greeting[9] != 0x7f) throw new ZmtpException("a connection must begin with a ZMTP greeting (got something else)");
        await stream.ReadExactlyAsync(greeting.AsMemory(SignatureBytes), cancel).ConfigureAwait(false);
        if (greeting[10] < 3) throw new ZmtpException($"the peer must speak ZMTP 3 (got version {greeting[10]})");
        string mechanism = Encoding.ASCII.GetString(greeting, 12, 20).TrimEnd('\0');
        if (mechanism != "NULL") throw new ZmtpException($"the mechanism must be NULL (got '{mechanism}')");

        await SendAsync(stream, Ready(socketType), cancel).ConfigureAwait(false);
        var frame = await ZmtpFrame.ReadAsync(stream, MostReadyBytes, cancel).ConfigureAwait(false);
        var properties = frame.IsCommand ? ReadReady(frame.Body) : null;
        if (properties is null) throw new ZmtpException("the handshake must go on with a command READY (got something else)");
        string partner = Encoding.ASCII.GetString(properties.GetValueOrDefault("socket-type", []));
        if (!s_partners[socketType].Contains(partner)) throw new ZmtpException($"a socket {socketType} talks to {string.Join(", ", s_partners[socketType])} (got '{partner}')");
        return properties.GetValueOrDefault("identity", []);
    }

    private static byte[] Greeting()
    {
        byte[] greeting = new byte[GreetingBytes];
        greeting[0] = 0xff;
        greeting[8] = 1;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    private static ZmtpFrame Ready(string socketType)
    {
        var body = new MemoryStream();
        body.Write([5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)socketType.Length, .. Encoding.ASCII.GetBytes(socketType)]);
        body.Write([8, .. "Identity"u8, 0, 0, 0, 0]);
        return new ZmtpFrame(body.ToArray(), HasMore: false, IsCommand: true);
    }

    private static async Task SendAsync(Stream stream, ZmtpFrame frame, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        frame.Write(bytes);
        await stream.WriteAsync(bytes.ToArray(), cancel).ConfigureAwait(false);
    }

    // The properties by name in lower case, or null where this is no READY.
    internal static Dictionary<string, byte[]>? ReadReady(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> name = [5, .. "READY"u8];
        if (!body.StartsWith(name)) return null;
        var properties = new Dictionary<string, byte[]>();
        for (body = body[name.Length..]; !body.IsEmpty;)
        {
            int nameLength = body[0];
            if (body.Length < 1 + nameLength + 4) return null;
            string key = Encoding.ASCII.GetString(body.Slice(1, nameLength)).ToLowerInvariant();
            body = body[(1 + nameLength)..];
            int valueLength = BinaryPrimitives.ReadInt32BigEndian(body);
            if (valueLength < 0 || valueLength > body.Length - 4) return null;
            properties[key] = body.Slice(4, valueLength).ToArray();
            body = body[(4 + valueLength)..];
        }

        return properties;
    }
}
