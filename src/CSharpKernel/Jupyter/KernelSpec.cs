using System.Text.Json;
using System.Text.Json.Nodes;
using CSharpKernel.Notebooks;

namespace CSharpKernel.Jupyter;

/// <summary>A folder that tells Jupyter how to start a kernel, as described in https://jupyter-client.readthedocs.io/en/stable/kernels.html.</summary>
/// <param name="Name">The folder's name, by which notebooks ask for the kernel.</param>
/// <param name="Folder">The folder.</param>
public sealed record KernelSpec(string Name, string Folder)
{
    private const string Marker = "csharp_kernel";

    /// <summary>The program that the specification starts, if it is one of this kernel's; null if it is another's or cannot be read.</summary>
    public string? Program
    {
        get
        {
            try
            {
                return JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "kernel.json"))) is JsonObject json && json["metadata"] is JsonObject data && data[Marker] is JsonValue path
                    ? path.GetValue<string>()
                    : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>The folder of one user's kernels.</summary>
    public static string UserFolder => Path.Combine(DataFolder(), "kernels");

    /// <summary>Where Jupyter looks for kernels, as far as can be known without asking it: a Python environment's own folder is not among them.</summary>
    public static IEnumerable<string> AllFolders =>
        (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.Combine(path, "kernels"))
            .Append(UserFolder)
            .Concat(OperatingSystem.IsWindows() ? [] : [PrefixFolder("/usr/local"), PrefixFolder("/usr")]);

    /// <summary>
    /// What Jupyter sets in the kernel's environment for the runtime. Each cell is compiled while somebody waits for it: instrumenting the
    /// compiler's methods for later would slow it down, and so would pages that are never writable and executable at once, which protect
    /// little in a program whose purpose is to run the code that it is sent.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    /// <summary>The folder of the kernels of a Python environment or of a system.</summary>
    /// <param name="prefix">The environment's folder.</param>
    public static string PrefixFolder(string prefix) => Path.Combine(prefix, "share", "jupyter", "kernels");

    /// <summary>The kernels in a folder, in order of their names; none if there is no such folder.</summary>
    /// <param name="folder">A folder named kernels.</param>
    public static IEnumerable<KernelSpec> In(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.GetDirectories(folder)
            .Where(spec => File.Exists(Path.Combine(spec, "kernel.json")))
            .Select(spec => new KernelSpec(Path.GetFileName(spec), spec))
            .OrderBy(spec => spec.Name, StringComparer.Ordinal);

    /// <summary>Whether Jupyter takes this as a kernel's name: letters, digits, and . _ - between them.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && name.Trim('.') != "";

    /// <summary>Writes the specification.</summary>
    /// <param name="displayName">What menus call the kernel.</param>
    /// <param name="dotnet">The full path of the dotnet command.</param>
    /// <param name="program">The full path of the program, which is handed the words <c>kernel start</c> and the connection file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(string displayName, string dotnet, string program)
    {
        var json = new JsonObject
        {
            ["argv"] = new JsonArray(dotnet, program, "kernel", "start", "{connection_file}"),
            ["display_name"] = displayName,
            ["env"] = new JsonObject(Settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value))),
            ["interrupt_mode"] = "message",
            ["language"] = "C#",
            ["metadata"] = new JsonObject { [Marker] = program },
        };
        SafeFile.Write(Path.Combine(Folder, "kernel.json"), JupyterJson.Write(json));
    }

    /// <summary>Removes the specification's folder.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Remove() => Directory.Delete(Folder, recursive: true);

    // jupyter --data-dir
    private static string DataFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } chosen) return chosen;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local", "share");
        return Path.Combine(data, "jupyter");
    }
}
