using System.Text.Json.Nodes;

namespace CSharpKernel.Tests.Jupyter;

// https://jupyter-client.readthedocs.io/en/stable/messaging.html, request by request.
public class KernelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cell_runs_over_either_transport(bool tcp)
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder, tcp);
        var answer = await host.Client.ExecuteAsync("Console.WriteLine(\"hi\"); 6 * 7");
        Assert.Equal("ok", answer.Status);
        Assert.Equal(1, (int)answer.Reply.Content["execution_count"]!);
        Assert.Equal("6 * 7", answer.One("execute_input").Text("code")![^5..]);
        Assert.Equal("hi\n", answer.Stream());
        Assert.Equal("42", (string?)answer.One("execute_result").Content["data"]!["text/plain"]);
        Assert.Equal(2, (int)(await host.Client.ExecuteAsync("1")).Reply.Content["execution_count"]!);
    }

    [Fact]
    public async Task Whoever_subscribes_is_welcomed_and_heartbeats_come_back()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        Assert.Equal(("iopub_welcome", ""), (host.Client.Welcome.Type, host.Client.Welcome.Text("subscription")));
        await host.Client.Heartbeat.SendAsync([[], "ping"u8.ToArray()], TestContext.Current.CancellationToken);
        var echo = await host.Client.Heartbeat.ReceiveAsync(TestContext.Current.CancellationToken);
        Assert.Equal("ping"u8.ToArray(), echo[^1]);
    }

    [Fact]
    public async Task The_kernel_says_what_it_is_on_both_channels()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        foreach (var channel in new[] { host.Client.Shell, host.Client.Control })
        {
            var answer = await host.Client.RequestAsync("kernel_info_request", socket: channel);
            Assert.Equal(("kernel_info_reply", "5.3"), (answer.Reply.Type, answer.Reply.Text("protocol_version")));
            Assert.Equal("C#", (string?)answer.Reply.Content["language_info"]!["name"]);
            Assert.Equal(".cs", (string?)answer.Reply.Content["language_info"]!["file_extension"]);
        }
    }

    [Fact]
    public async Task Displays_updates_and_clearing_have_their_own_messages()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var answer = await host.Client.ExecuteAsync("var d = display(HTML(\"<b>1</b>\")); d.Update(HTML(\"2\")); clear_output(true);");
        Assert.Equal(["execute_input", "display_data", "update_display_data", "clear_output"], answer.Published.Select(m => m.Type));
        Assert.Equal("<b>1</b>", (string?)answer.Published[1].Content["data"]!["text/html"]);
        Assert.Equal((string)answer.Published[1].Content["transient"]!["display_id"]!, (string?)answer.Published[2].Content["transient"]!["display_id"]);
        Assert.True((bool)answer.Published[3].Content["wait"]!);

        // A display is updated from a later cell: the message belongs to the cell that made it.
        var later = await host.Client.ExecuteAsync("d.Update(3); \"{\\\"a\\\": 1}\".DisplayAs(\"application/json\");");
        Assert.Equal(1, (int)later.One("display_data").Content["data"]!["application/json"]!["a"]!);
    }

    [Fact]
    public async Task An_error_has_the_exceptions_type_and_names_cell_and_line()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        await host.Client.ExecuteAsync("static int Parse(string s)\n{\n    return int.Parse(s);\n}");
        var answer = await host.Client.ExecuteAsync("\nParse(\"x\")");
        foreach (var told in new[] { answer.Reply, answer.One("error") })
        {
            Assert.Equal("FormatException", told.Text("ename"));
            Assert.Contains("'x'", told.Text("evalue"));
            string traceback = string.Join('\n', told.Content["traceback"]!.AsArray().Select(line => (string)line!));
            Assert.Contains("Parse(String) in Cell 1, line 3", traceback);
            Assert.Contains("at Cell 2, line 2", traceback);
        }

        Assert.Equal("error", answer.Status);
        Assert.Equal("CompilationError", (await host.Client.ExecuteAsync("nope")).Reply.Text("ename"));
    }

    [Fact]
    public async Task Cells_that_wait_behind_a_failure_are_aborted_and_other_requests_served()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        string failing = await host.Client.StartAsync("await Task.Delay(300); throw new Exception(\"no\");");
        string waiting = await host.Client.StartAsync("Console.WriteLine(\"never\");");
        string info = await host.Client.SendAsync("kernel_info_request");
        Assert.Equal("error", (await host.Client.AnswerAsync(failing)).Status);
        var aborted = await host.Client.AnswerAsync(waiting);
        Assert.Equal("aborted", aborted.Status);
        Assert.Empty(aborted.Published);
        Assert.Equal("ok", (await host.Client.AnswerAsync(info)).Status);
        Assert.Equal("ok", (await host.Client.ExecuteAsync("1")).Status);

        string allowed = await host.Client.StartAsync("await Task.Delay(300); throw new Exception(\"no\");", new JsonObject { ["stop_on_error"] = false });
        string next = await host.Client.StartAsync("2");
        Assert.Equal("error", (await host.Client.AnswerAsync(allowed)).Status);
        Assert.Equal("ok", (await host.Client.AnswerAsync(next)).Status);
    }

    [Fact]
    public async Task A_silent_cell_shows_nothing_and_is_not_counted()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var silent = await host.Client.ExecuteAsync("Console.WriteLine(1); var quiet = 2; quiet", new JsonObject { ["silent"] = true });
        Assert.Empty(silent.Published);
        var unstored = await host.Client.ExecuteAsync("quiet", new JsonObject { ["store_history"] = false });
        Assert.Equal("2", (string?)unstored.One("execute_result").Content["data"]!["text/plain"]);
        var counted = await host.Client.ExecuteAsync("quiet");
        Assert.Equal(1, (int)counted.Reply.Content["execution_count"]!);
        var history = await host.Client.RequestAsync("history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 10, ["output"] = false, ["raw"] = true });
        Assert.Equal("quiet", (string?)Assert.Single(history.Reply.Content["history"]!.AsArray())![2]);
    }

    [Fact]
    public async Task User_expressions_are_evaluated_one_by_one()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var expressions = new JsonObject { ["user_expressions"] = new JsonObject { ["good"] = "x + 1", ["bad"] = "y", ["none"] = "x = 5;" } };
        var answer = await host.Client.ExecuteAsync("var x = 1;", expressions);
        var values = answer.Reply.Content["user_expressions"]!;
        Assert.Equal(("ok", "2"), ((string?)values["good"]!["status"], (string?)values["good"]!["data"]!["text/plain"]));
        Assert.Equal(("error", "CompilationError"), ((string?)values["bad"]!["status"], (string?)values["bad"]!["ename"]));
        Assert.Equal("error", (string?)values["none"]!["status"]);
        Assert.DoesNotContain(answer.Published, m => m.Type is "execute_result" or "error");
    }

    [Fact]
    public async Task A_cell_reads_what_its_user_types()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        string cell = await host.Client.StartAsync("Console.Write(\"name? \"); var name = Console.ReadLine(); var c = (char)Console.Read(); name + c");
        foreach (string typed in new[] { "Ada", "x" })
        {
            var asked = await host.Client.Asked.ReadAsync(TestContext.Current.CancellationToken);
            Assert.Equal("input_request", asked.Type);
            await host.Client.SendAsync("input_reply", new JsonObject { ["value"] = typed, ["status"] = "ok" }, host.Client.Stdin);
        }

        var answer = await host.Client.AnswerAsync(cell);
        Assert.Equal("name? ", answer.Stream());
        Assert.Equal("Adax", (string?)answer.One("execute_result").Content["data"]!["text/plain"]);
        var refused = await host.Client.ExecuteAsync("Console.ReadLine()", new JsonObject { ["allow_stdin"] = false });
        Assert.Contains("cannot be asked for input", refused.Reply.Text("evalue"));
    }

    [Fact]
    public async Task Comms_are_answered_though_there_are_none()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        Assert.Empty((await host.Client.RequestAsync("comm_info_request")).Reply.Content["comms"]!.AsObject());
        string opened = await host.Client.SendAsync("comm_open", new JsonObject { ["comm_id"] = "c", ["target_name"] = "t", ["data"] = new JsonObject() });
        Assert.Equal("c", (await host.Client.OutputAsync(opened, "comm_close")).Text("comm_id"));
    }

    [Fact]
    public async Task History_is_found_by_place_and_by_pattern()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        foreach (string code in new[] { "var a = 1;", "a + 1", "a + 1" }) await host.Client.ExecuteAsync(code);
        Assert.Equal("[[0,2,[\"a + 1\",\"2\"]],[0,3,[\"a + 1\",\"2\"]]]", await History(new() { ["hist_access_type"] = "tail", ["n"] = 2, ["output"] = true }));
        Assert.Equal("[[0,1,\"var a = 1;\"]]", await History(new() { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 1, ["stop"] = 2 }));
        Assert.Equal("[]", await History(new() { ["hist_access_type"] = "range", ["session"] = -1, ["start"] = 1, ["stop"] = 2 }));
        Assert.Equal("[[0,2,\"a + 1\"],[0,3,\"a + 1\"]]", await History(new() { ["hist_access_type"] = "search", ["pattern"] = "a +*" }));
        Assert.Equal("[[0,3,\"a + 1\"]]", await History(new() { ["hist_access_type"] = "search", ["pattern"] = "a ? 1", ["unique"] = true }));

        async Task<string> History(JsonObject content) =>
            JsonNode.Parse((await host.Client.RequestAsync("history_request", content)).Reply.Content["history"]!.ToJsonString())!.ToJsonString().Replace("\\u002B", "+");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutting_down_is_confirmed_and_ends_the_kernel(bool control)
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var answer = await host.Client.RequestAsync("shutdown_request", new JsonObject { ["restart"] = true }, control ? host.Client.Control : host.Client.Shell);
        Assert.True((bool)answer.Reply.Content["restart"]!);
        await host.Running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task Help_is_for_the_pager()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var answer = await host.Client.ExecuteAsync("#!help Math.Sqrt");
        var page = Assert.Single(answer.Reply.Content["payload"]!.AsArray())!;
        Assert.Equal("page", (string?)page["source"]);
        Assert.StartsWith("double Math.Sqrt(double d)", (string?)page["data"]!["text/plain"]);
    }
}
