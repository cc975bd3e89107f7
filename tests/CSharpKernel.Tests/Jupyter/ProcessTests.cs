using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CSharpKernel.Jupyter;

namespace CSharpKernel.Tests.Jupyter;

// The kernel as Jupyter starts it, in a process of its own.
public class ProcessTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task It_serves_and_ends_when_it_is_told_to()
    {
        using var folder = new TestFolder();
        using var process = Start(folder, out var connection);
        using var client = await ConnectAsync(connection, process);
        var answer = await client.ExecuteAsync("Environment.CurrentDirectory");
        Assert.Equal(folder.Path, (string?)answer.One("execute_result").Content["data"]!["text/plain"]);
        await client.RequestAsync("shutdown_request", new JsonObject { ["restart"] = false }, client.Control);
        Assert.Equal(0, await ExitAsync(process));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => Path.GetFileName(file).StartsWith("k-", StringComparison.Ordinal));
    }

    // Nothing can catch a stack overflow. What has to hold is that it ends this process only, and at once, so that Jupyter starts another.
    [Fact]
    public async Task A_stack_overflow_ends_the_process_and_no_more()
    {
        using var folder = new TestFolder();
        using var process = Start(folder, out var connection);
        using var client = await ConnectAsync(connection, process);
        await client.StartAsync("int F(int n) => F(n + 1) + 1;\nF(0)");
        Assert.NotEqual(0, await ExitAsync(process));
        using var next = Start(folder, out connection);
        using var again = await ConnectAsync(connection, next);
        Assert.Equal("ok", (await again.ExecuteAsync("1")).Status);
        next.Kill();
    }

    [Fact]
    public async Task An_interrupt_signal_interrupts_and_a_termination_signal_ends()
    {
        Assert.SkipWhen(InterruptsAreIgnored(), "this run was started with the interrupt signal ignored, as shells start what they put into the background, and the kernel would inherit that.");
        using var folder = new TestFolder();
        using var process = Start(folder, out var connection);
        using var client = await ConnectAsync(connection, process);
        string cell = await client.StartAsync("Console.WriteLine(1); System.Threading.Thread.Sleep(60_000);");
        await client.OutputAsync(cell, "stream");
        Signal(process, 2);
        Assert.Equal("CellInterrupted", (await client.AnswerAsync(cell)).Reply.Text("ename"));
        Signal(process, 15);
        Assert.Equal(0, await ExitAsync(process));
    }

    // The runtime does not promise to survive the abort of a thread, so this may end either way, but not without saying so first.
    [Fact]
    public async Task A_loop_that_watches_nothing_is_aborted_when_the_user_insists()
    {
        using var folder = new TestFolder();
        using var process = Start(folder, out var connection);
        using var client = await ConnectAsync(connection, process);
        try
        {
            string cell = await client.StartAsync("Console.WriteLine(\"on\"); var n = 0L; while (true) n++;");
            await client.OutputAsync(cell, "stream");
            await client.RequestAsync("interrupt_request", socket: client.Control);
            Assert.Contains("Interrupt twice within five seconds", (await client.OutputAsync(cell, "stream")).Text("text"));
            for (int i = 0; i < 2; i++) await client.SendAsync("interrupt_request", socket: client.Control);
            Assert.Contains("may take the kernel down", (await client.OutputAsync(cell, "stream")).Text("text"));
            var answer = client.AnswerAsync(cell);
            var died = process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (await Task.WhenAny(answer, died) == died) return;
            Assert.Equal(("error", "CellAborted"), ((await answer).Status, (await answer).Reply.Text("ename")));
            Assert.Equal("CellAborted", (await answer).One("error").Text("ename"));
            Assert.Equal("True", (string?)(await client.ExecuteAsync("n > 0")).One("execute_result").Content["data"]!["text/plain"]);
        }
        finally
        {
            // It would loop on.
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task It_ends_when_the_server_that_started_it_is_gone()
    {
        using var folder = new TestFolder();
        using var gone = Process.Start("sleep", "0");
        await gone.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var process = Start(folder, out _, ("JPY_PARENT_PID", $"{gone.Id}"));
        Assert.Equal(0, await ExitAsync(process));
    }

    [Fact]
    public async Task A_notebook_whose_cell_overflows_the_stack_stays_as_it_was()
    {
        using var folder = new TestFolder();
        string file = folder.Write("a.ipynb", Notebooks.Json("int F(int n) => F(n + 1) + 1;\nF(0)"));
        string before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        using var process = Gfn(folder, [], "notebook", "run", file, "--out", file, "--html", folder["a.html"]);
        Assert.NotEqual(0, await ExitAsync(process));
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    private static Process Start(TestFolder folder, out KernelConnection connection, params (string, string)[] variables)
    {
        string key = Guid.NewGuid().ToString();
        var json = new JsonObject
        {
            ["transport"] = "ipc",
            ["ip"] = folder["k"],
            ["key"] = key,
            ["signature_scheme"] = "hmac-sha256",
            ["kernel_name"] = "gfn-csharp",
            ["shell_port"] = 1,
            ["control_port"] = 2,
            ["stdin_port"] = 3,
            ["iopub_port"] = 4,
            ["hb_port"] = 5,
        };
        string file = folder.Write("connection.json", json.ToJsonString());
        connection = KernelConnection.Load(file);
        return Gfn(folder, variables, "kernel", "start", file);
    }

    private static Process Gfn(TestFolder folder, (string, string)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gfn.dll"), .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;

        // No core file of a process that is meant to crash.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<WireClient> ConnectAsync(KernelConnection connection, Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (true)
        {
            try
            {
                return await WireClient.ConnectAsync(connection, cancel: patience.Token);
            }
            catch (System.Net.Sockets.SocketException) when (!process.HasExited)
            {
                // It has not bound its sockets yet.
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private static async Task<int> ExitAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static void Signal(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private static bool InterruptsAreIgnored()
    {
        const string status = "/proc/self/status", mask = "SigIgn:";
        return File.Exists(status) && File.ReadLines(status).FirstOrDefault(line => line.StartsWith(mask, StringComparison.Ordinal)) is { } ignored
            && (Convert.ToUInt64(ignored[mask.Length..].Trim(), 16) & (1UL << 1)) != 0;
    }
}
