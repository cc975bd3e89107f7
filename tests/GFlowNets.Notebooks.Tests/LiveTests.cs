namespace GFlowNets.Notebooks.Tests;

public sealed class LiveTests : IDisposable
{
    private readonly List<string> _shown = [];
    private readonly Clock _clock = new();

    public LiveTests() => NotebookHost.Connect(value =>
    {
        _shown.Add($"new {value}");
        return next => _shown.Add($"update {next}");
    });

    public void Dispose() => NotebookHost.Disconnect();

    [Fact]
    public void Updates_are_throttled_and_the_last_state_is_shown()
    {
        int state = 0;
        using (var live = new LiveDisplay(() => state, TimeSpan.FromSeconds(1), _clock))
        {
            for (state = 1; state <= 25; state++)
            {
                live.Update();
                _clock.Advance(0.1);
            }
        }
        Assert.Equal(["new 1", "update 11", "update 21", "update 26"], _shown);
    }

    [Fact]
    public void A_dear_value_is_shown_less_often()
    {
        // Each showing takes a second. The first is not counted but lets the second be expected at a quarter of it.
        var live = new LiveDisplay(() =>
        {
            _clock.Advance(1);
            return "x";
        }, TimeSpan.FromSeconds(0.1), _clock);
        live.Update();
        _clock.Advance(11.4);
        live.Update();
        Assert.Single(_shown);
        _clock.Advance(0.2);
        live.Update();
        Assert.Equal(2, _shown.Count);
        // It took 1 s, and the next one will: 2 s in 100.
        _clock.Advance(86.3);
        live.Update();
        Assert.Equal(2, _shown.Count);
        _clock.Advance(0.2);
        live.Update();
        Assert.Equal(3, _shown.Count);
    }

    [Fact]
    public void Showing_takes_a_fiftieth_of_the_time_at_most()
    {
        double spent = 0, first = 0;
        var live = new LiveDisplay(() =>
        {
            double cost = spent == 0 ? 0.3 : 0.01 + 0.02 * (_shown.Count % 3);
            if (spent == 0) first = cost;
            spent += cost;
            _clock.Advance(cost);
            return "x";
        }, clock: _clock);
        long begun = _clock.GetTimestamp();
        for (int i = 0; i < 60_000; i++)
        {
            live.Update();
            _clock.Advance(0.001);
        }
        double whole = _clock.GetElapsedTime(begun).TotalSeconds;
        // A showing may turn out dearer than the last one did; that is made up for later.
        Assert.InRange((spent - first) / whole, 0.01, 0.02 + 0.05 / whole);
        Assert.True(_shown.Count > 20, $"a display of a minute should move (it was shown {_shown.Count} times).");
    }

    [Fact]
    public void A_closed_display_is_silent()
    {
        var live = new LiveDisplay(() => "x", clock: _clock);
        live.Dispose();
        live.Dispose();
        _clock.Advance(10);
        live.Update();
        Assert.Equal(["new x"], _shown);
    }

    [Fact]
    public void Without_a_notebook_nothing_is_shown()
    {
        NotebookHost.Disconnect();
        using (var live = new LiveDisplay(() => "x", clock: _clock)) live.Update();
        NotebookHost.Show("y")("z");
        Assert.Empty(_shown);
    }

    [Fact]
    public void The_console_gets_text_when_asked()
    {
        var before = Console.Out;
        var writer = new StringWriter { NewLine = "\n" };
        Console.SetOut(writer);
        try
        {
            NotebookHost.ConnectConsole();
            NotebookHost.Show(Table.FromColumns(("a", new[] { 1 })))("done");
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.Equal("a\n1\n1 row x 1 column\ndone\n", writer.ToString());
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => _now;

        public void Advance(double seconds) => _now += (long)Math.Round(seconds * TimestampFrequency);
    }
}
