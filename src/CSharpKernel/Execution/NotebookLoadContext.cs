using System.Reflection;
using System.Runtime.Loader;

namespace CSharpKernel.Execution;

// Where a notebook's assemblies live, apart from those of the process that runs it: the process may hold another copy of the same library.
// The framework and this kernel are shared, everything else comes from the files that the notebook names and the folders they lie in.
internal sealed class NotebookLoadContext() : AssemblyLoadContext("notebook")
{
    private static readonly string s_kernel = typeof(NotebookLoadContext).Assembly.GetName().Name!;
    private static readonly HashSet<string> s_framework = [.. FrameworkReferences.Names.Where(name => name != s_kernel)];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _folders = [];

    // Says where an assembly is to be loaded from when code first needs it. Its neighbours are found from then on.
    public void Register(string path)
    {
        lock (_gate)
        {
            _paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            string folder = Path.GetDirectoryName(path)!;
            if (!_folders.Contains(folder)) _folders.Add(folder);
        }
    }

    // The file that stands for this assembly name, or null.
    public string? Find(string name)
    {
        lock (_gate)
        {
            if (_paths.TryGetValue(name, out string? path)) return path;
            return _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (name == s_kernel) return typeof(NotebookLoadContext).Assembly;
        if (s_framework.Contains(name)) return null;
        return Find(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [unmanagedDllName, $"lib{unmanagedDllName}.so", $"{unmanagedDllName}.dll", $"lib{unmanagedDllName}.dylib", $"lib{unmanagedDllName}"];
        lock (_gate)
        {
            string? path = _folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
            return path is null ? 0 : LoadUnmanagedDllFromPath(path);
        }
    }
}
