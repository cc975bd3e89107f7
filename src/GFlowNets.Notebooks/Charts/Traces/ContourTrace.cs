using System.Globalization;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Lines of equal value between the points of a grid, the bands between them filled or not.
internal sealed record ContourTrace : FlatTrace
{
    private readonly GridValues _grid;
    private readonly int _wanted;
    private readonly bool _filled;

    public ContourTrace(double[,] values, IEnumerable<double>? x, IEnumerable<double>? y, int levels, bool filled)
    {
        if (levels < 1) throw new ArgumentOutOfRangeException(nameof(levels), $"a contour chart needs at least 1 level (got {levels}).");
        _grid = new GridValues("contour chart", values, x, y, least: 2);
        (_wanted, _filled) = (levels, filled);
        Map = new ColorMap(_grid.All);
    }

    public override bool TakesPaletteColor => false;

    public override bool InLegend => false;

    public override bool IsSquare => _grid.IsSquare;

    // Filled bands have one colour each.
    public override double ColorPosition(double value) => _filled ? Band(Levels, value) : base.ColorPosition(value);

    public override string Summary => string.Create(CultureInfo.InvariantCulture, $"contours of {_grid.Rows} by {_grid.Columns} values at {string.Join(", ", Levels.Select(l => l.ToString("G4", CultureInfo.InvariantCulture)))}");

    // Round numbers between the ends of the colour scale; a scale without any has one level in its middle.
    private double[] Levels
    {
        get
        {
            var (min, max) = Map!.Limits;
            double[] round = [.. NiceTicks.Linear(min, max, _wanted).Select(t => t.Value).Where(v => v > min && v < max)];
            return round.Length > 0 ? round : [(min + max) / 2];
        }
    }

    private double Step => Levels is [var first, var second, ..] ? second - first : (Map!.Limits.Max - Map.Limits.Min) / 2;

    public override Reach XReach(bool log) => Reach.Of(_grid.X, log, padded: false);

    public override Reach YReach(bool log) => Reach.Of(_grid.Y, log, padded: false);

    public override void Draw(SvgWriter svg, FlatPanel panel)
    {
        double[] levels = Levels;
        if (_filled)
        {
            svg.Picture(panel.Plot, panel.Paint(Map!.Scale, (xs, ys) =>
            {
                double[] columns = [.. xs.Select(x => Place(_grid.X, x))], rows = [.. ys.Select(y => Place(_grid.Y, y))];
                return (i, j) => Between(rows[i], columns[j]) is var value && double.IsFinite(value) ? Band(levels, value) : double.NaN;
            }));
        }
        foreach (double level in levels)
        {
            foreach (var line in ContourLines.At(_grid, level))
            {
                // Where an axis has no place for a point the line has a gap.
                foreach (var run in line.Select(p => (X: panel.X.At(p.X), Y: panel.Y.At(p.Y))).GroupAdjacent(p => double.IsFinite(p.X + p.Y) ? 1 : 0))
                {
                    if (double.IsFinite(run[0].X + run[0].Y)) svg.Polyline(run, _filled ? panel.Theme.Ink : Map!.ColorOf(level), _filled ? 0.75 : 1.75, opacity: _filled ? 0.5 : 1);
                }
            }
        }
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
    }

    public override IEnumerable<string> HoverLines(Chart chart) => [.. base.HoverLines(chart), HoverText.Line(ColorBarTitle ?? "value", "z")];

    public override IEnumerable<JsonObject> ToPlotly(FlatPanel panel)
    {
        double[] levels = Levels;
        var trace = new JsonObject
        {
            ["type"] = "contour",
            ["x"] = PlotlyJson.Numbers(_grid.X),
            ["y"] = PlotlyJson.Numbers(_grid.Y),
            ["z"] = PlotlyJson.Matrix(_grid.Matrix),
            ["autocontour"] = false,
            ["connectgaps"] = false,
            ["contours"] = new JsonObject { ["start"] = levels[0], ["end"] = levels[^1], ["size"] = Step, ["coloring"] = _filled ? "fill" : "lines" },
            ["line"] = new JsonObject { ["width"] = _filled ? 0.75 : 1.75 },
        };
        if (_filled) trace["line"]!["color"] = PlotlyJson.Translucent(panel.Theme.Ink, 0.5);
        Map!.Write(trace, 'z');
        yield return trace;
    }

    private static double Band(double[] levels, double value) => (double)levels.Count(l => l <= value) / levels.Length;

    // Bilinear between the four points around; NaN outside the grid or where one of them is.
    private double Between(double row, double column)
    {
        if (double.IsNaN(row + column)) return double.NaN;
        int r = Math.Min((int)row, _grid.Rows - 2), c = Math.Min((int)column, _grid.Columns - 2);
        var (v, h) = (row - r, column - c);
        return (1 - v) * ((1 - h) * _grid[r, c] + h * _grid[r, c + 1]) + v * ((1 - h) * _grid[r + 1, c] + h * _grid[r + 1, c + 1]);
    }

    // Where a value lies among ascending centres: 1.5 is half-way between the second and the third.
    private static double Place(double[] centres, double value)
    {
        if (!(value >= centres[0] && value <= centres[^1])) return double.NaN;
        int above = Array.BinarySearch(centres, value);
        if (above >= 0) return above;
        above = ~above;
        return above - 1 + (value - centres[above - 1]) / (centres[above] - centres[above - 1]);
    }
}
