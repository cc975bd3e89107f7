using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CSharpKernel.Jupyter;

namespace CSharpKernel.Tests.Jupyter;

public class BadInputTests
{
    [Fact]
    public async Task Messages_without_the_right_signature_are_dropped_and_logged()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var execute = new JsonObject { ["code"] = $"System.IO.File.WriteAllText(@\"{folder["ran"]}\", \"\");", ["silent"] = false };
        var cancel = TestContext.Current.CancellationToken;

        await host.Client.Shell.SendAsync(host.Client.Message("execute_request", execute, "another key"u8.ToArray()).Frames, cancel);
        await host.LoggedAsync("signature is wrong");
        var unsigned = host.Client.Message("execute_request", execute).Frames;
        unsigned[1] = [];
        await host.Client.Shell.SendAsync(unsigned, cancel);
        await host.LoggedAsync("not signed");
        var changed = host.Client.Message("execute_request", execute).Frames;
        changed[^1] = Encoding.UTF8.GetBytes(execute.ToJsonString().Replace("false", "true "));
        await host.Client.Control.SendAsync(changed, cancel);

        var twice = host.Client.Message("execute_request", new JsonObject { ["code"] = "1", ["silent"] = false });
        await host.Client.Shell.SendAsync(twice.Frames, cancel);
        Assert.Equal("ok", (await host.Client.AnswerAsync(twice.Id)).Status);
        await host.Client.Shell.SendAsync(twice.Frames, cancel);
        await host.LoggedAsync("sent before");
        Assert.Equal(2, (int)(await host.Client.ExecuteAsync("1")).Reply.Content["execution_count"]!);
        Assert.False(File.Exists(folder["ran"]));
    }

    [Fact]
    public async Task Messages_of_the_wrong_shape_are_dropped_and_the_next_is_served()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        byte[] key = host.Connection.Key;
        var cancel = TestContext.Current.CancellationToken;
        List<byte[]>[] wrong =
        [
            [[]],
            ["<IDS|MSG>"u8.ToArray()],
            [.. WireClient.Sign(key, "{}", "{}", "{}", "{}").Take(4)],
            WireClient.Sign(key, "{}", "{}", "{}", "{}"),
            WireClient.Sign(key, "no json", "{}", "{}", "{}"),
            WireClient.Sign(key, "[]", "{}", "{}", "{}"),
            WireClient.Sign(key, "{\"msg_type\": 3}", "{}", "{}", "{}"),
            WireClient.Sign(key, "{\"msg_type\": \"\\ud800\", \"msg_id\": \"a\"}", "{}", "{}", "{}"),
            WireClient.Sign(key, "{\"msg_type\": \"a\", \"msg_type\": \"b\"}", "{}", "{}", "{}"),
            WireClient.Sign(key, "{\"msg_type\": \"execute_request\", \"msg_id\": \"1\"}", "{}", "{}", "{}"),
            WireClient.Sign(key, "{\"msg_type\": \"execute_request\", \"msg_id\": \"2\"}", "{}", "{}", "{\"code\": \"\\ud800\"}"),
            WireClient.Sign(key, "{\"msg_type\": \"execute_request\", \"msg_id\": \"3\"}", "{}", "{}", "{\"code\": 1, \"silent\": \"x\"}"),
            WireClient.Sign(key, "{\"msg_type\": \"complete_request\", \"msg_id\": \"4\"}", "{}", "{}", "{\"code\": \"a\", \"cursor_pos\": -7}"),
            WireClient.Sign(key, "{\"msg_type\": \"history_request\", \"msg_id\": \"5\"}", "{}", "{}", "{\"hist_access_type\": [], \"n\": -1}"),
            WireClient.Sign(key, "{\"msg_type\": \"no_such_request\", \"msg_id\": \"6\"}", "{}", "{}", "{}"),
            WireClient.Sign(key, "{\"msg_type\": \"a\"}", "{}", "{}", new string('[', 100_000)),
        ];
        foreach (var socket in new[] { host.Client.Shell, host.Client.Control, host.Client.Stdin })
        {
            foreach (var frames in wrong) await socket.SendAsync(frames, cancel);
        }

        Assert.Equal("ok", (await host.Client.ExecuteAsync("1")).Status);
        Assert.Equal("ok", (await host.Client.RequestAsync("kernel_info_request", socket: host.Client.Control)).Status);
        await host.LoggedAsync("no frame <IDS|MSG>");
        await host.LoggedAsync("no JSON");
        await host.LoggedAsync("knows no no_such_request");
    }

    [Fact]
    public async Task Connections_that_break_the_protocol_end_and_the_others_live()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var cancel = TestContext.Current.CancellationToken;
        var address = host.Connection.EndPoint(host.Connection.Shell);
        byte[] greeting = ZmtpClient.Greeting();
        byte[] oldVersion = [.. greeting];
        oldVersion[10] = 1;
        byte[] mechanism = [.. greeting];
        "CURVE"u8.CopyTo(mechanism.AsSpan(12));
        byte[][] wrong =
        [
            Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,application/xhtml+xml,application/xml;q=0.9\r\n\r\n"),
            oldVersion,
            mechanism,
            [.. greeting, 0, 5, 1, 2, 3, 4, 5],
            [.. greeting, 4, 6, 5, .. "READY"u8],
            [.. greeting, 4, 8, 5, .. "READY"u8, 200, 1],
            [.. greeting, .. ZmtpClient.Ready("SUB", "")],
            [.. greeting, .. ZmtpClient.Ready("DEALER", ""), 0xff, 0xff],
            [.. greeting, .. ZmtpClient.Ready("DEALER", ""), 2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [.. greeting, .. ZmtpClient.Ready("DEALER", ""), 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ];
        foreach (byte[] bytes in wrong)
        {
            using var client = await ZmtpClient.OpenAsync(address, cancel);
            await client.Stream.WriteAsync(bytes, cancel);
            Assert.True(await client.IsClosedAsync(cancel));
        }

        // Half a message, and then nothing: the connection is the only one that waits for the rest.
        using var half = await ZmtpClient.ConnectAsync(address, "DEALER", "half", cancel);
        await half.Stream.WriteAsync(new byte[] { 3, 0, 0, 0, 0, 0, 0, 1, 0, 42 }, cancel);
        Assert.Equal("ok", (await host.Client.ExecuteAsync("1")).Status);
        await host.LoggedAsync("must begin with a ZMTP greeting");
        await host.LoggedAsync("must speak ZMTP 3");
        await host.LoggedAsync("must be NULL");
        await host.LoggedAsync("a socket ROUTER talks to DEALER");
        await host.LoggedAsync("a frame of");
    }

    [Fact]
    public async Task A_hundred_megabytes_of_junk_do_no_harm()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var cancel = TestContext.Current.CancellationToken;
        byte[] junk = new byte[1 << 20];
        new Random(1).NextBytes(junk);
        using var client = await ZmtpClient.ConnectAsync(host.Connection.EndPoint(host.Connection.Shell), "DEALER", "junk", cancel);
        long before = GC.GetTotalMemory(true);
        try
        {
            // Well-formed frames of a message that has no end.
            for (int i = 0; i < 100; i++) await client.Stream.WriteAsync(ZmtpClient.Frame(junk, more: true), cancel);
        }
        catch (IOException)
        {
            // The kernel hung up in the middle, as it should.
        }

        await host.LoggedAsync("must have at most");
        Assert.Equal("ok", (await host.Client.ExecuteAsync("1")).Status);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 50L << 20);
    }

    [Fact]
    public async Task Large_cells_and_large_outputs_pass()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var cell = await host.Client.ExecuteAsync($"var text = \"{new string('a', 1 << 20)}\"; text.Length");
        Assert.Equal("1048576", (string?)cell.One("execute_result").Content["data"]!["text/plain"]);
        var lines = await host.Client.ExecuteAsync("for (int i = 0; i < 200_000; i++) Console.WriteLine(i);");
        Assert.Equal(200_000, lines.Stream().Count(c => c == '\n'));
        Assert.InRange(lines.Published.Count, 1, 500);
        var large = await host.Client.ExecuteAsync("new string('b', 20 << 20)");
        Assert.Equal(20 << 20, ((string)large.One("execute_result").Content["data"]!["text/plain"]!).Length);
    }

    [Fact]
    public async Task Code_nested_too_deeply_is_an_error_and_not_the_end()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        string deep = $"var x = {new string('(', 200_000)}1{new string(')', 200_000)};";
        Assert.Equal("error", (await host.Client.ExecuteAsync(deep)).Status);
        foreach (string type in new[] { "complete_request", "inspect_request", "is_complete_request" })
            await host.Client.RequestAsync(type, new JsonObject { ["code"] = deep, ["cursor_pos"] = 100_000 });
        Assert.Equal("ok", (await host.Client.ExecuteAsync("1")).Status);
    }

    [Theory]
    [InlineData("no json", "must be a connection file")]
    [InlineData("[]", "must hold a JSON object")]
    [InlineData("{}", "must have a text")]
    [InlineData("{\"transport\": \"udp\", \"ip\": \"127.0.0.1\", \"key\": \"\"}", "transport must be tcp or ipc (got 'udp')")]
    [InlineData("{\"transport\": \"tcp\", \"ip\": \"127.0.0.1\", \"key\": \"a\", \"signature_scheme\": \"hmac-md5\"}", "signature_scheme must be hmac-sha256 (got 'hmac-md5')")]
    [InlineData("{\"transport\": \"tcp\", \"ip\": \"127.0.0.1\", \"key\": \"a\", \"shell_port\": 70000}", "must have a port 'shell_port'")]
    [InlineData("{\"transport\": \"tcp\", \"ip\": \"nowhere\", \"key\": \"a\", \"shell_port\": 1, \"control_port\": 1, \"stdin_port\": 1, \"iopub_port\": 1, \"hb_port\": 1}", "must be a connection file")]
    public void A_connection_file_that_is_none_is_told(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => KernelConnection.Parse(json)).Message);

    [Fact]
    public async Task A_port_that_is_taken_is_told_and_only_the_address_asked_for_is_bound()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder, tcp: true);
        var e = Assert.Throws<IOException>(() => new JupyterKernel(host.Connection, folder.Path, _ => { }));
        Assert.Contains($"cannot listen at tcp://127.0.0.1:{host.Connection.Shell}", e.Message);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(host.Connection.EndPoint(1)).Address);

        // Bound to 127.0.0.1 alone, so nobody answers at 127.0.0.2.
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() =>
            ZmtpClient.OpenAsync(new IPEndPoint(IPAddress.Parse("127.0.0.2"), host.Connection.Shell), TestContext.Current.CancellationToken));
    }
}
