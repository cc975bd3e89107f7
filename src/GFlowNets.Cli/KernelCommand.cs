using System.CommandLine;
using System.Runtime.InteropServices;
using CSharpKernel.Jupyter;

namespace GFlowNets.Cli;

// gfn kernel: the C# kernel for Jupyter.
internal static class KernelCommand
{
    private const string OwnName = "gfn-csharp";

    // The name that the notebooks carry, which is .NET Interactive's.
    private const string CommonName = ".net-csharp";

    public static Command Create() => new("kernel", "The C# kernel for Jupyter.") { Install(), List(), Uninstall(), Start() };

    private static Command Install()
    {
        var (user, prefix, name) = Place();
        var install = new Command("install", $"Tells Jupyter of the kernel, under its own name and, where no kernel has that name, as {CommonName}, for which the notebooks ask.") { user, prefix, name };
        install.SetAction(parsed => Guarded(parsed, () =>
        {
            string folder = Folder(parsed.GetValue(prefix));
            var say = parsed.InvocationConfiguration.Output;
            var own = new KernelSpec(parsed.GetValue(name)!, Path.Combine(folder, parsed.GetValue(name)!));
            Write(own, own.Name == CommonName ? ".NET (C#)" : "C# (GFlowNets)", say);
            string[] places = [folder, .. KernelSpec.AllFolders];
            if (own.Name == CommonName) return;
            if (places.SelectMany(KernelSpec.In).FirstOrDefault(spec => spec.Name == CommonName && spec.Program is null) is { } other)
                say.WriteLine($"{CommonName} is another kernel's, and stays so: {other.Folder}");
            else
                Write(new KernelSpec(CommonName, Path.Combine(folder, CommonName)), ".NET (C#)", say);
        }));
        return install;
    }

    private static Command List()
    {
        var prefix = Prefix();
        var list = new Command("list", "Lists where Jupyter finds this kernel.") { prefix };
        list.SetAction(parsed =>
        {
            var say = parsed.InvocationConfiguration.Output;
            IEnumerable<string> folders = parsed.GetValue(prefix) is { } place ? [Folder(place)] : KernelSpec.AllFolders;
            var specs = folders.SelectMany(KernelSpec.In).Where(spec => spec.Program is not null).ToList();
            foreach (var spec in specs) say.WriteLine($"{spec.Name}: {spec.Folder}{(File.Exists(spec.Program) ? "" : $" (but {spec.Program} is not there: run ./gfn build)")}");
            if (specs.Count == 0) say.WriteLine("none; ./gfn kernel install adds it.");
        });
        return list;
    }

    private static Command Uninstall()
    {
        var (user, prefix, name) = Place();
        var uninstall = new Command("uninstall", $"Removes what install wrote, {CommonName} included, and no other kernel.") { user, prefix, name };
        uninstall.SetAction(parsed => Guarded(parsed, () =>
        {
            string folder = Folder(parsed.GetValue(prefix));
            string[] names = [parsed.GetValue(name)!, CommonName];
            var ours = KernelSpec.In(folder).Where(spec => names.Contains(spec.Name) && spec.Program is not null).ToList();
            foreach (var spec in ours)
            {
                spec.Remove();
                parsed.InvocationConfiguration.Output.WriteLine($"removed: {spec.Folder}");
            }

            if (ours.Count == 0) throw new IOException($"no kernel of this kit is called {names[0]} in {folder}; ./gfn kernel list shows those that are there.");
        }));
        return uninstall;
    }

    private static Command Start()
    {
        var file = new Argument<FileInfo>("CONNECTION_FILE") { Description = "The file in which Jupyter says where to listen." };
        var start = new Command("start", "Runs the kernel; what Jupyter calls.") { file };
        start.Hidden = true;

        // Not asynchronous, so that the command line's own handling of Ctrl-C stays away: it interrupts the cell.
        start.SetAction(parsed => Guarded(parsed, () => Serve(parsed.GetValue(file)!.FullName, parsed.InvocationConfiguration.Error)));
        return start;
    }

    private static void Serve(string connectionFile, TextWriter log)
    {
        var gate = new Lock();
        using var kernel = new JupyterKernel(KernelConnection.Load(connectionFile), Environment.CurrentDirectory, Log);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            kernel.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            kernel.Stop();
        });
        using var orphaned = ParentWatch.Start(kernel.Stop);
        kernel.RunAsync().GetAwaiter().GetResult();

        void Log(string message)
        {
            lock (gate) log.WriteLine($"gfn kernel: {message}");
        }
    }

    private static (Option<bool> User, Option<DirectoryInfo?> Prefix, Option<string> Name) Place()
    {
        var name = new Option<string>("--name") { Description = "The kernel's name.", DefaultValueFactory = _ => OwnName };
        name.Validators.Add(result =>
        {
            string given = result.Tokens.SingleOrDefault()?.Value ?? OwnName;
            if (!KernelSpec.IsName(given)) result.AddError($"--name must be made of letters, digits, '.', '_' and '-' (got '{given}').");
        });
        return (new Option<bool>("--user") { Description = "For this user only; the default." }, Prefix(), name);
    }

    private static Option<DirectoryInfo?> Prefix() => new("--prefix") { Description = "For the Python environment or the system in this folder, such as /usr/local.", HelpName = "FOLDER" };

    private static string Folder(DirectoryInfo? prefix) => prefix is null ? KernelSpec.UserFolder : KernelSpec.PrefixFolder(prefix.FullName);

    private static void Write(KernelSpec spec, string displayName, TextWriter say)
    {
        // The dotnet that runs this, whatever the PATH of the Jupyter server says.
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        spec.Write(displayName, dotnet, Path.Combine(AppContext.BaseDirectory, "gfn.dll"));
        say.WriteLine($"{spec.Name}: {spec.Folder}");
    }

    private static int Guarded(ParseResult parsed, Action action) => DataCommand.Guarded(parsed.InvocationConfiguration.Error, action);
}
