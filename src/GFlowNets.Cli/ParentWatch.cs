using System.Diagnostics;

namespace GFlowNets.Cli;

// Ends the kernel when the server that started it is gone. Jupyter tells its process number in the environment.
internal static class ParentWatch
{
    private const string Variable = "JPY_PARENT_PID";
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    public static IDisposable? Start(Action ended)
    {
        // On Windows it is a handle instead, which this does not follow.
        if (OperatingSystem.IsWindows() || !int.TryParse(Environment.GetEnvironmentVariable(Variable), out int parent) || parent <= 1) return null;
        return new Timer(_ =>
        {
            if (!IsAlive(parent)) ended();
        }, null, s_pause, s_pause);
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
