using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CSharpKernel.Tests.Jupyter;

// The client's side of ZMTP 3.0, written apart from the kernel's so that a mistake in one does not hide behind the same in the other.
internal sealed class ZmtpClient : IDisposable
{
    private readonly Socket _socket;

    private ZmtpClient(Socket socket)
    {
        _socket = socket;
        Stream = new NetworkStream(socket, ownsSocket: true);
    }

    public NetworkStream Stream { get; }

    public static async Task<ZmtpClient> OpenAsync(EndPoint address, CancellationToken cancel)
    {
        bool local = address is UnixDomainSocketEndPoint;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, local ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(address, cancel);
        return new ZmtpClient(socket);
    }

    public static async Task<ZmtpClient> ConnectAsync(EndPoint address, string type, string identity, CancellationToken cancel)
    {
        var client = await OpenAsync(address, cancel);
        await client.Stream.WriteAsync(Greeting(), cancel);
        await client.Stream.ReadExactlyAsync(new byte[64], cancel);
        await client.Stream.WriteAsync(Ready(type, identity), cancel);
        var (flags, _) = await client.ReadFrameAsync(cancel);
        Assert.Equal(4, flags);
        return client;
    }

    // rfc.zeromq.org/spec/23: signature, version 3.0, mechanism NULL, as-server 0, filler.
    public static byte[] Greeting() => [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, .. "NULL"u8, .. new byte[16], 0, .. new byte[31]];

    public static byte[] Ready(string type, string identity)
    {
        byte[] body = [5, .. "READY"u8, .. Property("Socket-Type", type), .. Property("Identity", identity)];
        return [4, (byte)body.Length, .. body];
    }

    public static byte[] Frame(byte[] body, bool more)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, body.Length);
        return [(byte)(more ? 3 : 2), .. length, .. body];
    }

    public async Task SendAsync(IReadOnlyList<byte[]> frames, CancellationToken cancel)
    {
        for (int i = 0; i < frames.Count; i++) await Stream.WriteAsync(Frame(frames[i], i < frames.Count - 1), cancel);
    }

    public async Task<List<byte[]>> ReceiveAsync(CancellationToken cancel)
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var (flags, body) = await ReadFrameAsync(cancel);
            frames.Add(body);
            if ((flags & 1) == 0) return frames;
        }
    }

    public async Task<(byte Flags, byte[] Body)> ReadFrameAsync(CancellationToken cancel)
    {
        byte[] head = new byte[8];
        await Stream.ReadExactlyAsync(head.AsMemory(0, 1), cancel);
        byte flags = head[0];
        long length;
        if ((flags & 2) == 0)
        {
            await Stream.ReadExactlyAsync(head.AsMemory(0, 1), cancel);
            length = head[0];
        }
        else
        {
            await Stream.ReadExactlyAsync(head, cancel);
            length = BinaryPrimitives.ReadInt64BigEndian(head);
        }

        byte[] body = new byte[length];
        await Stream.ReadExactlyAsync(body, cancel);
        return (flags, body);
    }

    // Whether the other side hangs up without another word.
    public async Task<bool> IsClosedAsync(CancellationToken cancel)
    {
        try
        {
            byte[] rest = new byte[1024];
            while (await Stream.ReadAsync(rest, cancel) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => Stream.Dispose();

    private static byte[] Property(string name, string value)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. Encoding.ASCII.GetBytes(value)];
    }
}
