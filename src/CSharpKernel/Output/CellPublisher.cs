using System.Text;

namespace CSharpKernel.Output;

// One cell's way out. Console text is gathered and sent in large pieces; everything else flushes it first, so the order stays that of the calls.
internal sealed class CellPublisher : IDisposable
{
    private const int LargestPiece = 1 << 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);
    private static readonly AsyncLocal<CellPublisher?> s_current = new();
    private static volatile CellPublisher? s_latest;

    private readonly Lock _gate = new();
    private readonly StringBuilder _pending = new();
    private readonly Action<CellOutput> _publish;
    private readonly Func<string?>? _readLine;
    private readonly Timer _timer;
    private string _stream = "";
    private bool _closed;

    public CellPublisher(Action<CellOutput> publish, Func<string?>? readLine = null)
    {
        _publish = publish;
        _readLine = readLine;
        _timer = new Timer(_ => Flush());
        s_latest = this;
    }

    // The execution context carries the cell to the threads it starts; a thread without one (an old timer's) speaks for the latest cell.
    public static CellPublisher? Current => s_current.Value ?? s_latest;

    // Console text without the cell's context belongs to the process, not to a cell.
    public static CellPublisher? OfThisContext => s_current.Value;

    public void Enter() => s_current.Value = this;

    public void Write(string stream, ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            if (_closed || text.IsEmpty) return;
            if (_stream != stream) FlushPending();
            _stream = stream;
            if (_pending.Length == 0) _timer.Change(s_patience, Timeout.InfiniteTimeSpan);
            _pending.Append(text);
            if (_pending.Length >= LargestPiece) FlushPending();
        }
    }

    // A display that outlives its cell still updates: only console text ends with the cell.
    public void Publish(CellOutput output)
    {
        lock (_gate)
        {
            FlushPending();
            _publish(output);
        }
    }

    public void Flush()
    {
        lock (_gate) FlushPending();
    }

    // A line typed by the user, who first sees all that was written; null where there is nobody to ask.
    public string? ReadLine()
    {
        Flush();
        return _readLine?.Invoke();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            FlushPending();
            _closed = true;
            Interlocked.CompareExchange(ref s_latest, null, this);
        }

        _timer.Dispose();
    }

    private void FlushPending()
    {
        if (_pending.Length == 0) return;
        string text = _pending.ToString();
        _pending.Clear();
        _publish(new CellOutput.Stream(_stream, text));
    }
}
