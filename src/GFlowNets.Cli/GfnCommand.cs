using System.CommandLine;

namespace GFlowNets.Cli;

/// <summary>The gfn command and what it does with wrong arguments.</summary>
public static class GfnCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="args">The command line, without the program's name.</param>
    /// <param name="output">Where results go; the console by default.</param>
    /// <param name="error">Where complaints go; the console's error stream by default.</param>
    /// <returns>0 if all went well, 1 if what was run failed, 2 if the command line or a file it names is wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        var root = new RootCommand("GFlowNets in C#. The launcher ./gfn has three verbs more: build (builds what is stale), test (runs all tests) and bench (times training iterations).") { NotebookCommand.Create(), ExperimentCommand.Create(), RaceCommand.Create(), KernelCommand.Create(), VerifyCommand.Create(), DataCommand.Create(), PlotlyCommand.Create() };
        var parsed = root.Parse(args);
        var invocation = new InvocationConfiguration
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
            // After Ctrl-C the running cell gets its grace, and then the notebook so far is written.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
        };
        int code = await parsed.InvokeAsync(invocation);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
