using System.Diagnostics;
using System.Text.Json;

namespace CSharpKernel.Execution;

// Restores #r "nuget: Id, Version" through the SDK: a project that asks for every package of the session, and what its restore resolved.
internal sealed class PackageReferences(string framework)
{
    private const string Prefix = "nuget:";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly Dictionary<string, string> _versions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _faults = [];
    private readonly HashSet<string> _restored = [];
    private readonly List<string> _sources = [];

    public static bool IsPackage(string reference) => reference.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    // An address or a folder in which packages are looked for, beside those that the SDK knows.
    public void AddSource(string source)
    {
        if (!_sources.Contains(source)) _sources.Add(source);
    }

    // Why a package reference could not be met, or null if it was.
    public string? Fault(string reference) => _faults.GetValueOrDefault(reference);

    // The assemblies that these references add to the session: compile-time and run-time ones are the same files in nearly every package.
    public IReadOnlyList<string> Restore(IEnumerable<string> references)
    {
        var fresh = references.Where(IsPackage).Where(reference => !_restored.Contains(reference)).Distinct().ToList();
        if (fresh.Count == 0) return [];
        var wanted = new Dictionary<string, string>(_versions, StringComparer.OrdinalIgnoreCase);
        foreach (string reference in fresh)
        {
            string[] parts = [.. reference[Prefix.Length..].Split(',').Select(part => part.Trim())];
            string version = parts.Length > 1 ? parts[1] : "*";
            if (wanted.TryGetValue(parts[0], out string? other) && other != version && version != "*")
            {
                _faults[reference] = $"package {parts[0]} is here in version {other} already, and a session holds one version (got {version}). Restart the session to change it.";
                return [];
            }

            wanted.TryAdd(parts[0], version);
        }

        try
        {
            var assemblies = RestoreProject(wanted);
            foreach (var (id, version) in wanted) _versions[id] = version;
            foreach (string reference in fresh)
            {
                _restored.Add(reference);
                _faults.Remove(reference);
            }

            return assemblies;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            foreach (string reference in fresh) _faults[reference] = $"the package cannot be restored: {e.Message}";
            return [];
        }
    }

    private List<string> RestoreProject(Dictionary<string, string> wanted)
    {
        string folder = Directory.CreateTempSubdirectory("csharp-notebook-").FullName;
        try
        {
            string project = Path.Combine(folder, "packages.csproj");
            string items = string.Concat(wanted.Select(p => $"""<PackageReference Include="{Escape(p.Key)}" Version="{Escape(p.Value)}" />"""));
            File.WriteAllText(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>{framework}</TargetFramework>
                    <NuGetAudit>false</NuGetAudit>
                    <RestoreAdditionalProjectSources>{Escape(string.Join(';', _sources))}</RestoreAdditionalProjectSources>
                    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                  </PropertyGroup>
                  <ItemGroup>{items}</ItemGroup>
                </Project>
                """);
            Run(folder, "restore", project);
            return ReadAssets(Path.Combine(folder, "obj", "project.assets.json"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-v", "quiet", "-nologo"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"dotnet restore did not end within {s_patience.TotalMinutes} minutes.");
        }

        if (process.ExitCode == 0) return;
        string message = string.Join(" ", (said.Result + complained.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        throw new InvalidOperationException(message);
    }

    private static List<string> ReadAssets(string path)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(path));
        var root = assets.RootElement;
        string[] stores = [.. root.GetProperty("packageFolders").EnumerateObject().Select(store => store.Name)];
        var found = new List<string>();
        foreach (var package in root.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            if (!package.Value.TryGetProperty("runtime", out var files)) continue;
            string place = root.GetProperty("libraries").GetProperty(package.Name).GetProperty("path").GetString()!;
            foreach (var file in files.EnumerateObject().Where(file => file.Name.EndsWith(".dll", StringComparison.Ordinal)))
            {
                found.Add(stores.Select(store => Path.Combine(store, place, file.Name)).First(File.Exists));
            }
        }

        return found;
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text)!;
}
