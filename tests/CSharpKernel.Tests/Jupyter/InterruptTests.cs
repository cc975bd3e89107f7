using System.Text.Json.Nodes;

namespace CSharpKernel.Tests.Jupyter;

public class InterruptTests
{
    private const string Running = "Console.WriteLine(\"on\"); ";

    [Fact]
    public async Task A_wait_ends_at_once_and_the_session_goes_on()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        await host.Client.ExecuteAsync("var kept = 5;");
        foreach (string wait in new[] { "System.Threading.Thread.Sleep(60_000);", "await Task.Delay(60_000);", "Console.ReadLine();" })
        {
            string cell = await host.Client.StartAsync(Running + wait);
            string next = await host.Client.StartAsync("kept");
            var answer = await InterruptAsync(host, cell);
            Assert.Equal(("error", "CellInterrupted"), (answer.Status, answer.Reply.Text("ename")));
            Assert.Contains("line 1", string.Join(' ', answer.Reply.Content["traceback"]!.AsArray().Select(line => (string)line!)));
            Assert.Equal("aborted", (await host.Client.AnswerAsync(next)).Status);
        }

        Assert.Equal("5", (string?)(await host.Client.ExecuteAsync("kept")).One("execute_result").Content["data"]!["text/plain"]);
    }

    [Fact]
    public async Task A_loop_that_obeys_keeps_what_it_has_and_the_queue_stops()
    {
        using var folder = new TestFolder();
        folder.Library("Loops", StopTests.Library);
        await using var host = await KernelHost.StartAsync(folder);
        string cell = await host.Client.StartAsync("#r \"Loops.dll\"\n" + Running + "var laps = Elsewhere.Stop.Loop();");
        string next = await host.Client.StartAsync("laps");
        var answer = await InterruptAsync(host, cell);
        Assert.Equal(("error", "CellStopped"), (answer.Status, answer.Reply.Text("ename")));
        Assert.Equal("CellStopped", answer.One("error").Text("ename"));
        Assert.Equal("aborted", (await host.Client.AnswerAsync(next)).Status);
        Assert.Equal("True", (string?)(await host.Client.ExecuteAsync("laps > 0")).One("execute_result").Content["data"]!["text/plain"]);
    }

    [Fact]
    public async Task Control_is_served_while_every_core_is_busy()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        string cell = await host.Client.StartAsync(
            "var stop = false;\n" + Running + "await Task.Run(() => Parallel.For(0, 2 * Environment.ProcessorCount, _ => { while (!System.Threading.Volatile.Read(ref stop)) { } }));");
        await host.Client.OutputAsync(cell, "stream");
        var info = await host.Client.RequestAsync("kernel_info_request", socket: host.Client.Control);
        Assert.Equal("ok", info.Status);
        var answer = await InterruptAsync(host, cell, wait: false);
        Assert.Equal("error", answer.Status);
        await host.Client.ExecuteAsync("stop = true;");
    }

    [Fact]
    public async Task Nothing_to_interrupt_is_no_error()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        Assert.Equal("ok", (await host.Client.RequestAsync("interrupt_request", socket: host.Client.Control)).Status);
        Assert.Equal("ok", (await host.Client.ExecuteAsync("1")).Status);
        await host.Client.SendAsync("no_such_request", new JsonObject(), host.Client.Control);
        await host.LoggedAsync("knows no no_such_request");
        Assert.Equal("ok", (await host.Client.RequestAsync("interrupt_request", socket: host.Client.Control)).Status);
    }

    private static async Task<Answer> InterruptAsync(KernelHost host, string cell, bool wait = true)
    {
        if (wait) await host.Client.OutputAsync(cell, "stream");
        Assert.Equal("ok", (await host.Client.RequestAsync("interrupt_request", socket: host.Client.Control)).Status);
        return await host.Client.AnswerAsync(cell);
    }
}
