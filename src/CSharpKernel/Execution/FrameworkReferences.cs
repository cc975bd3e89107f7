using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace CSharpKernel.Execution;

// The running framework's own assemblies, as the compiler sees them. Read once per process: every reading holds megabytes of native memory.
internal static class FrameworkReferences
{
    private static readonly Lazy<Dictionary<string, (PortableExecutableReference Reference, bool HasTypes)>> s_read = new(Read);
    private static readonly Lazy<IReadOnlyList<PortableExecutableReference>> s_all = new(() => [.. s_read.Value.Values.Where(read => read.HasTypes).Select(read => read.Reference)]);

    /// <summary>
    /// The assemblies that have types, and this kernel. Nearly half of the framework only forwards to these; a library that refers to one
    /// of those has it found by <see cref="Find"/>, and all other compilations are spared from binding it.
    /// </summary>
    public static IReadOnlyList<PortableExecutableReference> All => s_all.Value;

    /// <summary>The simple names of the assemblies, those that only forward included.</summary>
    public static IEnumerable<string> Names => s_read.Value.Keys;

    /// <summary>The assembly of this simple name, or null.</summary>
    public static PortableExecutableReference? Find(string name) => s_read.Value.GetValueOrDefault(name).Reference;

    private static Dictionary<string, (PortableExecutableReference, bool)> Read()
    {
        string kernel = typeof(FrameworkReferences).Assembly.Location;
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        return trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(kernel)
            .Distinct()
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), ReadOne);
    }

    // Metadata alone: the compiler needs no code, which is most of an assembly, and would hold it for as long as the process lives.
    private static (PortableExecutableReference, bool) ReadOne(string path)
    {
        var assembly = AssemblyMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata);
        return (assembly.GetReference(filePath: path), HasTypes(assembly.GetModules()[0].GetMetadataReader()));
    }

    private static bool HasTypes(MetadataReader metadata) =>
        metadata.TypeDefinitions.Any(type => (metadata.GetTypeDefinition(type).Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public);
}
