using System.Globalization;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Cells coloured by value.
internal sealed record HeatmapTrace : FlatTrace
{
    private readonly GridValues _grid;
    private readonly double[] _xEdges, _yEdges;

    public HeatmapTrace(double[,] values, IEnumerable<double>? x, IEnumerable<double>? y)
    {
        _grid = new GridValues("heatmap", values, x, y);
        (_xEdges, _yEdges) = (GridValues.Edges(_grid.X), GridValues.Edges(_grid.Y));
        Map = new ColorMap(_grid.All);
    }

    public override bool Counts => _grid.HasIndexAxes;

    public override bool IsSquare => _grid.IsSquare;

    public override bool TakesPaletteColor => false;

    public override bool InLegend => false;

    public override string Summary =>
        string.Create(CultureInfo.InvariantCulture, $"heatmap, {_grid.Rows} rows by {_grid.Columns} columns, {Map!.Limits.Min:G4} to {Map.Limits.Max:G4}");

    public override Reach XReach(bool log) => Reach.Of(_xEdges, log, padded: false);

    public override Reach YReach(bool log) => Reach.Of(_yEdges, log, padded: false);

    // Each pixel asks which cell it lies in: that serves any spacing of the centres, logarithmic axes and cut-off ranges alike.
    public override void Draw(SvgWriter svg, FlatPanel panel) => svg.Picture(panel.Plot, panel.Paint(Map!.Scale, (xs, ys) =>
    {
        int[] columns = [.. xs.Select(x => Cell(_xEdges, x))], rows = [.. ys.Select(y => Cell(_yEdges, y))];
        return (i, j) => rows[i] < 0 || columns[j] < 0 ? double.NaN : Map.Position(_grid[rows[i], columns[j]]);
    }));

    public override void DrawKey(SvgWriter svg, Box box)
    {
    }

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        var trace = new JsonObject
        {
            ["type"] = "heatmap",
            ["x"] = PlotlyJson.Numbers(_grid.X),
            ["y"] = PlotlyJson.Numbers(_grid.Y),
            ["z"] = PlotlyJson.Matrix(_grid.Matrix),
        };
        Map!.Write(trace, 'z');
        yield return trace;
    }

    public override IEnumerable<string> HoverLines(Chart chart) => [.. base.HoverLines(chart), HoverText.Line(ColorBarTitle ?? "value", "z")];

    private static int Cell(double[] edges, double value)
    {
        int place = Array.BinarySearch(edges, value);
        int cell = place >= 0 ? place : ~place - 1;
        return cell < edges.Length - 1 ? cell : -1;
    }
}
