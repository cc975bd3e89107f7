namespace CSharpKernel.Jupyter.Zmtp;

// Reads ahead, so that a frame's head does not cost a system call; writes go straight through, and on another thread than reads.
internal sealed class ReadBufferedStream(Stream inner) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 14];
    private int _next;
    private int _end;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_next == _end)
        {
            if (buffer.Length >= _buffer.Length) return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _next = 0;
            _end = await inner.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        }

        int count = Math.Min(buffer.Length, _end - _next);
        _buffer.AsMemory(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }
}
