using System.Text.Json.Nodes;
using CSharpKernel.Jupyter;
using GFlowNets.Cli;

namespace CSharpKernel.Tests.Jupyter;

// The command looks at the environment, so these tests run alone.
[Collection(nameof(CommandTests))]
public class KernelCommandTests
{
    [Fact]
    public async Task Installing_listing_and_removing()
    {
        using var folder = new TestFolder();
        var (code, output, _) = await Run("kernel", "install", "--prefix", folder.Path);
        Assert.Equal(0, code);
        string own = folder["share/jupyter/kernels/gfn-csharp"];
        Assert.Contains($"gfn-csharp: {own}", output);
        foreach (string name in new[] { "gfn-csharp", ".net-csharp" })
        {
            var spec = JsonNode.Parse(await File.ReadAllTextAsync(folder[$"share/jupyter/kernels/{name}/kernel.json"], TestContext.Current.CancellationToken))!;
            string[] argv = [.. spec["argv"]!.AsArray().Select(word => (string)word!)];
            Assert.Equal(["kernel", "start", "{connection_file}"], argv[2..]);
            Assert.All(argv[..2], path => Assert.True(Path.IsPathFullyQualified(path) && File.Exists(path), path));
            Assert.Equal(("message", "C#"), ((string?)spec["interrupt_mode"], (string?)spec["language"]));
            Assert.All(KernelSpec.Settings, setting => Assert.Equal(setting.Value, (string?)spec["env"]![setting.Key]));
        }

        Assert.Equal(2, (await Run("kernel", "list", "--prefix", folder.Path)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(0, (await Run("kernel", "uninstall", "--prefix", folder.Path)).Code);
        Assert.Empty(Directory.GetDirectories(folder["share/jupyter/kernels"]));
        Assert.Contains("none", (await Run("kernel", "list", "--prefix", folder.Path)).Output);
        Assert.Equal(2, (await Run("kernel", "uninstall", "--prefix", folder.Path)).Code);
    }

    [Fact]
    public async Task Another_kernel_of_the_common_name_is_left_alone()
    {
        using var folder = new TestFolder();
        string other = folder.Write("share/jupyter/kernels/.net-csharp/kernel.json", "{\"argv\": [\"dotnet\", \"interactive\"], \"display_name\": \".NET (C#)\"}");
        string before = await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken);
        var (code, output, _) = await Run("kernel", "install", "--prefix", folder.Path, "--name", "mine");
        Assert.Equal(0, code);
        Assert.Contains("is another kernel's, and stays so", output);
        Assert.Equal(before, await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        Assert.True(File.Exists(folder["share/jupyter/kernels/mine/kernel.json"]));
        Assert.Equal(0, (await Run("kernel", "uninstall", "--prefix", folder.Path, "--name", "mine")).Code);
        Assert.Equal(before, await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await Run("kernel", "uninstall", "--prefix", folder.Path, "--name", ".net-csharp")).Code);
    }

    [Fact]
    public async Task Wrong_names_and_files_are_told()
    {
        using var folder = new TestFolder();
        Assert.Contains("--name must be made of", (await Run("kernel", "install", "--prefix", folder.Path, "--name", "../x")).Error);
        string file = folder.Write("file", "");
        Assert.Equal(2, (await Run("kernel", "install", "--prefix", file)).Code);
        var (code, _, error) = await Run("kernel", "start", file);
        Assert.Equal(2, code);
        Assert.Contains("must be a connection file", error);
        Assert.Equal(2, (await Run("kernel", "start", folder["missing"])).Code);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await GfnCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
