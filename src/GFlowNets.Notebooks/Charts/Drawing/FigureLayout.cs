namespace GFlowNets.Notebooks;

internal readonly record struct LegendEntry(Trace Trace, double Left, double Middle);

// Where everything lies, in pixels. The static picture and the Plotly figure are both drawn from it, so they agree.
internal sealed record FigureLayout(
    int Width, int Height, string? Title, double Left, IReadOnlyList<Panel> Panels, IReadOnlyList<LegendEntry> Legend, LegendPlace LegendPlace, ChartTheme Theme)
{
    public const double TickSize = 12, LabelSize = 13, PanelTitleSize = 14, TitleSize = 16, TickGap = 7, SwatchWidth = 24, Edge = 10, LabelHeight = 22;
    private const double LegendRow = 20;

    public static double TitleMiddle => Edge + TitleSize / 2;

    public bool IsGrid => Panels.Count > 1;

    public static FigureLayout Arrange(Figure figure)
    {
        var charts = figure.Panels;
        int columns = figure.Columns, rows = (charts.Length + columns - 1) / columns;
        var (width, height) = figure.Pixels ?? DefaultSize(charts, columns, rows);
        bool grid = charts.Length > 1;
        var theme = figure.Dress ?? charts.Select(c => c.Dress).FirstOrDefault(t => t is not null) ?? ChartTheme.Default;
        var painted = Palette.Paint(charts, theme).ToArray();

        string? title = grid ? figure.Heading : charts[0].Heading;
        double top = Edge + (title is null ? 0 : TitleSize + 12);
        var place = figure.LegendAt ?? charts.Select(c => c.LegendAt).FirstOrDefault(p => p is not null) ?? LegendPlace.Top;
        Trace[] named = place == LegendPlace.Hidden ? [] : [.. painted.SelectMany(traces => traces).Where(t => t.InLegend).DistinctBy(t => t.Name)];
        bool aside = place == LegendPlace.Right && named.Length > 0;
        // A picture of no particular size grows with a long column of names.
        if (aside && figure.Pixels is null && charts.All(c => c.Pixels is null)) height = Math.Max(height, (int)(top + named.Length * LegendRow + Edge));
        double right = width - (aside ? named.Max(EntryWidth) : 0);
        var (legend, legendRows) = aside ? Column(named, right, top) : Rows(named, width - 80, top);
        top += legendRows == 0 ? 0 : legendRows * LegendRow + 4;

        var cell = new Box(0, 0, Math.Max(60, right) / columns, Math.Max(60, height - top) / rows);
        Panel[] panels = [.. charts.Select((chart, i) => Arrange(i, cell with { Left = i % columns * cell.Width, Top = top + i / columns * cell.Height }))];
        double left = grid ? Edge + 4 : panels[0].Plot.Left;
        return new FigureLayout(width, height, title, left, panels, aside ? legend : [.. legend.Select(entry => entry with { Left = entry.Left + left })], place, theme);

        Panel Arrange(int i, Box place) => charts[i].IsSpace
            ? SpacePanel.Arrange(charts[i], painted[i], place, grid, theme)
            : FlatPanel.Arrange(charts[i], painted[i], place, grid, theme);
    }

    public static double LabelWidth(AxisScale scale) =>
        scale.Ticks.Select(t => TextWidth.Of(t.Label, TickSize) + TextWidth.Of(t.Exponent, TickSize * 0.75)).DefaultIfEmpty(0).Max();

    private static (List<LegendEntry> Entries, int Rows) Rows(IEnumerable<Trace> traces, double room, double top)
    {
        var entries = new List<LegendEntry>();
        double left = 0;
        int row = 0;
        foreach (var trace in traces)
        {
            double width = EntryWidth(trace);
            if (left > 0 && left + width > room) (left, row) = (0, row + 1);
            entries.Add(new LegendEntry(trace, left, top + (row + 0.5) * LegendRow));
            left += width;
        }
        return (entries, entries.Count == 0 ? 0 : row + 1);
    }

    // A column stands beside the charts and takes no rows above them.
    private static (List<LegendEntry> Entries, int Rows) Column(Trace[] traces, double left, double top) =>
        ([.. traces.Select((trace, i) => new LegendEntry(trace, left, top + (i + 0.5) * LegendRow))], 0);

    private static double EntryWidth(Trace trace) => SwatchWidth + 8 + TextWidth.Of(trace.Name!, TickSize) + 20;

    private static (int, int) DefaultSize(IReadOnlyList<Chart> charts, int columns, int rows)
    {
        var (width, height) = charts.Select(c => c.Pixels ?? (c.IsSpace ? (560, 460) : c.Traces.Any(t => t is FlatTrace { IsSquare: true }) ? (480, 420) : (640, 400)))
            .Aggregate((a, b) => (Math.Max(a.Item1, b.Item1), Math.Max(a.Item2, b.Item2)));
        const int page = 960;
        double shrink = Math.Min(1, (double)page / (width * columns));
        return ((int)(width * columns * shrink), (int)(height * rows * Math.Max(shrink, 0.75)));
    }
}
