using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace CSharpKernel.Execution;

// Resolves #r "path.dll" from the folder of the file that says so. What it cannot resolve is noted among the faults, for the error message.
internal sealed class ScriptReferences(string folder, NotebookLoadContext context, PackageReferences packages, Dictionary<string, string> faults) : MetadataReferenceResolver
{
    private readonly Dictionary<string, (PortableExecutableReference Reference, DateTime Written, Guid Version)> _read = [];

    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        // The compiler takes one assembly for one directive: a package's assemblies are added to the compilation beforehand, and this stands for them.
        if (PackageReferences.IsPackage(reference))
        {
            if (packages.Fault(reference) is not { } fault) return [FrameworkReferences.All[0].WithProperties(properties)];
            faults[reference] = fault;
            return [];
        }

        string path = ScriptSources.FullPath(reference, baseFilePath, folder);
        if (!File.Exists(path))
        {
            if (FrameworkReferences.Find(TrimExtension(reference)) is { } known) return [known.WithProperties(properties)];
            faults[reference] = $"there is no file {path}.";
            return [];
        }

        try
        {
            return Read(path, reference) is { } read ? [read.WithProperties(properties)] : [];
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            faults[reference] = $"{path} cannot be read as a .NET assembly: {e.Message}";
            return [];
        }
    }

    // A library's own references, found in the framework or beside it.
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        FrameworkReferences.Find(referenceIdentity.Name) is { } known ? known
        : context.Find(referenceIdentity.Name) is { } path ? Read(path, path) : null;

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;

    public PortableExecutableReference? Read(string path, string reference)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (_read.TryGetValue(path, out var known) && known.Written == written) return known.Reference;
        var version = VersionOf(path);
        if (known.Reference is not null && known.Version != version)
        {
            faults[reference] = $"{path} was rebuilt after this session had loaded it. Restart the session to use the new one.";
            return null;
        }

        context.Register(path);
        // Read from memory, so that the file can be rebuilt while the session lives.
        var fresh = known.Reference ?? MetadataReference.CreateFromImage(File.ReadAllBytes(path), filePath: path);
        _read[path] = (fresh, written, version);
        return fresh;
    }

    private static Guid VersionOf(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata) throw new BadImageFormatException("it holds no .NET metadata.");
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static string TrimExtension(string reference) => reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference[..^4] : reference;
}
