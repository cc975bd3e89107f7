using System.Globalization;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Heights over a grid, coloured by height.
internal sealed record SurfaceTrace : SpaceTrace
{
    // The picture draws no finer mesh than this: more cells are smaller than the eye resolves and cost a kilobyte each dozen.
    private const int FinestMesh = 36;
    private readonly GridValues _grid;

    public SurfaceTrace(double[,] values, IEnumerable<double>? x, IEnumerable<double>? y)
    {
        _grid = new GridValues("surface", values, x, y, least: 2);
        Map = new ColorMap(_grid.All);
    }

    public override bool TakesPaletteColor => false;

    public override bool InLegend => false;

    public override string Summary =>
        string.Create(CultureInfo.InvariantCulture, $"surface, {_grid.Rows} rows by {_grid.Columns} columns, {Map!.Limits.Min:G4} to {Map.Limits.Max:G4}");

    public override IEnumerable<double> Coordinates(int axis) => axis switch { 0 => _grid.X, 1 => _grid.Y, _ => _grid.All };

    // Far cells first, so that near ones cover them. Cells of a grid over a plane are far or near by where they stand, whatever their height.
    public override void Draw(SvgWriter svg, SpacePanel panel)
    {
        int[] rows = Mesh(_grid.Rows), columns = Mesh(_grid.Columns);
        var cells = new List<((double X, double Y)[] Corners, double Near, double Height)>();
        for (int r = 0; r + 1 < rows.Length; r++)
        {
            for (int c = 0; c + 1 < columns.Length; c++)
            {
                (int Row, int Column)[] corners = [(rows[r], columns[c]), (rows[r], columns[c + 1]), (rows[r + 1], columns[c + 1]), (rows[r + 1], columns[c])];
                var seen = corners.Select(k => panel.At(_grid.X[k.Column], _grid.Y[k.Row], _grid[k.Row, k.Column])).ToArray();
                if (seen.All(p => double.IsFinite(p.X + p.Y + p.Near)))
                    cells.Add(([.. seen.Select(p => (p.X, p.Y))], corners.Average(k => panel.NearOnPlane(_grid.X[k.Column], _grid.Y[k.Row])), corners.Average(k => _grid[k.Row, k.Column])));
            }
        }
        svg.BeginGroup(panel.Theme.Ink, 0.4, 0.5);
        foreach (var (corners, _, height) in cells.OrderBy(c => c.Near)) svg.Polygon(corners, Map!.ColorOf(height));
        svg.EndGroup();
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
    }

    public override JsonObject ToPlotly(SpacePanel panel)
    {
        var trace = new JsonObject
        {
            ["type"] = "surface",
            ["x"] = PlotlyJson.Numbers(_grid.X),
            ["y"] = PlotlyJson.Numbers(_grid.Y),
            ["z"] = PlotlyJson.Matrix(_grid.Matrix),
        };
        Map!.Write(trace, 'c');
        return trace;
    }

    private static int[] Mesh(int count) => count <= FinestMesh + 1
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, FinestMesh + 1).Select(i => (int)Math.Round((double)i * (count - 1) / FinestMesh))];
}
