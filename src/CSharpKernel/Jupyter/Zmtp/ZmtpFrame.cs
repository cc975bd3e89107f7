using System.Buffers.Binary;

namespace CSharpKernel.Jupyter.Zmtp;

// One frame as ZMTP 3.0 (rfc.zeromq.org/spec/23) has it on the wire: a byte of flags, the length in one byte or eight, the body.
internal readonly record struct ZmtpFrame(byte[] Body, bool HasMore, bool IsCommand)
{
    private const byte More = 1;
    private const byte Long = 2;
    private const byte Command = 4;
    private const int Chunk = 1 << 20;

    /// <summary>The next frame of a stream.</summary>
    /// <exception cref="EndOfStreamException">The peer hung up, within a frame or before one.</exception>
    /// <exception cref="ZmtpException">The bytes are no frame, or the body is longer than allowed.</exception>
    public static async Task<ZmtpFrame> ReadAsync(Stream stream, long mostBytes, CancellationToken cancel)
    {
        byte[] head = new byte[9];
        await stream.ReadExactlyAsync(head.AsMemory(0, 2), cancel).ConfigureAwait(false);
        byte flags = head[0];
        if ((flags & ~(More | Long | Command)) != 0 || (flags & (More | Command)) == (More | Command))
            throw new ZmtpException($"a frame must begin with the flags of ZMTP 3.0 (got 0x{flags:x2})");
        long length = head[1];
        if ((flags & Long) != 0)
        {
            await stream.ReadExactlyAsync(head.AsMemory(2, 7), cancel).ConfigureAwait(false);
            length = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(1));
        }

        if (length < 0 || length > mostBytes) throw new ZmtpException($"a message must have at most {mostBytes} bytes (got a frame of {(ulong)length})");
        return new ZmtpFrame(await ReadBodyAsync(stream, (int)length, cancel).ConfigureAwait(false), (flags & More) != 0, (flags & Command) != 0);
    }

    /// <summary>The frame's bytes on the wire.</summary>
    public void Write(Stream stream)
    {
        byte flags = (byte)((HasMore ? More : 0) | (IsCommand ? Command : 0));
        if (Body.Length <= byte.MaxValue)
        {
            stream.Write([flags, (byte)Body.Length]);
        }
        else
        {
            Span<byte> head = stackalloc byte[9];
            head[0] = (byte)(flags | Long);
            BinaryPrimitives.WriteInt64BigEndian(head[1..], Body.Length);
            stream.Write(head);
        }

        stream.Write(Body);
    }

    // A claimed length is not believed: memory grows with what really arrives.
    private static async Task<byte[]> ReadBodyAsync(Stream stream, int length, CancellationToken cancel)
    {
        byte[] body = new byte[Math.Min(length, Chunk)];
        for (int read = 0; ;)
        {
            await stream.ReadExactlyAsync(body.AsMemory(read), cancel).ConfigureAwait(false);
            read = body.Length;
            if (read == length) return body;
            Array.Resize(ref body, (int)Math.Min(length, 2L * read));
        }
    }
}
