namespace CSharpKernel.Tests;

public class ErrorTests
{
    [Fact]
    public async Task An_exception_names_its_type_and_every_cell_on_the_way()
    {
        var cells = new CellRunner();
        await cells.Run("int Boom(int x)\n{\n    if (x > 0) throw new InvalidOperationException(\"bang\");\n    return 1;\n}");
        var error = await cells.Error("var a = 1;\n\nBoom(a);");
        Assert.Equal("InvalidOperationException", error.Name);
        Assert.Equal("bang", error.Message);
        Assert.Equal(
            [
                "InvalidOperationException: bang",
                "  at Boom(Int32) in Cell 1, line 3: if (x > 0) throw new InvalidOperationException(\"bang\");",
                "  at Cell 2, line 3: Boom(a);",
            ],
            error.Traceback);
    }

    [Fact]
    public async Task Asynchronous_methods_and_lambdas_are_named_as_written()
    {
        var cells = new CellRunner();
        var error = await cells.Error("async Task<int> Later()\n{\n    await Task.Delay(1);\n    Func<int> f = () => int.Parse(\"x\");\n    return f();\n}\nawait Later()");
        Assert.Equal("FormatException", error.Name);
        Assert.Contains(error.Traceback, line => line.StartsWith("  at a lambda in Later in Cell 1, line 4"));
        Assert.Contains(error.Traceback, line => line.StartsWith("  at Later() in Cell 1, line "));
        Assert.Equal("  at Cell 1, line 7: await Later()", error.Traceback[^1]);
    }

    [Fact]
    public async Task Causes_are_told_and_lone_wrappers_are_not()
    {
        var cells = new CellRunner();
        var error = await cells.Error("try { int.Parse(\"x\"); } catch (Exception e) { throw new InvalidOperationException(\"outer\", e); }");
        Assert.Contains("caused by", error.Traceback);
        Assert.Contains(error.Traceback, line => line.StartsWith("  FormatException: "));
        Assert.Equal("ArgumentException", (await cells.Error("Task.Run(() => throw new ArgumentException(\"in a task\")).Wait();")).Name);
    }

    [Fact]
    public async Task A_compile_error_shows_place_line_and_mark()
    {
        var error = await new CellRunner().Error("var x = 1;\nvar y = x + z;");
        Assert.Equal("CompilationError", error.Name);
        Assert.Equal("Cell 1, line 2: The name 'z' does not exist in the current context", error.Message);
        Assert.Equal(
            ["Cell 1, line 2: error CS0103: The name 'z' does not exist in the current context", "    var y = x + z;", "                ^"],
            error.Traceback);
    }

    [Theory]
    [InlineData("namespace X { }", "cannot declare a namespace")]
    [InlineData("using var s = new System.IO.MemoryStream();", "using (var x = ...)")]
    [InlineData("using System.IO.Stream s = new System.IO.MemoryStream();", "using (var x = ...)")]
    [InlineData("static class E { public static int Two(this int x) => 2 * x; }", "without the class around it")]
    [InlineData("static class E { extension(int x) { public int Three => 3; } }", "cannot hold an extension block")]
    [InlineData("class C { int F() => variable; }", "a class cannot see the cells' variables")]
    [InlineData("p with { X = 2 }", "write (x with { ... })")]
    [InlineData("Span<int> s = stackalloc int[3];", "cannot be spans")]
    [InlineData("ref int r = ref variable;", "cannot be spans or references")]
    [InlineData("file class Q { }", "leave 'file' out")]
    [InlineData("if (variable > 1) { variable }", "inside a block, write display(...)")]
    [InlineData("File.ReadAllText(\"x\")", "using System.IO;")]
    [InlineData("Stopwatch watch = null;", "using System.Diagnostics;")]
    [InlineData("print(1)", "Console.WriteLine")]
    public async Task The_traps_of_the_script_dialect_come_with_a_hint(string code, string hint)
    {
        var cells = new CellRunner();
        await cells.Run("int variable = 5; record P(int X); var p = new P(1);");
        var error = await cells.Error(code);
        string told = Assert.Single(error.Traceback, line => line.StartsWith("  hint: "));
        Assert.Contains(hint, told);
    }

    [Fact]
    public async Task A_type_declared_again_is_explained()
    {
        var cells = new CellRunner();
        await cells.Run("record P(int X); var old = new P(1);");
        await cells.Run("record P(int X);");
        var error = await cells.Error("P now = old;");
        Assert.Contains(error.Traceback, line => line.StartsWith("  hint: P was declared again"));
    }

    [Fact]
    public async Task Using_and_with_inside_a_function_get_no_wrong_hint()
    {
        var error = await new CellRunner().Error("void F()\n{\n    using var s = new Nowhere();\n}");
        Assert.DoesNotContain(error.Traceback, line => line.Contains("hint"));
    }

    [Fact]
    public async Task A_hundred_errors_are_not_all_told()
    {
        var error = await new CellRunner().Error(string.Concat(Enumerable.Range(0, 100).Select(i => $"missing{i}();\n")));
        Assert.Equal("and 90 more errors.", error.Traceback[^1]);
    }
}
