using CSharpKernel.Output;

namespace CSharpKernel.Tests;

public class MagicTests
{
    [Fact]
    public async Task Who_lists_variables_with_the_last_of_each_name()
    {
        var cells = new CellRunner();
        await cells.Run("var a = 1; string s = \"x\";\nint Twice(int x) => 2 * x;");
        await cells.Run("var a = 2.5;");
        var shown = Assert.IsType<CellOutput.Display>(Assert.Single(await cells.Run("#!who")));
        Assert.Contains("<td>a</td><td>Double</td><td>2.5</td>", shown.Data["text/html"]);
        Assert.Contains("<td>s</td><td>String</td><td>x</td>", shown.Data["text/html"]);
        Assert.DoesNotContain("Int32", shown.Data["text/html"]);
    }

    [Fact]
    public async Task Forgetting_frees_what_every_variable_of_the_name_holds()
    {
        var cells = new CellRunner();
        await cells.Run("static WeakReference Watch(object o) => new WeakReference(o);\nvar watches = new List<WeakReference>();");
        for (int i = 0; i < 2; i++) await cells.Run("var big = new byte[10_000_000]; watches.Add(Watch(big));");
        const string alive = "GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect();\nwatches.Count(w => w.IsAlive)";
        Assert.Equal("2", await cells.Value(alive));
        await cells.Run("#!forget big");
        Assert.Equal("0", await cells.Value(alive));
        Assert.Equal("True", await cells.Value("big is null"));
        var error = await cells.Error("#!forget nothing");
        Assert.Contains("#!forget must name a variable of this session: watches, big (got nothing).", error.Message);
        Assert.Contains("must be followed by a name", (await cells.Error("#!forget")).Message);
    }

    [Fact]
    public async Task Help_shows_signature_and_documentation()
    {
        var shown = Assert.IsType<CellOutput.Page>(Assert.Single(await new CellRunner().Run("#!help Math.Sqrt")));
        Assert.StartsWith("double Math.Sqrt(double d)\nReturns the square root", shown.Data["text/plain"]);
        Assert.Contains("(got Nothing).", (await new CellRunner().Error("#!help Nothing")).Message);
    }

    [Fact]
    public async Task Scripts_run_in_the_page()
    {
        var shown = Assert.IsType<CellOutput.Display>(Assert.Single(await new CellRunner().Run("#!javascript\nf();")));
        Assert.Equal("<script type=\"text/javascript\">f();</script>", shown.Data["text/html"]);
    }

    [Fact]
    public async Task Magics_and_code_share_a_cell_and_lines_keep_their_numbers()
    {
        var cells = new CellRunner();
        var outputs = await cells.Run("var a = 1;\n#!who\n#!html\n<b/>\n#!csharp\nnope");
        Assert.Contains("Int32", Assert.IsType<CellOutput.Display>(outputs[0]).Data["text/html"]);
        Assert.Equal("<b/>\n", Assert.IsType<CellOutput.Display>(outputs[1]).Data["text/html"]);
        Assert.StartsWith("Cell 1, line 6", Assert.IsType<CellOutput.Error>(outputs[2]).Message);
    }

    [Fact]
    public async Task A_source_of_packages_can_be_a_folder()
    {
        using var folder = new TestFolder();
        var cells = new CellRunner(folder.Path);
        Assert.Equal("3", await cells.Value($"#i \"nuget:{folder.Path}\"\n1 + 2"));
        Assert.StartsWith("Cell 2, line 2", (await cells.Error("\nnope")).Message);
        Assert.Contains("must be of the form #i", (await cells.Error("#i folder")).Message);
    }

    [Fact]
    public async Task Code_nested_too_deeply_is_refused()
    {
        var error = await new CellRunner().Error($"var x = {new string('(', 5000)}1{new string(')', 5000)};");
        Assert.Contains("at most 1000 deep", error.Message);
        Assert.Equal("3000", await new CellRunner().Value($"{string.Concat(Enumerable.Repeat("(1) + ", 2999))} 1"));
    }
}
