namespace GFlowNets.Notebooks;

internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}

internal sealed record PanelLayout(Chart Chart, IReadOnlyList<Trace> Traces, Box Plot, AxisScale X, AxisScale Y, ColorBarLayout? Bar)
{
    public double TitleMiddle => Plot.Top - 13;

    public double YLabelRoom => FigureLayout.TickGap + FigureLayout.LabelWidth(Y);
}

internal sealed record ColorBarLayout(HeatmapTrace Trace, Box Box, AxisScale Scale);

internal readonly record struct LegendEntry(Trace Trace, double Left, double Middle);

// Where everything lies, in pixels. The static picture and the Plotly figure are both drawn from it, so they agree.
internal sealed record FigureLayout(int Width, int Height, string? Title, double Left, IReadOnlyList<PanelLayout> Panels, IReadOnlyList<LegendEntry> Legend)
{
    public const double TickSize = 12, LabelSize = 13, PanelTitleSize = 14, TitleSize = 16, TickGap = 7, SwatchWidth = 24;
    private const double Edge = 10, LabelHeight = 22, BarGap = 14, BarWidth = 14, LegendRow = 20;

    public static double TitleMiddle => Edge + TitleSize / 2;

    public bool IsGrid => Panels.Count > 1;

    public static FigureLayout Arrange(Figure figure)
    {
        var charts = figure.Panels;
        int columns = figure.Columns, rows = (charts.Length + columns - 1) / columns;
        var (width, height) = figure.Pixels ?? DefaultSize(charts, columns, rows);
        bool grid = charts.Length > 1;
        var painted = Palette.Paint(charts).ToArray();

        string? title = grid ? figure.Heading : charts[0].Heading;
        double top = Edge + (title is null ? 0 : TitleSize + 12);
        var named = painted.SelectMany(traces => traces).Where(t => t.InLegend).DistinctBy(t => t.Name);
        var (legend, legendRows) = Legendary(named, width - 80, top);
        top += legendRows == 0 ? 0 : legendRows * LegendRow + 4;

        var cell = new Box(0, 0, (double)width / columns, (height - top) / rows);
        var panels = charts.Select((chart, i) =>
            ArrangePanel(chart, painted[i], cell with { Left = i % columns * cell.Width, Top = top + i / columns * cell.Height }, grid)).ToArray();
        double left = grid ? Edge + 4 : panels[0].Plot.Left;
        return new FigureLayout(width, height, title, left, panels, [.. legend.Select(entry => entry with { Left = entry.Left + left })]);
    }

    private static PanelLayout ArrangePanel(Chart chart, IReadOnlyList<Trace> traces, Box cell, bool grid)
    {
        var (xAxis, yAxis) = (chart.Horizontal, chart.Vertical);
        bool counts = traces.Any(t => t is HeatmapTrace { HasIndexAxes: true });
        double top = cell.Top + Edge + (grid && chart.Heading is not null ? PanelTitleSize + 8 : 0);
        double bottom = cell.Bottom - Edge - TickGap - TickSize - (xAxis.Title is null ? 0 : LabelHeight);
        var y = AxisScale.For(yAxis, traces.Select(t => t.YReach(yAxis.Log)), bottom, top, Math.Max(2, (int)((bottom - top) / 40)), counts);
        double left = cell.Left + Edge + (yAxis.Title is null ? 0 : LabelHeight) + LabelWidth(y) + TickGap;

        var heatmap = traces.OfType<HeatmapTrace>().FirstOrDefault();
        var barScale = heatmap is null ? null : AxisScale.For(new Axis { Range = heatmap.Limits }, [], bottom, top, Math.Max(2, (int)((bottom - top) / 40)));
        double right = cell.Right - Edge - 6 - (barScale is null ? 0 : BarGap + BarWidth + TickGap + LabelWidth(barScale) + (heatmap!.Name is null ? 0 : LabelHeight));

        var plot = new Box(left, top, Math.Max(20, right - left), Math.Max(20, bottom - top));
        var x = XScale(plot);
        if (heatmap is { IsSquare: true } && !xAxis.Log && !yAxis.Log)
        {
            double unit = Math.Min(plot.Width / (x.Max - x.Min), plot.Height / (y.Max - y.Min));
            plot = plot with { Width = unit * (x.Max - x.Min), Height = unit * (y.Max - y.Min) };
            (x, y) = (XScale(plot), y with { Start = plot.Bottom, End = plot.Top });
        }
        var bar = barScale is null ? null : new ColorBarLayout(heatmap!, new Box(plot.Right + BarGap, plot.Top, BarWidth, plot.Height), barScale with { Start = plot.Bottom, End = plot.Top });
        return new PanelLayout(chart, traces, plot, x, y, bar);

        // Labels must not run into each other, so ask for fewer until they fit.
        AxisScale XScale(Box plot)
        {
            for (int wanted = Math.Max(2, (int)(plot.Width / 50)); ; wanted--)
            {
                var scale = AxisScale.For(xAxis, traces.Select(t => t.XReach(xAxis.Log)), plot.Left, plot.Right, wanted, counts);
                int labels = scale.Ticks.Count(t => t.Label != "");
                if (wanted <= 1 || labels * (LabelWidth(scale) + 14) <= plot.Width + LabelWidth(scale)) return scale;
            }
        }
    }

    private static (List<LegendEntry> Entries, int Rows) Legendary(IEnumerable<Trace> traces, double room, double top)
    {
        var entries = new List<LegendEntry>();
        double left = 0;
        int row = 0;
        foreach (var trace in traces)
        {
            double width = SwatchWidth + 8 + TextWidth.Of(trace.Name!, TickSize) + 20;
            if (left > 0 && left + width > room) (left, row) = (0, row + 1);
            entries.Add(new LegendEntry(trace, left, top + (row + 0.5) * LegendRow));
            left += width;
        }
        return (entries, entries.Count == 0 ? 0 : row + 1);
    }

    public static double LabelWidth(AxisScale scale) =>
        scale.Ticks.Select(t => TextWidth.Of(t.Label, TickSize) + TextWidth.Of(t.Exponent, TickSize * 0.75)).DefaultIfEmpty(0).Max();

    private static (int, int) DefaultSize(IReadOnlyList<Chart> charts, int columns, int rows)
    {
        var (width, height) = charts.Select(c => c.Pixels ?? (c.Traces.Any(t => t is HeatmapTrace { IsSquare: true }) ? (480, 420) : (640, 400)))
            .Aggregate((a, b) => (Math.Max(a.Item1, b.Item1), Math.Max(a.Item2, b.Item2)));
        const int page = 960;
        double shrink = Math.Min(1, (double)page / (width * columns));
        return ((int)(width * columns * shrink), (int)(height * rows * Math.Max(shrink, 0.75)));
    }
}
