using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Every committed notebook runs from its first cell to its last under the smoke budget, and is fit to be committed.</summary>
public sealed class NotebookTests
{
    private const int LargestCommitted = 1_500_000;

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Root, "notebooks"), "*.ipynb").Select(path => Path.GetFileName(path)).Order()];

    private static string Root { get; } = FindRoot();

    [Theory]
    [MemberData(nameof(Files))]
    public void Runs_without_an_error_under_the_smoke_budget(string file)
    {
        var kit = Path.Combine(Root, "artifacts", "kit", "gfn.dll");
        Assert.SkipUnless(File.Exists(kit), "the kit is not built: run ./gfn build, or the tests through ./gfn test");
        var folder = Directory.CreateTempSubdirectory("gfn-notebook-");
        try
        {
            var (output, html) = (Path.Combine(folder.FullName, file), Path.Combine(folder.FullName, "page.html"));
            var (exitCode, said) = Run("dotnet", [kit, "notebook", "run", Path.Combine(Root, "notebooks", file), "--budget", "smoke", "--out", output, "--html", html]);
            Assert.True(exitCode == 0, said);
            var cells = Cells(output);
            Assert.All(cells.Where(IsCode), cell => Assert.NotNull(cell["execution_count"]));
            Assert.DoesNotContain(cells.Where(IsCode).SelectMany(cell => cell["outputs"]!.AsArray()), o => (string?)o!["output_type"] == "error");
            Assert.Contains("<img", File.ReadAllText(html));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_committed_with_its_outputs_and_not_too_large(string file)
    {
        var path = Path.Combine(Root, "notebooks", file);
        Assert.InRange(new FileInfo(path).Length, 1, LargestCommitted);
        Assert.All(Cells(path).Where(IsCode), cell => Assert.NotNull(cell["execution_count"]));
        Assert.DoesNotContain(Cells(path).Where(IsCode).SelectMany(cell => cell["outputs"]!.AsArray()), o => (string?)o!["output_type"] == "error");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Names_the_kernel_and_loads_the_kit_first(string file)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "notebooks", file)))!;
        Assert.Equal(".net-csharp", (string?)notebook["metadata"]!["kernelspec"]!["name"]);
        Assert.Equal("C#", (string?)notebook["metadata"]!["language_info"]!["name"]);
        var first = notebook["cells"]!.AsArray().First(IsCode)!["source"]!.AsArray();
        Assert.StartsWith("#load \"kit.csx\"", (string?)first[0]);
    }

    private static bool IsCode(JsonNode? cell) => (string?)cell!["cell_type"] == "code";

    private static JsonNode[] Cells(string path) => [.. JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray().Select(cell => cell!)];

    private static (int ExitCode, string Said) Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + errors.Result);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GFNNotebooks.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests must run from inside the repository: GFNNotebooks.sln was not found above them");
    }
}
