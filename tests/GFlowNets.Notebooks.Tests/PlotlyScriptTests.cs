namespace GFlowNets.Notebooks.Tests;

public sealed class PlotlyScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gfn-plotly-test-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable("GFN_PLOTLY");

    public PlotlyScriptTests() => Environment.SetEnvironmentVariable("GFN_PLOTLY", _folder);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GFN_PLOTLY", _before);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_page_needs_the_bundle_that_its_figures_ask_for()
    {
        string flat = HtmlFigure.Write(Chart.Line([1.0]), interactive: true), space = HtmlFigure.Write(Chart.Surface(Samples.Hill), interactive: true);
        Assert.Same(PlotlyScript.Flat, PlotlyScript.NeededBy(flat));
        Assert.Same(PlotlyScript.Full, PlotlyScript.NeededBy(space));
        Assert.Same(PlotlyScript.Full, PlotlyScript.NeededBy(flat + space));
        Assert.Null(PlotlyScript.NeededBy(HtmlFigure.Write(Chart.Line([1.0]), interactive: false)));
        Assert.Contains(PlotlyScript.Flat.Address, flat);
        Assert.Contains(PlotlyScript.Full.Digest, space);
    }

    [Fact]
    public void A_bundle_that_is_absent_or_altered_is_refused_in_a_sentence()
    {
        Assert.False(PlotlyScript.Flat.IsHere);
        Assert.StartsWith($"plotly-cartesian.min.js is not at {PlotlyScript.Flat.FilePath}: run ./gfn plotly fetch once.", Assert.Throws<FileNotFoundException>(PlotlyScript.Flat.ToHtml).Message);
        File.WriteAllText(PlotlyScript.Flat.FilePath, "alert(1)");
        Assert.StartsWith($"{PlotlyScript.Flat.FilePath} is not plotly-cartesian.min.js of plotly.js {PlotlyScript.Version}", Assert.Throws<InvalidDataException>(PlotlyScript.Flat.ToHtml).Message);
    }
}
