using CSharpKernel.Execution;
using CSharpKernel.Output;
using Microsoft.CodeAnalysis;

namespace CSharpKernel.Tests;

public class ExecutionTests
{
    [Fact]
    public async Task Variables_functions_types_and_usings_persist()
    {
        var cells = new CellRunner();
        await cells.Run("using System.IO;\nvar side = 4;");
        await cells.Run("int Squared(int x) => x * x;\nrecord Cell(int X, int Y);");
        Assert.Equal("16", await cells.Value("Squared(side)"));
        Assert.Equal("Cell { X = 1, Y = 2 }", await cells.Value("new Cell(1, 2)"));
        Assert.Equal("a.txt", await cells.Value("Path.GetFileName(\"/b/a.txt\")"));
        await cells.Run("side = 5;");
        Assert.Equal("25", await cells.Value("Squared(side)"));
        Assert.Equal("text", await cells.Value("var side = \"text\"; side"));
    }

    [Theory]
    [InlineData("using System.IO;")]
    [InlineData("// nothing to run")]
    [InlineData("")]
    [InlineData("var x = 1;")]
    [InlineData("Math.Abs(2);")]
    [InlineData("Console.Write(\"\")")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("display(1)")]
    [InlineData("return;")]
    public async Task Cells_without_a_value_show_none(string code)
    {
        var cells = new CellRunner();
        Assert.Null(await cells.Value(code));
    }

    [Theory]
    [InlineData("return 7;", "7")]
    [InlineData("var x = 3; x = 7", "7")]
    [InlineData("await Task.FromResult(7)", "7")]
    [InlineData("(string)null", "null")]
    [InlineData("int F() { return 3; }\nF() + 4", "7")]
    [InlineData("await foreach (var x in Numbers()) Console.Write(x);\nasync IAsyncEnumerable<int> Numbers() { yield return 7; await Task.Yield(); }\n7", "7")]
    [InlineData("dynamic d = 3; d + 4", "7")]
    [InlineData("string? maybe = null; maybe ?? \"7\"", "7")]
    [InlineData("int[] a = [1, 7]; a[^1]", "7")]
    public async Task Trailing_expressions_are_results(string code, string expected)
    {
        var cells = new CellRunner();
        Assert.Equal(expected, await cells.Value(code));
    }

    [Fact]
    public async Task A_failed_cell_keeps_what_it_had_assigned()
    {
        var cells = new CellRunner();
        await cells.Error("var half = 10;\nthrow new InvalidOperationException(\"bang\");");
        Assert.Equal("10", await cells.Value("half"));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_leaves_no_trace()
    {
        var cells = new CellRunner();
        await cells.Run("var x = 1;");
        await cells.Error("x = 2; nonsense");
        Assert.Equal("1", await cells.Value("x"));
    }

    [Fact]
    public async Task Cells_have_room_for_deep_recursion()
    {
        var cells = new CellRunner();
        Assert.Equal("100000", await cells.Value("int Depth(int n) => n == 0 ? 0 : 1 + Depth(n - 1);\nDepth(100_000)"));
    }

    [Fact]
    public async Task Loops_are_compiled_optimised()
    {
        var cells = new CellRunner();
        Assert.Equal("False", await cells.Value("""
            class Here { }
            ((System.Diagnostics.DebuggableAttribute?)Attribute.GetCustomAttribute(typeof(Here).Assembly, typeof(System.Diagnostics.DebuggableAttribute)))?.IsJITOptimizerDisabled ?? false
            """));
    }

    [Fact]
    public async Task Time_is_shown_after_the_cell()
    {
        var cells = new CellRunner();
        var outputs = await cells.Run("#!time\nConsole.WriteLine(1);\n2");
        Assert.Collection(
            outputs,
            output => Assert.Equal("1\n", Assert.IsType<CellOutput.Stream>(output).Text),
            output => Assert.Equal("2", Assert.IsType<CellOutput.Result>(output).Data["text/plain"]),
            output => Assert.Matches(@"^Wall time: \d+\.\d ms$", Assert.IsType<CellOutput.Display>(output).Data["text/plain"]));
    }

    [Fact]
    public async Task Other_languages_are_shown_and_lines_keep_their_numbers()
    {
        var cells = new CellRunner();
        var outputs = await cells.Run("#!markdown\n# Title\n#!html\n<b>x</b>\n#!csharp\n\nnope");
        Assert.Contains("<h1", Assert.IsType<CellOutput.Display>(outputs[0]).Data["text/html"]);
        Assert.Equal("<b>x</b>\n", Assert.IsType<CellOutput.Display>(outputs[1]).Data["text/html"]);
        Assert.StartsWith("Cell 1, line 7", Assert.IsType<CellOutput.Error>(outputs[2]).Message);
    }

    [Fact]
    public async Task Unknown_magics_are_refused_before_anything_runs()
    {
        var cells = new CellRunner();
        var error = await cells.Error("Console.WriteLine(1);\n#!pwsh\nls");
        Assert.Equal("UnknownMagic", error.Name);
        Assert.Equal("Cell 1, line 2 must be a magic that this kernel knows: #!time, #!who, #!forget NAME, #!help NAME, #!csharp, #!markdown, #!html, #!javascript (got '#!pwsh').", error.Message);
        Assert.Single(cells.Outputs);
    }

    [Fact]
    public async Task One_cell_at_a_time()
    {
        var session = new CSharpSession(AppContext.BaseDirectory);
        var first = session.ExecuteAsync("await Task.Delay(500);", 1, _ => { }, TestContext.Current.CancellationToken);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => session.ExecuteAsync("1", 2, _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("one cell at a time", e.Message);
        Assert.Equal(CellStatus.Succeeded, (await first).Status);
    }

    [Fact]
    public async Task The_framework_is_read_and_bound_once()
    {
        var (first, second) = (new CSharpSession(AppContext.BaseDirectory), new CSharpSession(AppContext.BaseDirectory));
        Assert.Equal(FrameworkReferences.All, first.Chain.Draft("1").Compilation.ExternalReferences);
        for (int cell = 1; cell <= 3; cell++)
            Assert.Equal(CellStatus.Succeeded, (await first.ExecuteAsync($"var x{cell} = {cell};", cell, _ => { }, TestContext.Current.CancellationToken)).Status);

        // A later cell has its predecessors' references, which held megabytes each time they were given again.
        var (later, other) = (first.Chain.Draft("x3").Compilation, second.Chain.Draft("1").Compilation);
        Assert.Empty(later.ExternalReferences);
        Assert.Equal(FrameworkReferences.All, other.ExternalReferences);
        Assert.Same(other.GetSpecialType(SpecialType.System_Object).ContainingAssembly, later.GetSpecialType(SpecialType.System_Object).ContainingAssembly);
    }
}
