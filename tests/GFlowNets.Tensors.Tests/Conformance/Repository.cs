using System.Runtime.CompilerServices;

namespace GFlowNets.Tensors.Tests.Conformance;

/// <summary>The folder that holds the solution: above the test assembly, or above this source file where the output goes elsewhere.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? Find(SourceFolder())
        ?? throw new InvalidOperationException(
            $"No folder above {AppContext.BaseDirectory} or {SourceFolder()} holds GFNNotebooks.sln: run the tests from a checkout.");

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GFNNotebooks.sln")))
                return folder.FullName;
        return null;
    }
}
