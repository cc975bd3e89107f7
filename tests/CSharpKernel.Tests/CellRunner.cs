using CSharpKernel.Execution;
using CSharpKernel.Output;

namespace CSharpKernel.Tests;

// A session whose cells are numbered from 1 and whose outputs are kept.
internal sealed class CellRunner(string? folder = null, TimeSpan? grace = null)
{
    private readonly CSharpSession _session = new(folder ?? AppContext.BaseDirectory, grace);
    private int _number;

    public List<CellOutput> Outputs { get; } = [];

    public CellOutcome? Outcome { get; private set; }

    // The outputs of the last cell.
    public Task<List<CellOutput>> Run(string code) => RunUntil(TestContext.Current.CancellationToken, code);

    public async Task<List<CellOutput>> RunUntil(CancellationToken stop, string code)
    {
        int before = Outputs.Count;
        Outcome = await _session.ExecuteAsync(code, ++_number, output => { lock (Outputs) Outputs.Add(output); }, stop);
        return Outputs[before..];
    }

    // The text of the last cell's result; fails if the cell fails or has none.
    public async Task<string?> Value(string code)
    {
        var outputs = await Run(code);
        if (Outcome!.Error is { } error) Assert.Fail(string.Join("\n", error.Traceback));
        return outputs.OfType<CellOutput.Result>().SingleOrDefault()?.Data["text/plain"];
    }

    // The last cell's error; fails if there is none.
    public async Task<CellOutput.Error> Error(string code)
    {
        var error = Assert.IsType<CellOutput.Error>((await Run(code)).LastOrDefault());
        Assert.Equal(CellStatus.Failed, Outcome!.Status);
        return error;
    }

    public static string Console(IEnumerable<CellOutput> outputs, string stream = "stdout") =>
        string.Concat(outputs.OfType<CellOutput.Stream>().Where(s => s.Name == stream).Select(s => s.Text));
}
