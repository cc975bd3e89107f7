using CSharpKernel.Execution;
using CSharpKernel.Output;

namespace CSharpKernel.Tests;

public class StopTests
{
    public const string Library = """
        using System;
        [assembly: Elsewhere.NotebookStopSource(typeof(Elsewhere.Stop))]
        namespace Elsewhere;
        internal sealed class NotebookStopSourceAttribute : Attribute
        {
            public NotebookStopSourceAttribute(Type type) { StopType = type; }
            public Type StopType { get; }
        }
        public static class Stop
        {
            private static volatile bool s_asked;
            public static int Resets;
            public static void RequestStop() => s_asked = true;
            public static void ResetStop() { s_asked = false; Resets++; }
            public static int Loop() { int laps = 0; do { laps++; System.Threading.Thread.Sleep(1); } while (!s_asked); return laps; }
        }
        """;

    [Fact]
    public async Task A_library_that_follows_the_convention_stops_and_keeps_what_it_has()
    {
        using var folder = new TestFolder();
        folder.Library("Loops", Library);
        var cells = new CellRunner(folder.Path);
        await cells.Run("#r \"Loops.dll\"\nusing Elsewhere;\nStop.Resets");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var outputs = await cells.RunUntil(stop.Token, "var laps = Stop.Loop();\nlaps > 0");
        Assert.Equal(CellStatus.Stopped, cells.Outcome!.Status);
        Assert.Equal("True", Assert.IsType<CellOutput.Result>(Assert.Single(outputs)).Data["text/plain"]);

        // A lap is done even where a busy machine compiles for longer than the stop waits.
        // The request is withdrawn before the next cell: without that the loop would end at once and never need stopping.
        using var again = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await cells.RunUntil(again.Token, "Stop.Loop()");
        Assert.Equal(CellStatus.Stopped, cells.Outcome.Status);
        Assert.Equal("True", await cells.Value("laps > 0"));
    }

    [Fact]
    public async Task A_cell_that_does_not_stop_is_abandoned_and_so_is_its_session()
    {
        var cells = new CellRunner(grace: TimeSpan.FromMilliseconds(300));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var outputs = await cells.RunUntil(stop.Token, "System.Threading.Thread.Sleep(20_000);");
        Assert.Equal(CellStatus.Abandoned, cells.Outcome!.Status);
        Assert.Equal("Cell 1 was asked to stop and did not within 0.3 s, so it was abandoned and still runs.", Assert.IsType<CellOutput.Error>(Assert.Single(outputs)).Message);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => cells.Run("1"));
        Assert.Contains("start a new one", e.Message);
    }

    [Fact]
    public async Task An_attribute_that_breaks_the_convention_is_told()
    {
        using var folder = new TestFolder();
        folder.Library("Broken", "[assembly: NotebookStopSource] class NotebookStopSourceAttribute : System.Attribute { } public static class Kit { public static int One => 1; }");
        var cells = new CellRunner(folder.Path);
        await cells.Run("#r \"Broken.dll\"\nKit.One");
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => cells.Run("1"));
        Assert.Contains("must have a property StopType", e.Message);
    }
}
