using System.Text.Json.Nodes;
using CSharpKernel.Execution;
using CSharpKernel.Notebooks;

namespace CSharpKernel.Tests;

public class NotebookRunnerTests
{
    [Fact]
    public async Task Outputs_and_counts_are_put_into_the_notebook()
    {
        var notebook = Notebooks.Of("Console.Write(\"a\"); System.Threading.Thread.Sleep(150); Console.WriteLine(\"b\"); Console.Error.WriteLine(\"c\");", "  ", "display(HTML(\"<b>\\nx\")); 1 + 1");
        Assert.Null(await Notebooks.Run(notebook));
        Assert.Equal([1, null, 2], notebook.Cells.Select(cell => cell.ExecutionCount));
        AssertJson("""[{"output_type":"stream","name":"stdout","text":["ab\n"]},{"output_type":"stream","name":"stderr","text":["c\n"]}]""", notebook.Cells[0].Outputs);
        AssertJson(
            """
            [{"output_type":"display_data","data":{"text/html":["<b>\n","x"],"text/plain":["<b>\n","x"]},"metadata":{}},
             {"output_type":"execute_result","data":{"text/plain":["2"]},"metadata":{},"execution_count":2}]
            """,
            notebook.Cells[2].Outputs);
    }

    [Fact]
    public async Task Running_again_gives_the_same_file()
    {
        var notebook = Notebooks.Of("var shown = display(new[] { 1 }); display(shown.DisplayId.Length); \"x\"", "shown.Update(2);");
        await Notebooks.Run(notebook);
        string first = notebook.ToJson();
        await Notebooks.Run(notebook);
        Assert.Equal(first, notebook.ToJson());
    }

    [Fact]
    public async Task An_update_changes_the_earlier_output_where_it_stands()
    {
        var notebook = Notebooks.Of("var shown = display(\"first\"); display(\"other\");", "shown.Update(\"second\");");
        await Notebooks.Run(notebook);
        Assert.Equal(["second", "other"], notebook.Cells[0].Outputs.Select(output => (string?)output!["data"]!["text/plain"]![0]));
        Assert.Empty(notebook.Cells[1].Outputs);
    }

    [Fact]
    public async Task Json_goes_in_as_json()
    {
        var notebook = Notebooks.Of("\"{\\\"a\\\": [1]}\".DisplayAs(\"application/json\");");
        await Notebooks.Run(notebook);
        AssertJson("""{"a":[1]}""", notebook.Cells[0].Outputs[0]!["data"]!["application/json"]!);
    }

    [Fact]
    public async Task Clearing_removes_what_came_before()
    {
        var notebook = Notebooks.Of("display(1); clear_output(); display(2);", "display(1); clear_output(wait: true);", "display(1); clear_output(wait: true); display(3);");
        await Notebooks.Run(notebook);
        Assert.Equal(["2", "1", "3"], notebook.Cells.Select(cell => (string?)Assert.Single(cell.Outputs)!["data"]!["text/plain"]![0]));
    }

    [Fact]
    public async Task The_first_failing_cell_ends_the_run()
    {
        var notebook = NotebookDocument.Parse(Notebooks.Json(
            [Notebooks.Code("throw new Exception(\"announced\");", "raises-exception"), Notebooks.Code("\n// why\nint.Parse(\"x\")"), Notebooks.Code("1")]));
        var failure = await Notebooks.Run(notebook);
        Assert.Equal(2, failure!.Number);
        Assert.Equal("// why", failure.Cell.FirstLine);
        Assert.StartsWith("FormatException: ", failure.Message);
        Assert.Equal("error", (string?)notebook.Cells[0].Outputs[0]!["output_type"]);
        Assert.Equal("FormatException", (string?)notebook.Cells[1].Outputs[0]!["ename"]);
        Assert.Null(notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task Outputs_of_an_earlier_run_are_removed_even_where_this_one_did_not_come()
    {
        var notebook = Notebooks.Of("1", "2");
        await Notebooks.Run(notebook);
        var broken = NotebookDocument.Parse(notebook.ToJson().Replace("\"1\"\n   ]\n  }", "\"nonsense\"\n   ]\n  }"));
        Assert.NotNull(await Notebooks.Run(broken));
        Assert.Empty(broken.Cells[1].Outputs);
    }

    [Fact]
    public async Task A_cell_past_its_time_is_named_and_the_outputs_so_far_are_kept()
    {
        var notebook = Notebooks.Of("Console.WriteLine(\"begun\"); System.Threading.Thread.Sleep(20_000);", "1");
        var failure = await Notebooks.Run(notebook, timeout: TimeSpan.FromSeconds(1.5));
        Assert.Equal(CellStatus.Abandoned, failure!.Outcome.Status);
        Assert.Equal("it took longer than 1.5 s, was asked to stop, and did not, so it was abandoned.", failure.Message);
        Assert.Equal(["stream", "error"], notebook.Cells[0].Outputs.Select(output => (string?)output!["output_type"]));
        Assert.Null(notebook.Cells[1].ExecutionCount);
    }

    [Fact]
    public async Task Progress_is_told_before_and_after_every_cell()
    {
        var told = new List<string>();
        await NotebookRunner.RunAsync(
            Notebooks.Of("1", "2"),
            AppContext.BaseDirectory,
            report: p => told.Add($"{p.Number}/{p.Total} {p.Outcome?.Status}"),
            cancel: TestContext.Current.CancellationToken);
        Assert.Equal(["1/2 ", "1/2 Succeeded", "2/2 ", "2/2 Succeeded"], told);
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\ngot      {actual.ToJsonString()}");
}
