using System.Text.Json.Nodes;

namespace CSharpKernel.Tests.Jupyter;

public class LanguageTests
{
    [Theory]
    [InlineData("Math.Sqr|", "Sqrt", 5, 8)]
    [InlineData("number.CompareT|", "CompareTo", 7, 15)]
    [InlineData("numb|", "number", 0, 4)]
    [InlineData("words?.Coun|", "Count", 7, 11)]
    [InlineData("words.Wher|", "Where", 6, 10)]
    [InlineData("words.Select(w => w.PadLef|)", "PadLeft", 20, 26)]
    [InlineData("using System.Globalizatio|", "Globalization", 13, 25)]
    [InlineData("forea|", "foreach", 0, 5)]
    [InlineData("#!ti|", "#!time", 0, 4)]
    [InlineData("new System.Text.StringBuilde|", "StringBuilder", 16, 28)]
    [InlineData("\"\U0001F600\".Lengt|", "Length", 4, 9)]
    public async Task Completions(string marked, string expected, int start, int end)
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        await host.Client.ExecuteAsync("var number = 1; List<string> words = [\"a\"];");
        var reply = (await host.Client.RequestAsync("complete_request", At(marked))).Reply.Content;
        Assert.Equal(expected, (string?)reply["matches"]!.AsArray()[0]);
        Assert.Equal((start, end), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
    }

    [Theory]
    [InlineData("\"Math.Sqr|\"")]
    [InlineData("// Math.Sqr|")]
    [InlineData("nothing.Known|")]
    [InlineData("1.|")]
    public async Task Nothing_is_suggested_where_nothing_fits(string marked)
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var reply = (await host.Client.RequestAsync("complete_request", At(marked))).Reply.Content;
        Assert.Equal("ok", (string?)reply["status"]);
        Assert.DoesNotContain(reply["matches"]!.AsArray(), match => (string?)match == "Sqrt");
    }

    [Theory]
    [InlineData("Math.Sq|rt(2)", "double Math.Sqrt(double d)", "Returns the square root of a specified number.")]
    [InlineData("Math.Sqrt(|", "double Math.Sqrt(double d)", "Returns the square root")]
    [InlineData("new Random(|)", "Random.Random(int Seed)", "Initializes a new instance")]
    [InlineData("number|", "int number", "")]
    [InlineData("Twice|(3)", "int Twice(int x)", "Doubles.")]
    [InlineData("Kit.Answer|", "int Kit.Answer { get; }", "What it is.")]
    public async Task Inspection_tells_signature_and_documentation(string marked, string signature, string documentation)
    {
        using var folder = new TestFolder();
        folder.Library("Kit", "public static class Kit { public static int Answer => 42; }");
        folder.Write("Kit.xml", "<doc><members><member name=\"P:Kit.Answer\"><summary>What it <see langword=\"is\"/>.</summary></member></members></doc>");
        await using var host = await KernelHost.StartAsync(folder);
        var ran = await host.Client.ExecuteAsync("#r \"Kit.dll\"\nvar number = Kit.Answer;\n/// <summary>Doubles.</summary>\nstatic int Twice(int x) => 2 * x;");
        Assert.Equal("ok", ran.Status);
        var reply = (await host.Client.RequestAsync("inspect_request", At(marked, new JsonObject { ["detail_level"] = 0 }))).Reply.Content;
        Assert.True((bool)reply["found"]!);
        string text = (string)reply["data"]!["text/plain"]!;
        Assert.Contains(signature, text);
        Assert.Contains(documentation, text);
    }

    [Fact]
    public async Task Inspecting_nothing_finds_nothing()
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        foreach (string marked in new[] { "|", "  |  ", "unknown|", "(|" })
        {
            var reply = (await host.Client.RequestAsync("inspect_request", At(marked))).Reply.Content;
            Assert.Equal(("ok", false), ((string?)reply["status"], (bool)reply["found"]!));
        }
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("var x = 1;", "complete")]
    [InlineData("#!time", "complete")]
    [InlineData("for (int i = 0; i < 3; i++)\n{", "incomplete")]
    [InlineData("var x = \"\"\"\n a", "incomplete")]
    [InlineData("var x = = 3;", "invalid")]
    public async Task Completeness(string code, string status)
    {
        using var folder = new TestFolder();
        await using var host = await KernelHost.StartAsync(folder);
        var reply = (await host.Client.RequestAsync("is_complete_request", new JsonObject { ["code"] = code })).Reply.Content;
        Assert.Equal(status, (string?)reply["status"]);
        if (code.EndsWith('{')) Assert.Equal("    ", (string?)reply["indent"]);
    }

    // The cursor counts Unicode characters, not UTF-16 units.
    private static JsonObject At(string marked, JsonObject? more = null)
    {
        string before = marked.Split('|')[0];
        var content = more ?? [];
        content["code"] = marked.Remove(before.Length, 1);
        content["cursor_pos"] = before.EnumerateRunes().Count();
        return content;
    }
}
