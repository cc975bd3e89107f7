using System.Globalization;
using System.Text.Json.Nodes;

namespace GFlowNets.Notebooks;

// Cells coloured by value.
internal sealed record HeatmapTrace : Trace
{
    private const int Sharpness = 2;
    private readonly double[,] _values;
    private readonly double[] _x, _y, _xEdges, _yEdges;

    public HeatmapTrace(double[,] values, IEnumerable<double>? x, IEnumerable<double>? y)
    {
        if (values.Length == 0) throw new ArgumentException($"a heatmap needs at least 1 cell (got {values.GetLength(0)} rows by {values.GetLength(1)} columns).", nameof(values));
        _values = (double[,])values.Clone();
        HasIndexAxes = x is null && y is null;
        (_x, _y) = (Centres(x, values.GetLength(1), "x", "columns"), Centres(y, values.GetLength(0), "y", "rows"));
        (_xEdges, _yEdges) = (Edges(_x), Edges(_y));
    }

    public ColorScale Scale { get; init; } = ColorScale.Viridis;

    public (double Min, double Max)? Range { get; init; }

    // The values at the ends of the colour scale.
    public (double Min, double Max) Limits
    {
        get
        {
            if (Range is not null) return Range.Value;
            var reach = Reach.Of(_values.Cast<double>(), log: false, padded: false);
            return reach.Min < reach.Max ? (reach.Min, reach.Max) : reach.Min > reach.Max ? (0, 1) : (reach.Min - 0.5, reach.Min + 0.5);
        }
    }

    // Whether the axes number the cells 0, 1, 2, ...
    public bool HasIndexAxes { get; }

    public bool IsSquare => HasIndexAxes && Math.Max(_x.Length, _y.Length) <= 3 * Math.Min(_x.Length, _y.Length);

    public override bool TakesPaletteColor => false;

    public override bool InLegend => false;

    public override string Summary => string.Create(CultureInfo.InvariantCulture, $"heatmap, {_y.Length} rows by {_x.Length} columns, {Limits.Min:G4} to {Limits.Max:G4}");

    public static double[,] Rectangle(double[][] rows)
    {
        int columns = rows.FirstOrDefault()?.Length ?? 0;
        if (rows.FirstOrDefault(r => r.Length != columns) is double[] odd)
            throw new ArgumentException($"all rows of a heatmap must be equally long (got {columns} and {odd.Length}).", nameof(rows));
        double[,] values = new double[rows.Length, columns];
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns; column++) values[row, column] = rows[row][column];
        }
        return values;
    }

    public override Reach XReach(bool log) => Reach.Of(_xEdges, log, padded: false);

    public override Reach YReach(bool log) => Reach.Of(_yEdges, log, padded: false);

    // Each pixel asks which cell it lies in: that serves any spacing of the centres, logarithmic axes and cut-off ranges alike.
    public override void Draw(SvgWriter svg, PanelLayout panel)
    {
        var plot = panel.Plot;
        var (width, height) = ((int)Math.Ceiling(plot.Width * Sharpness), (int)Math.Ceiling(plot.Height * Sharpness));
        int[] columns = [.. Enumerable.Range(0, width).Select(i => Cell(_xEdges, panel.X.ValueAt(plot.Left + (i + 0.5) * plot.Width / width)))];
        int[] rows = [.. Enumerable.Range(0, height).Select(i => Cell(_yEdges, panel.Y.ValueAt(plot.Top + (i + 0.5) * plot.Height / height)))];
        var (min, max) = Limits;
        byte[] levels = new byte[width * height];
        for (int i = 0; i < levels.Length; i++)
        {
            var (row, column) = (rows[i / width], columns[i % width]);
            levels[i] = row < 0 || column < 0 || !double.IsFinite(_values[row, column])
                ? IndexedPng.Transparent
                : IndexedPng.Level((_values[row, column] - min) / (max - min));
        }
        svg.Picture(plot, IndexedPng.Encode(width, height, levels, Scale));
    }

    public override void DrawKey(SvgWriter svg, Box box)
    {
    }

    // The colour scale itself, high end on top.
    public byte[] ColorBar() => IndexedPng.Encode(1, 255, [.. Enumerable.Range(0, 255).Select(i => (byte)(254 - i))], Scale);

    public override IEnumerable<JsonObject> ToPlotly(PanelLayout panel)
    {
        yield return new JsonObject
        {
            ["type"] = "heatmap",
            ["x"] = PlotlyJson.Numbers(_x),
            ["y"] = PlotlyJson.Numbers(_y),
            ["z"] = PlotlyJson.Matrix(_values),
            ["zmin"] = Limits.Min,
            ["zmax"] = Limits.Max,
            ["colorscale"] = new JsonArray([.. Scale.Stops.Select(stop => new JsonArray(stop.Position, stop.Color))]),
            ["showscale"] = false,
        };
    }

    private static int Cell(double[] edges, double value)
    {
        int place = Array.BinarySearch(edges, value);
        int cell = place >= 0 ? place : ~place - 1;
        return cell < edges.Length - 1 ? cell : -1;
    }

    private static double[] Centres(IEnumerable<double>? centres, int count, string name, string what)
    {
        double[] values = centres is null ? [.. Enumerable.Range(0, count)] : [.. centres];
        if (values.Length != count) throw new ArgumentException($"{name} must have one centre for each of the {count} {what} (got {values.Length}).", name);
        for (int i = 0; i < count; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
                throw new ArgumentException($"{name} must be finite and ascend (got {values[i]} at position {i}).", name);
        }
        return values;
    }

    private static double[] Edges(double[] centres)
    {
        if (centres.Length == 1) return [centres[0] - 0.5, centres[0] + 0.5];
        return
        [
            1.5 * centres[0] - 0.5 * centres[1],
            .. centres.Zip(centres.Skip(1), (a, b) => (a + b) / 2),
            1.5 * centres[^1] - 0.5 * centres[^2],
        ];
    }
}
