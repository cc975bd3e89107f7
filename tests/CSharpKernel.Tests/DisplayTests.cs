using CSharpKernel.Output;

namespace CSharpKernel.Tests;

public class DisplayTests
{
    [Fact]
    public async Task A_display_can_be_updated_in_the_same_types_even_by_a_later_cell()
    {
        var cells = new CellRunner();
        var shown = Assert.IsType<CellOutput.Display>(Assert.Single(await cells.Run("var shown = display(new { A = 1 }, \"text/html\");")));
        Assert.Equal(["text/html"], shown.Data.Select(form => form.Key));
        var update = Assert.IsType<CellOutput.Update>(Assert.Single(await cells.Run("shown.Update(new { A = 2 });")));
        Assert.Equal(shown.DisplayId, update.DisplayId);
        Assert.Equal(["text/html"], update.Data.Select(form => form.Key));
        Assert.Contains("<td>2</td>", update.Data["text/html"]);
        Assert.Equal(shown.DisplayId, await cells.Value("shown.DisplayId"));
    }

    [Fact]
    public async Task A_displayed_value_is_not_shown_twice()
    {
        var cells = new CellRunner();
        Assert.IsType<CellOutput.Display>(Assert.Single(await cells.Run("display(5)")));
        Assert.IsType<CellOutput.Display>(Assert.Single(await cells.Run("5.Display()")));
    }

    [Theory]
    [InlineData("HTML(\"<b>x</b>\")", "text/html", "<b>x</b>")]
    [InlineData("\"<svg/>\".DisplayAs(\"image/svg+xml\")", "image/svg+xml", "<svg/>")]
    [InlineData("Javascript(\"f()\")", "text/html", "<script type=\"text/javascript\">f()</script>")]
    [InlineData("new[] { new { A = \"<\" } }.DisplayTable()", "text/html", "<table class=\"dataframe\"><thead><tr><th>index</th><th>A</th></tr></thead><tbody><tr><th>0</th><td>&lt;</td></tr></tbody></table><p>1 row</p>")]
    public async Task Special_displays(string code, string mimeType, string expected)
    {
        var output = Assert.Single(await new CellRunner().Run(code));
        var data = output is CellOutput.Display display ? display.Data : Assert.IsType<CellOutput.Result>(output).Data;
        Assert.Equal(expected, data[mimeType]);
    }

    [Fact]
    public async Task Styles_reach_the_page_through_a_script()
    {
        var output = Assert.IsType<CellOutput.Display>(Assert.Single(await new CellRunner().Run("CSS(\".a { color: red }\");")));
        Assert.Contains(".a { color: red }", output.Data["text/html"]);
    }

    [Fact]
    public async Task A_form_that_a_value_lacks_is_an_error_that_says_what_it_has()
    {
        var error = await new CellRunner().Error("display(1, \"image/png\");");
        Assert.Contains("mimeTypes must name a form that Int32 has: text/plain (got image/png).", error.Message);
    }

    [Fact]
    public async Task Console_text_keeps_its_order_among_streams_and_displays()
    {
        var outputs = await new CellRunner().Run("Console.Write(\"a\"); Console.WriteLine(\"b\"); Console.Error.WriteLine(\"c\"); display(1); Console.WriteLine(\"d\"); 2");
        Assert.Equal(
            ["stdout ab\n", "stderr c\n", "display 1", "stdout d\n", "result 2"],
            outputs.Select(output => output switch
            {
                CellOutput.Stream stream => $"{stream.Name} {stream.Text}",
                CellOutput.Display display => $"display {display.Data["text/plain"]}",
                CellOutput.Result result => $"result {result.Data["text/plain"]}",
                _ => "something else",
            }));
    }

    [Fact]
    public async Task Text_written_before_an_exception_is_kept()
    {
        var outputs = await new CellRunner().Run("Console.Write(\"before\"); throw new Exception(\"x\");");
        Assert.Equal("before", Assert.IsType<CellOutput.Stream>(outputs[0]).Text);
        Assert.IsType<CellOutput.Error>(outputs[1]);
    }

    [Fact]
    public async Task Two_hundred_thousand_lines_come_in_large_pieces()
    {
        var outputs = await new CellRunner().Run("for (int i = 0; i < 200_000; i++) Console.WriteLine(i);");
        Assert.Equal(200_000, CellRunner.Console(outputs).Count(c => c == '\n'));
        Assert.InRange(outputs.Count, 1, 2_000);
    }

    [Fact]
    public async Task Other_threads_speak_for_their_cell()
    {
        var outputs = await new CellRunner().Run("Parallel.For(0, 20, i => Console.WriteLine(i)); var t = new System.Threading.Thread(() => display(\"thread\")); t.Start(); t.Join();");
        Assert.Equal(Enumerable.Range(0, 20), CellRunner.Console(outputs).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order());
        Assert.Single(outputs.OfType<CellOutput.Display>());
    }

    [Fact]
    public async Task Sessions_in_one_process_do_not_mix()
    {
        var cells = Enumerable.Range(0, 4).Select(_ => new CellRunner()).ToArray();
        var outputs = await Task.WhenAll(cells.Select((c, i) => c.Run($"for (int k = 0; k < 50; k++) {{ Console.Write({i}); await Task.Yield(); }}")));
        for (int i = 0; i < outputs.Length; i++) Assert.Equal(new string((char)('0' + i), 50), CellRunner.Console(outputs[i]));
    }

    [Fact]
    public async Task Outputs_can_be_cleared()
    {
        var outputs = await new CellRunner().Run("display(1); clear_output(); display(2);");
        Assert.False(Assert.IsType<CellOutput.Clear>(outputs[1]).Wait);
    }
}
