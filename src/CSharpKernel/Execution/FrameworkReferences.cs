using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace CSharpKernel.Execution;

// The running framework's own assemblies, as the compiler sees them. Read once per process: every reading holds megabytes of native memory.
internal static class FrameworkReferences
{
    private static readonly Lazy<IReadOnlyList<PortableExecutableReference>> s_all = new(Read);

    public static IReadOnlyList<PortableExecutableReference> All => s_all.Value;

    private static PortableExecutableReference[] Read()
    {
        string kernel = typeof(FrameworkReferences).Assembly.Location;
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        return
        [
            .. trusted.Split(Path.PathSeparator)
                .Where(path => Path.GetDirectoryName(path) == framework)
                .Append(kernel)
                .Select(ReadOne),
        ];
    }

    // Metadata alone: the compiler needs no code, which is most of an assembly, and would hold it for as long as the process lives.
    private static PortableExecutableReference ReadOne(string path) =>
        AssemblyMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata).GetReference(filePath: path);
}
