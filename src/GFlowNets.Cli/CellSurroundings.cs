namespace GFlowNets.Cli;

// The working directory and environment variables that cells see, put back when they have run.
internal sealed class CellSurroundings : IDisposable
{
    private readonly string _folder = Environment.CurrentDirectory;
    private readonly (string Name, string? Value)[] _variables;

    public CellSurroundings(string folder, (string Name, string Value)[] variables)
    {
        _variables = [.. variables.Select(v => (v.Name, Environment.GetEnvironmentVariable(v.Name)))];
        foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
        Environment.CurrentDirectory = folder;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _folder;
        foreach (var (name, value) in _variables) Environment.SetEnvironmentVariable(name, value);
    }
}
