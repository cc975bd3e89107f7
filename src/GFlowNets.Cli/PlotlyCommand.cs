using System.CommandLine;
using GFlowNets.Notebooks;

namespace GFlowNets.Cli;

// gfn plotly: plotly.js on this machine, for interactive figures without a network.
internal static class PlotlyCommand
{
    public static Command Create()
    {
        var fetch = new Command("fetch", $"Fetches plotly.js {PlotlyScript.Version} with npm, or else from its CDN, checks it and keeps it in {PlotlyScript.Folder} (or where the environment variable GFN_PLOTLY says).");
        fetch.SetAction((parsed, cancel) => FetchAsync(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        return new Command("plotly", "plotly.js for interactive figures without a network.") { fetch };
    }

    /// <summary>What an HTML page needs in its head to draw its figures by itself; nothing where it has none.</summary>
    /// <param name="page">The page.</param>
    /// <exception cref="IOException">plotly.js is not on this machine, or is not what it should be.</exception>
    public static string Inline(string page)
    {
        try
        {
            return PlotlyScript.NeededBy(page)?.ToHtml() ?? "";
        }
        catch (InvalidDataException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static async Task<int> FetchAsync(TextWriter say, TextWriter complain, CancellationToken cancel)
    {
        try
        {
            foreach (var script in new[] { PlotlyScript.Flat, PlotlyScript.Full })
            {
                await script.FetchAsync(cancel);
                await say.WriteLineAsync($"{script.ToText()}: {script.FilePath}");
            }
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await complain.WriteLineAsync($"gfn: {e.Message}");
            return ExitCodes.Failure;
        }
    }
}
