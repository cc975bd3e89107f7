namespace CSharpKernel.Tests;

public class LoadingTests
{
    [Fact]
    public async Task A_library_is_referenced_from_the_notebooks_folder_with_its_neighbours()
    {
        using var folder = new TestFolder();
        string inner = folder.Library("Inner", "namespace Inner; public class Seed { public int Value => 21; }");
        folder.Library("Outer", "namespace Outer; public static class Twice { public static int Of(Inner.Seed s) => 2 * s.Value; public static Inner.Seed Make() => new(); }", inner);
        var cells = new CellRunner(folder.Path);
        Assert.Equal("42", await cells.Value("#r \"Outer.dll\"\nusing Outer;\nTwice.Of(Twice.Make())"));
        Assert.Equal("True", await cells.Value("#r \"Inner.dll\"\nnew Inner.Seed().GetType() == Twice.Make().GetType()"));
    }

    // System.Runtime.dll has no types, so that compilations know it only through the libraries that refer to it.
    [Fact]
    public async Task A_library_that_refers_to_forwarding_assemblies_is_referenced()
    {
        using var folder = new TestFolder();
        string library = typeof(Assert).Assembly.Location;
        Assert.Contains(typeof(Assert).Assembly.GetReferencedAssemblies(), name => name.Name == "System.Runtime");
        File.Copy(library, folder[Path.GetFileName(library)]);
        var cells = new CellRunner(folder.Path);
        Assert.Equal("3", await cells.Value($"#r \"{Path.GetFileName(library)}\"\nXunit.Assert.Single(new List<int> {{ 3 }})"));
        Assert.Equal("4", await cells.Value("Xunit.Assert.IsType<int>((object)4)"));
    }

    [Fact]
    public async Task The_notebooks_copy_of_a_library_is_apart_from_the_processs()
    {
        using var folder = new TestFolder();
        string original = typeof(System.CommandLine.RootCommand).Assembly.Location;
        File.Copy(original, folder[Path.GetFileName(original)]);
        var cells = new CellRunner(folder.Path);
        string? place = await cells.Value("#r \"System.CommandLine.dll\"\ntypeof(System.CommandLine.RootCommand).Assembly.Location");
        Assert.Equal(folder["System.CommandLine.dll"], place);
    }

    [Fact]
    public async Task A_missing_library_names_the_path_and_quotes_the_line()
    {
        using var folder = new TestFolder();
        folder.Write("sub/kit.csx", "#r \"../build/Kit.dll\" // not there? run the build");
        var cells = new CellRunner(folder.Path);
        var error = await cells.Error("#load \"sub/kit.csx\"\n1");
        Assert.Equal($"{Path.Combine("sub", "kit.csx")}, line 1: there is no file {folder[Path.Combine("build", "Kit.dll")]}.", error.Message);
        Assert.Contains(error.Traceback, line => line.Contains("run the build"));
    }

    [Fact]
    public async Task A_missing_script_names_the_path()
    {
        using var folder = new TestFolder();
        var cells = new CellRunner(folder.Path);
        var error = await cells.Error("#load \"nope.csx\" // where is it?");
        Assert.Equal($"Cell 1, line 1: there is no file {folder["nope.csx"]}.", error.Message);
        Assert.Contains(error.Traceback, line => line.Contains("where is it?"));
    }

    [Fact]
    public async Task A_file_that_is_no_library_is_refused()
    {
        using var folder = new TestFolder();
        folder.Write("text.dll", "not a library");
        var error = await new CellRunner(folder.Path).Error("#r \"text.dll\"");
        Assert.Contains("cannot be read as a .NET assembly", error.Message);
    }

    [Fact]
    public async Task A_rebuilt_library_asks_for_a_restart()
    {
        using var folder = new TestFolder();
        folder.Library("Kit", "public static class Kit { public static int Version => 1; }");
        var cells = new CellRunner(folder.Path);
        Assert.Equal("1", await cells.Value("#r \"Kit.dll\"\nKit.Version"));
        Assert.Equal("1", await cells.Value("#r \"Kit.dll\"\nKit.Version"));
        File.Delete(folder["Kit.dll"]);
        folder.Library("Kit", "public static class Kit { public static int Version => 2; public static int More => 3; }");
        var error = await cells.Error("#r \"Kit.dll\"\nKit.Version");
        Assert.Contains("was rebuilt", error.Message);
        Assert.Contains("Restart", error.Message);
        Assert.Equal("1", await cells.Value("Kit.Version"));
    }

    [Fact]
    public async Task Scripts_load_scripts_and_libraries_relative_to_themselves()
    {
        using var folder = new TestFolder();
        folder.Library("Kit", "public static class Kit { public static int Three => 3; }");
        folder.Write("lib/outer.csx", "#load \"deep/inner.csx\"\n#r \"../Kit.dll\"\nusing System.IO;\nint Outer() => Inner() + Kit.Three;\nvar name = Path.GetFileName(\"/a/b\");");
        folder.Write("lib/deep/inner.csx", "int Inner() => 4;");
        var cells = new CellRunner(folder.Path);
        Assert.Equal("7", await cells.Value("#load \"lib/outer.csx\"\nOuter()"));
        Assert.Equal("b", await cells.Value("name"));
        Assert.Equal("3", await cells.Value("Kit.Three"));

        // The loaded file's usings are its own.
        Assert.Contains("'Path' does not exist", (await cells.Error("Path.GetFileName(\"/a/b\")")).Message);
    }

    [Fact]
    public async Task A_loaded_script_may_show_things()
    {
        using var folder = new TestFolder();
        folder.Write("kit.csx", "Func<object, Action<object>> show = value => { var shown = display(value); return next => shown.Update(next); };");
        var cells = new CellRunner(folder.Path);
        await cells.Run("#load \"kit.csx\"");
        var outputs = await cells.Run("show(1)(2);");
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public async Task An_error_in_a_loaded_script_names_its_line()
    {
        using var folder = new TestFolder();
        folder.Write("kit.csx", "\nint Fail() => throw new Exception(\"deep\");");
        var cells = new CellRunner(folder.Path);
        await cells.Run("#load \"kit.csx\"");
        var error = await cells.Error("Fail();");
        Assert.Equal("  at Fail() in kit.csx, line 2: int Fail() => throw new Exception(\"deep\");", error.Traceback[1]);
        Assert.Equal("  at Cell 2, line 1: Fail();", error.Traceback[2]);
    }

    [Fact]
    public async Task A_package_that_cannot_be_restored_is_told_and_forgotten()
    {
        var cells = new CellRunner();
        var error = await cells.Error("#r \"nuget: Some.Package, no version\"");
        Assert.Contains("the package cannot be restored", error.Message);
        Assert.Equal("2", await cells.Value("1 + 1"));
    }
}
