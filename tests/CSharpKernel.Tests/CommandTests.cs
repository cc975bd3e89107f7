using CSharpKernel.Notebooks;
using GFlowNets.Cli;

namespace CSharpKernel.Tests;

// The command changes the process's working directory and environment while cells run, so these tests run alone.
[Collection(nameof(CommandTests))]
[CollectionDefinition(nameof(CommandTests), DisableParallelization = true)]
public class CommandTests
{
    [Fact]
    public async Task A_notebook_runs_and_both_files_are_written_beside_it()
    {
        using var folder = new TestFolder();
        string file = folder.Write("a.ipynb", Notebooks.Json("$\"{Environment.GetEnvironmentVariable(\"GFN_BUDGET\")} {System.IO.File.Exists(\"a.ipynb\")}\""));
        string before = Environment.CurrentDirectory;
        var (code, output, error) = await Run("notebook", "run", file, "--budget", "smoke");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("[1/1] $\"{Environment", output);
        Assert.Contains(folder["a.out.ipynb"], output);
        Assert.Contains(folder["a.out.html"], output);
        Assert.Equal("smoke True", (string?)NotebookDocument.Load(folder["a.out.ipynb"]).Cells[0].Outputs[0]!["data"]!["text/plain"]![0]);
        Assert.Contains("smoke True", await File.ReadAllTextAsync(folder["a.out.html"], TestContext.Current.CancellationToken));
        Assert.Equal(before, Environment.CurrentDirectory);
        Assert.Null(Environment.GetEnvironmentVariable("GFN_BUDGET"));
    }

    [Fact]
    public async Task In_the_kits_tree_outputs_go_to_artifacts()
    {
        using var folder = new TestFolder();
        folder.Write("GFNNotebooks.sln", "");
        string file = folder.Write("notebooks/a.ipynb", Notebooks.Json("1"));
        Assert.Equal(0, (await Run("notebook", "run", file)).Code);
        Assert.True(File.Exists(folder["artifacts/notebooks/a.ipynb"]));
        Assert.True(File.Exists(folder["artifacts/notebooks/a.html"]));
    }

    [Fact]
    public async Task The_notebook_itself_may_be_the_target()
    {
        using var folder = new TestFolder();
        string file = folder.Write("a.ipynb", Notebooks.Json("6 * 7"));
        Assert.Equal(0, (await Run("notebook", "run", file, "--out", file, "--html", folder["page/a.html"])).Code);
        Assert.Contains("\"42\"", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(["a.html", "a.ipynb"], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_failing_cell_is_named_and_the_files_are_written_all_the_same()
    {
        using var folder = new TestFolder();
        string file = folder.Write("a.ipynb", Notebooks.Json("1", "// second\nint.Parse(\"x\")", "3"));
        var (code, _, error) = await Run("notebook", "run", file);
        Assert.Equal(1, code);
        Assert.StartsWith("gfn: cell 2 failed (// second)", error);
        Assert.Contains("at Cell 2, line 2", error);
        Assert.Equal("FormatException", (string?)NotebookDocument.Load(folder["a.out.ipynb"]).Cells[1].Outputs[0]!["ename"]);
        Assert.Contains("FormatException", await File.ReadAllTextAsync(folder["a.out.html"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_place_where_outputs_cannot_go_is_told_before_any_cell_runs()
    {
        using var folder = new TestFolder();
        string notebook = folder.Write("a.ipynb", Notebooks.Json("System.IO.File.WriteAllText(\"ran\", \"\");"));
        string before = await File.ReadAllTextAsync(notebook, TestContext.Current.CancellationToken);
        string[][] wrong = [["--html", notebook], ["--out", folder["b"], "--html", folder["b"]], ["--out", folder.Path], ["--html", folder.Path]];
        foreach (var arguments in wrong)
        {
            var (code, _, error) = await Run(["notebook", "run", notebook, .. arguments]);
            Assert.Equal(2, code);
            Assert.StartsWith("gfn: ", error);
        }

        Assert.Equal(before, await File.ReadAllTextAsync(notebook, TestContext.Current.CancellationToken));
        Assert.Equal([notebook], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task The_page_goes_beside_the_notebook_that_is_written()
    {
        using var folder = new TestFolder();
        string notebook = folder.Write("a.ipynb", Notebooks.Json("1"));
        Assert.Equal(0, (await Run("notebook", "run", notebook, "--out", folder["new/deep.ipynb"])).Code);
        Assert.True(File.Exists(folder["new/deep.html"]));
    }

    [Fact]
    public async Task Wrong_usage_and_unreadable_files_are_told_apart_from_failing_cells()
    {
        using var folder = new TestFolder();
        string broken = folder.Write("broken.ipynb", "no json");
        string fine = folder.Write("fine.ipynb", Notebooks.Json("1"));
        Assert.Equal(2, (await Run()).Code);
        Assert.Equal(2, (await Run("nonsense")).Code);
        Assert.Equal(2, (await Run("notebook", "run")).Code);
        Assert.Equal(2, (await Run("notebook", "run", fine, "--budget", "huge")).Code);
        Assert.Equal(2, (await Run("notebook", "run", fine, "--timeout", "-1")).Code);
        Assert.Equal(2, (await Run("notebook", "run", fine, "--timeout", "NaN")).Code);
        Assert.Equal(2, (await Run("notebook", "run", fine, "--timeout", "abc")).Code);
        Assert.Equal(2, (await Run("notebook", "run", folder.Path)).Code);
        Assert.Equal(2, (await Run("notebook", "run", folder["missing.ipynb"])).Code);
        var (code, _, error) = await Run("notebook", "run", broken);
        Assert.Equal(2, code);
        Assert.Contains("broken.ipynb must be a Jupyter notebook", error);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task Help_and_version_are_answered()
    {
        var help = await Run("notebook", "run", "--help");
        Assert.Equal(0, help.Code);
        Assert.Contains("--budget", help.Output);
        Assert.Equal(0, (await Run("--version")).Code);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await GfnCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
