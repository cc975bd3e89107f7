namespace GFlowNets.Notebooks;

/// <summary>
/// A value that is shown while it changes: a few times a second at most, and once more at the end, so that the last state always stands.
/// Showing keeps an account of its own time and takes at most a fiftieth of the whole, however dear the value is; the first showing, which
/// compiles what it needs, and the last are not counted.
/// </summary>
/// <example><code>using (var live = new LiveDisplay(() => Chart.Line(losses)))
///     for (int i = 0; i &lt; n; i++) { Train(); live.Update(); }</code></example>
public sealed class LiveDisplay : IDisposable
{
    private const double Share = 0.02;

    // What a showing is expected to cost after the first one, which cost this much more.
    private const double SecondOfFirst = 0.25;
    private readonly Func<object> _compute;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private Action<object>? _replace;
    private long _begun, _next;
    private TimeSpan _spent;
    private bool _closed;

    /// <summary>A live display; nothing is shown before the first update.</summary>
    /// <param name="compute">Computes the value to show, on the thread that updates.</param>
    /// <param name="interval">The least time between two showings; 0.4 s by default.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public LiveDisplay(Func<object> compute, TimeSpan? interval = null, TimeProvider? clock = null)
    {
        _compute = compute;
        _interval = interval ?? TimeSpan.FromSeconds(0.4);
        _clock = clock ?? TimeProvider.System;
        if (_interval < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(interval), $"interval must be at least 0 (got {_interval}).");
    }

    /// <summary>Shows the value if enough time has passed, and costs next to nothing if not. Any thread may call it; while one is showing the others pass by.</summary>
    public void Update()
    {
        if (_replace is not null && _clock.GetTimestamp() < Interlocked.Read(ref _next)) return;
        if (!_gate.TryEnter()) return;
        try
        {
            if (!_closed) Show();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Shows the last state, whatever the time. Later updates do nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            Show();
        }
    }

    private void Show()
    {
        long start = _clock.GetTimestamp();
        bool first = _replace is null;
        object value = _compute();
        if (_replace is null) _replace = NotebookHost.Show(value);
        else _replace(value);
        var work = _clock.GetElapsedTime(start);
        if (first) _begun = start;
        else _spent += work;

        // The next showing waits until it is paid for, itself included.
        long paid = _begun + Ticks((_spent + (first ? work * SecondOfFirst : work)) / Share);
        Interlocked.Exchange(ref _next, Math.Max(_clock.GetTimestamp() + Ticks(_interval), paid));
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
