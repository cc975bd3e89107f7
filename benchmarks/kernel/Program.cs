using System.Diagnostics;
using System.Globalization;
using KernelBenchmarks;

// KernelBenchmarks NAME=PROGRAM... : measures each kernel program (a gfn.dll) and prints a Markdown table; then live charts in the first.
const int starts = 7, cells = 100, lines = 200_000;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0 || args.Any(arg => !File.Exists(ProgramOf(arg))))
{
    Console.Error.WriteLine($"name each program to measure as NAME=PATH of an existing gfn.dll (got {string.Join(' ', args)}).");
    return 2;
}

Console.WriteLine($"Measured on {DateTime.UtcNow:d MMMM yyyy}: {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Load()} before; median of {starts} starts.");
Console.WriteLine();
Console.WriteLine("| build | start to first result | of that, processor time | cell, median | cell, 95 % | memory after 100 cells | 200,000 lines |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
foreach (string arg in args)
{
    Console.WriteLine(Measure(arg[..Math.Max(arg.IndexOf('='), 0)], ProgramOf(arg)));
}

Console.WriteLine();
Console.WriteLine(LiveCharts.Measure(ProgramOf(args[0])));

return 0;

// The kernel is started in a folder of its own, so the path must be whole.
static string ProgramOf(string arg) => Path.GetFullPath(arg[(arg.IndexOf('=') + 1)..]);

static string Measure(string name, string program)
{
    var first = new List<double>();
    var processor = new List<double>();
    for (int i = 0; i < starts; i++)
    {
        var clock = Stopwatch.StartNew();
        using var kernel = new KernelProcess(program);
        if (kernel.Execute("6 * 7").Result != "42") throw new InvalidOperationException("the kernel cannot multiply.");
        first.Add(clock.Elapsed.TotalSeconds);
        processor.Add(kernel.ProcessorTime.TotalSeconds);
    }

    using var session = new KernelProcess(program);
    session.Execute("6 * 7");
    var trivial = new List<double>();
    for (int i = 0; i < cells; i++)
    {
        var clock = Stopwatch.StartNew();
        session.Execute($"var v{i} = {i};");
        trivial.Add(clock.Elapsed.TotalMilliseconds);
    }

    double memory = session.Memory / 1e6;
    var printing = Stopwatch.StartNew();
    long printed = session.Execute($"for (int i = 0; i < {lines}; i++) Console.WriteLine(i);").Printed;
    double seconds = printing.Elapsed.TotalSeconds;
    long expected = Enumerable.Range(0, lines).Sum(i => i.ToString(CultureInfo.InvariantCulture).Length + 1L);
    if (printed != expected) throw new InvalidOperationException($"the kernel must print {expected} characters (got {printed}).");
    return $"| {name} | {Quantile(first, 0.5):F2} s | {Quantile(processor, 0.5):F2} s | {Quantile(trivial, 0.5):F1} ms | {Quantile(trivial, 0.95):F1} ms | {memory:F0} MB | {seconds:F2} s |";
}

static double Quantile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
